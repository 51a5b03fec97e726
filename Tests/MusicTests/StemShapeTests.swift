import Music
import Support
import Testing

@Suite struct StemShapeTests {
  /// Stereo noise whose level changes from column to column, at a rate that columns do not divide.
  private func noise(seconds: Double, seed: UInt64) throws -> PCM {
    var random = SeededRandom(seed: seed)
    var samples: [Float] = []
    for frame in 0..<Int(seconds * 11_025) {
      let level = Float(frame / 500 % 7) / 7
      samples.append(level * random.sample())
      samples.append(0.9 * level * random.sample())
    }
    return try #require(PCM(interleaved: samples, sampleRate: SampleRate(hz: 11_025)))
  }

  /// Each column has its frames' highest sample of either channel, and each zoom the highest of four columns; a stem
  /// that ends early is silent from there on.
  @Test func columnsAreTheHighest() throws {
    let stems = [try noise(seconds: 5.21, seed: 1), try noise(seconds: 3.1, seed: 2)]
    let shapes = StemShapes(stems)
    #expect(shapes.count == 2 && shapes.levels[0].bytes.count == 2 * 782)
    for (index, stem) in stems.enumerated() {
      for column in 0..<782 {
        let frames = (0..<stem.framesReady).lazy.filter { $0 * 150 / 11_025 == column }
        let highest = frames.map { max(abs(stem.samples[2 * $0]), abs(stem.samples[2 * $0 + 1])) }.max() ?? 0
        #expect(Float(shapes.levels[0].bytes[2 * column + index]) == (255 * highest).rounded(), "\(index) \(column)")
      }
    }
    for (finer, coarser) in zip(shapes.levels, shapes.levels.dropFirst()) {
      #expect(coarser.columnsPerSecond == finer.columnsPerSecond / 4)
      for (place, byte) in coarser.bytes.enumerated() {
        let four = (0..<4).map { 2 * (4 * (place / 2) + $0) + place % 2 }
        #expect(byte == four.compactMap { $0 < finer.bytes.count ? finer.bytes[$0] : nil }.max())
      }
    }
  }

  /// At each zoom that a waveform of the same length has there are stems, too.
  @Test(arguments: [0.1, 1.7, 6.9, 300])
  func theZoomsAreTheWaveforms(seconds: Double) throws {
    let stem = try #require(
      PCM(interleaved: [Float](repeating: 0.5, count: 2 * Int(seconds * 1000)), sampleRate: SampleRate(hz: 1000)))
    let shapes = StemShapes([stem, stem])
    let columns = Int((seconds * Waveform.columnsPerSecond).rounded(.up))
    for level in WaveformZooms(Waveform(bytes: [UInt8](repeating: 9, count: 3 * columns))).levels {
      let stems = try #require(shapes.level(columnsPerSecond: level.columnsPerSecond))
      #expect(stems.bytes.count == 2 * level.means.count)
    }
  }

  /// What a stem reaches in loud moments is its measure; one that is next to silent has a fifth of the loudest's.
  @Test func theMeasureIsWhatALoudMomentReaches() throws {
    func level(_ level: Float) throws -> PCM {
      try #require(PCM(interleaved: [Float](repeating: level, count: 20_000), sampleRate: SampleRate(hz: 1000)))
    }
    #expect(StemShapes([try level(0.8), try level(0.4), try level(0.01)]).loud == [204, 102, 40])
    #expect(StemShapes([]).levels.count == 1)
  }
}
