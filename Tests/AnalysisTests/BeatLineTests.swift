import Music
import Support
import Testing

@testable import Analysis

@Suite struct BeatLineTests {
  /// Two of twelve points lie 5 ms off, both at one end, as an intro with other instruments does: the others keep the
  /// line.
  @Test func fewPointsDoNotTurnALine() throws {
    let truth = BeatLine(start: 0.002, period: 0.00001)
    let points = (0..<12).map { index -> (beat: Double, time: Double, weight: Double) in
      let beat = 16 * Double(index)
      return (beat, truth.time(of: beat) + (index < 2 ? 0.005 : 0), 1)
    }
    let plain = try #require(BeatLine(weighted: points))
    let line = try #require(BeatLine(through: points, tolerance: 0.0005))
    func error(_ line: BeatLine) -> Double { abs(line.period - truth.period) }
    #expect(error(line) < error(plain) / 5, "\(error(line)) against \(error(plain))")
    #expect(abs(line.time(of: 176) - truth.time(of: 176)) < 0.0003)
  }

  /// Beats of half a second, then of 0.4: the border lies a beat late by a beat that was found too early. The grid
  /// bends there within a beat or two, and neither tempo is off.
  @Test func piecesMeetWhereTheirLinesDo() throws {
    let truth = (0...40).map { 0.5 * Double($0) } + (1...40).map { 20 + 0.4 * Double($0) }
    var measured = truth
    var likeness = truth.map { _ in 0.99 }
    likeness[41] = 0.1
    measured[41] += 0.06
    let grid = try #require(TempoRegions.grid(measured, likeness: likeness) { $0.map { _ in true } })
    for (beat, time) in truth.enumerated() where beat != 41 {
      let found = grid.time(of: BeatPosition(Double(beat))).value
      #expect(abs(found - time) < 0.003, "beat \(beat): \(found) for \(time)")
    }
  }

  /// Where music slips, the lines do not meet: only the beat of the slip is another length.
  @Test func aSlipIsKeptToOneBeat() throws {
    let truth = (0..<40).map { 0.5 * Double($0) } + (40..<80).map { 0.5 * Double($0) + 0.08 }
    let grid = try #require(TempoRegions.grid(truth, likeness: truth.map { _ in 0.99 }) { $0.map { _ in true } })
    for (beat, time) in truth.enumerated() {
      #expect(abs(grid.time(of: BeatPosition(Double(beat))).value - time) < 0.001, "beat \(beat)")
    }
  }
}

@Suite struct FirstSoundTests {
  /// Equal strokes, two to a beat: either may be it, and what sounds first decides.
  @Test(arguments: [0.0, 0.3]) func whatSoundsFirstIsOnTheBeat(late: Double) throws {
    var signal = Signal(seconds: 30)
    for stroke in 0..<90 { signal.addKick(at: 0.6 + 0.3 * Double(stroke)) }
    let onsets = signal.samples.withUnsafeBufferPointer { OnsetCurves(Mixdown($0, sampleRate: .cd)) }
    let phase = (0..<onsets.frames).map { (Double($0) / 60).truncatingRemainder(dividingBy: 1) }
    let place = BeatPhase(onsets, phase: phase, framesPerBeat: 60, firstSound: 0.6 + late)
    let distance = place.offset - late / 0.6
    #expect(abs(distance - distance.rounded()) < 0.05, "\(place.offset)")
  }
}
