import Music
import Support
import Testing

@Suite struct WaveformZoomTests {
  private func waveform(columns: Int, hasPeaks: Bool = false, seed: UInt64 = 1) -> Waveform {
    var random = SeededRandom(seed: seed)
    return Waveform(
      bytes: (0..<(3 * columns)).map { _ in UInt8.random(in: 0...255, using: &random) },
      peaks: hasPeaks ? (0..<columns).map { _ in UInt8.random(in: 0...255, using: &random) } : [])
  }

  /// Every column of every zoom is the highest of what it stands for, in each band, and the mean of it; the last may
  /// stand for less.
  @Test(arguments: [0, 1, 255, 256, 1023, 4096, 45_001])
  func columnsAreTheHighestAndTheMean(columns: Int) throws {
    try expectHighestAndMean(of: waveform(columns: columns))
    try expectHighestAndMean(of: waveform(columns: columns, hasPeaks: true))
  }

  private func expectHighestAndMean(of waveform: Waveform) throws {
    let columns = waveform.columns
    let zooms = WaveformZooms(waveform)
    #expect(zooms.levels[0].highest == waveform)
    #expect(try #require(zooms.levels.last).means.count < 256)
    var length = 1
    for level in zooms.levels {
      #expect(level.highest.columns == (columns + length - 1) / length && level.means.count == level.highest.columns)
      for column in stride(from: 0, to: level.highest.columns, by: 7) {
        let range = (column * length)..<min(columns, (column + 1) * length)
        let all = range.map { waveform[$0] }
        #expect(level.highest[column].low == all.map(\.low).max())
        #expect(level.highest[column].mid == all.map(\.mid).max())
        #expect(level.highest[column].high == all.map(\.high).max())
        #expect(level.highest.peaks.isEmpty == waveform.peaks.isEmpty)
        if !waveform.peaks.isEmpty { #expect(level.highest.peaks[column] == waveform.peaks[range].max()) }
        #expect(level.kicks[column] == zooms.levels[0].kicks[range].max())
        // Each level rounds to a whole; a last column that stands for fewer is not weighed against that.
        let mean = range.reduce(0) { $0 + Double(waveform.level($1)) } / Double(all.count)
        if all.count == length { #expect(abs(Double(level.means[column]) - mean) <= 2.5) }
      }
      length *= 4
    }
  }

  @Test func theZoomFitsTheScreen() {
    let zooms = WaveformZooms(waveform(columns: 45_000))
    #expect(zooms.levels.count == 5)
    // 150, 37.5, 9.4, 2.3, 0.6 columns a second.
    for (seconds, level) in [(0.04, 0), (0.5, 1), (2.5, 2), (1000, 4)] {
      #expect(zooms.level(with: 8, in: seconds) == zooms.levels[level])
    }
    #expect(WaveformZooms(Waveform(bytes: [])).level(with: 8, in: 1000).means.isEmpty)
  }

  /// Kicks of falling lows over a bass and under loud mids: each is found in its first column, none is found elsewhere,
  /// and each is over when its lows are.
  @Test(arguments: [UInt8(0), 40, 90]) func kicksAreFound(bass: UInt8) {
    var random = SeededRandom(seed: 9)
    let kickEvery = 70
    let waveform = Waveform(
      bytes: (0..<4200).flatMap { column -> [UInt8] in
        let age = column % kickEvery
        // A bass of 50 Hz: its peaks come every one and a half columns.
        let ripple = UInt8(Double(bass) * (column % 3 == 0 ? 0.7 : 1))
        return [max(age < 14 ? UInt8(210 - 14 * age) : 0, ripple), UInt8.random(in: 100...255, using: &random), 80]
      })
    let kicks = WaveformZooms(waveform).levels[0].kicks
    for column in stride(from: kickEvery, to: 4200, by: kickEvery) {
      #expect(kicks[column] > 100, "\(column)")
      #expect(kicks[(column + 35)..<(column + kickEvery)].allSatisfy { $0 < 30 }, "\(column)")
    }
  }

  /// What a track reaches when it is loud is the measure, not its one loudest moment; next to nothing is no measure.
  @Test func theMeasureIsWhatALoudMomentReaches() {
    let zooms = WaveformZooms(
      Waveform(bytes: (0..<1000).flatMap { $0 == 500 ? [255, 255, 255] : [UInt8](arrayLiteral: 120, 80, 3) }))
    #expect(zooms.loudPeak == 120 && zooms.loud == .init(low: 120, mid: 80, high: 24))
    #expect(WaveformZooms(Waveform(bytes: [1, 1, 1])).loudPeak == 64)
    // Where the signal's peaks are known they are the level; the bands keep their own measure.
    let bands = (0..<1000).flatMap { _ in [UInt8](arrayLiteral: 120, 80, 3) }
    let heard = WaveformZooms(Waveform(bytes: bands, peaks: [UInt8](repeating: 230, count: 1000)))
    #expect(heard.loudPeak == 230 && heard.loud == .init(low: 120, mid: 80, high: 24))
    #expect(heard.levels[0].means[7] == 230)
  }
}
