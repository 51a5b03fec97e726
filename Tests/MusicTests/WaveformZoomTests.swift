import Music
import Support
import Testing

@Suite struct WaveformZoomTests {
  private func waveform(columns: Int, seed: UInt64 = 1) -> Waveform {
    var random = SeededRandom(seed: seed)
    return Waveform(bytes: (0..<(3 * columns)).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Every column of every zoom is the highest of what it stands for, in each band; the last may stand for less.
  @Test(arguments: [0, 1, 255, 256, 1023, 4097, 45_000])
  func columnsAreTheHighest(columns: Int) {
    let waveform = waveform(columns: columns)
    let zooms = WaveformZooms(waveform)
    #expect(zooms.levels[0] == waveform)
    #expect(zooms.levels.last.map { $0.columns < 256 } == true)
    var length = 1
    for level in zooms.levels {
      #expect(level.columns == (columns + length - 1) / length)
      for column in stride(from: 0, to: level.columns, by: 7) {
        let range = (column * length)..<min(columns, (column + 1) * length)
        #expect(level[column].low == range.map { waveform[$0].low }.max())
        #expect(level[column].mid == range.map { waveform[$0].mid }.max())
        #expect(level[column].high == range.map { waveform[$0].high }.max())
      }
      length *= 4
    }
    #expect(zooms.levels.dropFirst().reduce(0) { $0 + $1.columns } <= columns / 3 + zooms.levels.count)
  }

  @Test func theZoomFitsTheScreen() {
    let zooms = WaveformZooms(waveform(columns: 45_000))
    #expect(zooms.levels.count == 5)
    // 150, 37.5, 9.4, 2.3, 0.6 columns a second.
    #expect(zooms.level(with: 8, in: 0.04) == 0)
    #expect(zooms.level(with: 8, in: 0.5) == 1)
    #expect(zooms.level(with: 8, in: 2.5) == 2)
    #expect(zooms.level(with: 8, in: 1000) == 4)
    #expect(WaveformZooms(Waveform(bytes: [])).level(with: 8, in: 1000) == 0)
  }
}
