import DSP

/// A stretcher and where in the track it began.
struct StretcherStream: ~Copyable {
  var stretcher: TimeStretcher
  var track: UnsafePointer<RenderTrack>?
  var isSplit: Bool
  /// The track's frame that was fed first.
  var origin = 0
  /// The stems' gains at the end of what was fed.
  var fedGains = PerStem<Double>(repeating: 1)

  init(isSplit: Bool, sampleRate: Double, engine: TimeStretcher.Engine) {
    self.isSplit = isSplit
    stretcher = TimeStretcher(channels: isSplit ? 4 : 2, sampleRate: sampleRate, engine: engine)
  }

  @_noLocks func position(at place: Double) -> Double { Double(origin) + stretcher.source(atOutput: place) }
  @_noLocks func place(of position: Double) -> Double { stretcher.output(ofSource: position - Double(origin)) }
}
