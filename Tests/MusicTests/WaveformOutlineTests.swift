import Music
import Testing

@Suite struct WaveformOutlineTests {
  /// Four quarters of a track, each at a level and with a bass of its own: the outline has them, whatever its length.
  @Test(arguments: [8, 511, 512, 4096, 40_001])
  func quartersAreFound(columns: Int) {
    let levels: [UInt8] = [40, 120, 240, 80]
    let outline = WaveformOutline(
      Waveform(
        bytes: (0..<columns).flatMap { column -> [UInt8] in
          let quarter = column * 4 / columns
          return [levels[3 - quarter], 10, 10]
        }, peaks: (0..<columns).map { levels[$0 * 4 / columns] }))
    #expect(outline.levels.count == min(512, columns) && outline.lows.count == outline.levels.count)
    for quarter in 0..<4 {
      let mean = outline.mean(of: Double(quarter) / 4 + 0.01..<Double(quarter + 1) / 4 - 0.01)
      #expect(abs(mean.level - Double(levels[quarter]) / 240) < 0.01, "\(quarter)")
      #expect(abs(mean.low - Double(levels[3 - quarter]) / 240) < 0.01, "\(quarter)")
    }
  }

  @Test func outsideThereIsNothing() {
    let outline = WaveformOutline(Waveform(bytes: [UInt8](repeating: 200, count: 3000)))
    for part in [-2.0..<(-1), 1.0..<2, 5..<6] { #expect(outline.mean(of: part) == (0, 0)) }
    #expect(outline.mean(of: -1..<0.5).level == 1)
    #expect(WaveformOutline(Waveform(bytes: [])).mean(of: 0..<1) == (0, 0))
  }
}
