import DSP

/// Sounds stretched at one ratio, one channel.
enum Stretched {
  /// - Parameter places: frames of the source, in order. - Returns: the sound, and where each of them lies in it.
  static func sound(
    _ source: [Float], _ engine: TimeStretcher.Engine, ratio: Double, places wanted: [Double] = []
  ) -> (sound: [Float], places: [Double]) {
    var stretcher = TimeStretcher(channels: 2, sampleRate: 44_100, engine: engine)
    stretcher.reset()
    let stride = TimeStretcher.longestFeed
    var planes = [Float](repeating: 0, count: 2 * stride)
    var taken = [StereoFrame](repeating: .zero, count: 16_384)
    var (sound, places): ([Float], [Double]) = ([], [])
    while stretcher.fed + stretcher.framesWanted < source.count {
      for index in 0..<stretcher.framesWanted {
        planes[index] = source[stretcher.fed + index]
        planes[stride + index] = planes[index]
      }
      let before = stretcher.produced
      planes.withUnsafeBufferPointer { stretcher.feed($0.baseAddress!, stride: stride, ratio: ratio) }
      let made = stretcher.produced - before
      taken.withUnsafeMutableBufferPointer {
        stretcher.copy(pair: 0, from: before, into: $0.baseAddress!, frames: made)
      }
      sound += taken[..<made].map(\.x)
      while places.count < wanted.count,
        stretcher.decidedOutput > stretcher.output(ofSource: wanted[places.count]) + 9000
      {
        places.append(stretcher.output(ofSource: wanted[places.count]))
      }
    }
    return (sound, places)
  }
}
