import CRealtime

/// A beat grid in frames of the track, for the audio thread. The memory of the regions belongs to whoever made the
/// line.
// SAFETY: the regions outlive every use: the face frees them only after the audio thread returned their handle.
struct RenderGrid: BitwiseCopyable, @unchecked Sendable {
  struct Region: BitwiseCopyable, Sendable {
    var frame: Double
    var beat: Double
    var beatsPerFrame: Double

    @_noLocks init(frame: Double, beat: Double, beatsPerFrame: Double) {
      self.frame = frame
      self.beat = beat
      self.beatsPerFrame = beatsPerFrame
    }
  }

  let regions: UnsafePointer<Region>
  let count: Int
  let beatsPerBar: Double
  /// A beat that starts a bar; 0 where downbeats are not known.
  let downbeat: Double
  let knowsBars: Bool
  let phraseStart: Double
  let barsPerPhrase: Double

  @_noLocks init(
    regions: UnsafePointer<Region>, count: Int, beatsPerBar: Double, downbeat: Double, knowsBars: Bool,
    phraseStart: Double, barsPerPhrase: Double
  ) {
    self.regions = regions
    self.count = count
    self.beatsPerBar = beatsPerBar
    self.downbeat = downbeat
    self.knowsBars = knowsBars
    self.phraseStart = phraseStart
    self.barsPerPhrase = barsPerPhrase
  }

  @_noLocks private func region(atFrame frame: Double) -> Region {
    var index = count - 1
    while index > 0 && regions[index].frame > frame { index -= 1 }
    return regions[index]
  }

  @_noLocks func beat(atFrame frame: Double) -> Double {
    let region = region(atFrame: frame)
    return region.beat + (frame - region.frame) * region.beatsPerFrame
  }

  @_noLocks func frame(ofBeat beat: Double) -> Double {
    var index = count - 1
    while index > 0 && regions[index].beat > beat { index -= 1 }
    return regions[index].frame + (beat - regions[index].beat) / regions[index].beatsPerFrame
  }

  /// The grid's own tempo at `frame`.
  @_noLocks func beatsPerFrame(atFrame frame: Double) -> Double { region(atFrame: frame).beatsPerFrame }

  /// The first beat, bar or phrase after `beat`; one that lies less than a thousandth of a beat behind still counts.
  @_noLocks func next(_ moment: Moment, after beat: Double) -> Double {
    if case .now = moment { return beat }
    let (unit, start) = gridStep(moment)
    return start + rt_ceil((beat - start - 0.001) / unit) * unit
  }

  /// The nearest beat, bar or phrase; or part of one, where `most` beats are less than a beat.
  @_noLocks func nearest(_ moment: Moment, to beat: Double, most: Double = 1) -> Double {
    let (unit, start) = gridStep(moment)
    let step = most < 1 ? most : unit
    return start + rt_round((beat - start) / step) * step
  }

  /// Beats in a beat, bar or phrase, and a beat at which one begins.
  @_noLocks func gridStep(_ moment: Moment) -> (unit: Double, start: Double) {
    switch moment {
    case .now, .beat: (1, 0)
    case .bar: (beatsPerBar, downbeat)
    case .phrase: (beatsPerBar * barsPerPhrase, phraseStart)
    }
  }
}
