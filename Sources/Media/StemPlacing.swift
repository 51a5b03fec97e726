import Music

/// What is done to a stem so that it lies on its track.
package struct StemPlacing: Sendable, Hashable {
  /// Frames that it lies behind; whole ones keep every sample.
  package var lag: Double
  /// What it is multiplied with.
  package var gain: Double

  /// - Parameters: as their properties.
  package init(lag: Double, gain: Double) { (self.lag, self.gain) = (lag, gain) }

  /// The frames of the stem that are heard in a part of the track.
  package func source(of part: Range<Int>) -> Range<Int> {
    // More than a track has frames is no lag.
    let whole = Int(max(-1e9, min(1e9, lag.rounded(.down))))
    let reach = lag == lag.rounded() ? 0 : FractionalDelay.reach
    let first = max(0, part.lowerBound + whole - reach)
    return first..<max(first, part.upperBound + whole + reach)
  }

  /// A copy that has a part of the track's frames, with silence where there is nothing; the stem itself where nothing
  /// changes. - Throws: when memory is out.
  package func laid(_ stem: PCM, over part: Range<Int>) throws(MediaError) -> PCM {
    if lag == 0, gain == 1, stem.firstFrame <= part.lowerBound, stem.framesReady == part.upperBound { return stem }
    guard let copy = PCM(capacity: part.upperBound, sampleRate: stem.sampleRate, from: part.lowerBound) else {
      throw MediaError(.stems, path: "", "there is no memory left for its stems.")
    }
    let source = UnsafeBufferPointer(start: stem.samples, count: 2 * stem.framesReady)
    let first = Int(lag.rounded(.down))
    let between = lag - lag.rounded(.down)
    let delay = between > 0 ? FractionalDelay(between) : nil
    let size = 8192
    for start in stride(from: part.lowerBound, to: part.upperBound, by: size) {
      let count = min(size, part.upperBound - start)
      var piece =
        delay?.read(from: first + start, count: count, of: source, stride: 2)
        ?? (2 * (first + start)..<2 * (first + start + count)).map { source.indices.contains($0) ? source[$0] : 0 }
      if gain != 1 {
        for index in piece.indices { piece[index] *= Float(gain) }
      }
      piece.withUnsafeBufferPointer { _ = copy.append($0) }
    }
    copy.finish()
    return copy
  }
}
