import Analysis
import Glibc
import Music
import Support
import Testing

/// Tempo and grid against signals whose beats are known to the sample.
@Suite struct TempoAndGridTests {
  /// Away from the octaves' borders the tempo is the one that was written; it is exact to a hundredth of a percent, and
  /// the beats lie on the attacks: 3 ms is a third of what a listener notices in two drums.
  @Test(arguments: [
    (88.0, 0.0), (96.0, 0.31), (105.3, 0.05), (120.0, 0.499), (126.0, 0.137), (128.38, 0.2), (133.33, 0.02),
    (140.0, 0.4), (145.02, 0.1),
  ])
  func findsTempoAndBeats(bpm: Double, firstBeat: Double) {
    let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 60, firstBeat: firstBeat, seed: UInt64(bpm * 100))
    let analysis = listen(track.signal).analysis
    let found = analysis.bpm ?? 0
    #expect(abs(found - bpm) < 1e-4 * bpm, "found \(found)")
    let beats = agreement(analysis.beats, with: track.beats, tolerance: 0.02)
    #expect(beats.share > 0.98)
    #expect(abs(beats.offset) < 0.003, "offset \(beats.offset * 1000) ms")
    #expect((analysis.bpm_confidence ?? 0) > 0.5)
    #expect(analysis.tempo_regions?.count == 1)
  }

  /// Slow and fast extremes may be heard an octave away, which a DJ changes with one key; nothing else will do.
  @Test(arguments: [60.0, 66, 72, 80, 152, 160, 170, 174.11, 180, 190, 200])
  func extremeTempiAreRightUpToAnOctave(bpm: Double) {
    let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 60, seed: UInt64(bpm))
    let found = listen(track.signal).analysis.bpm ?? 0
    let error = [0.5, 1, 2].map { abs(found - bpm * $0) / (bpm * $0) }.min()!
    #expect(error < 2e-4, "found \(found)")
  }

  @Test func rateOfTheFileDoesNotMatter() {
    for rate in [22_050.0, 48_000, 96_000] {
      let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 40, rate: rate)
      let analysis = listen(track.signal).analysis
      #expect(abs((analysis.bpm ?? 0) - 124) < 0.02, "\(rate) Hz: \(String(describing: analysis.bpm))")
      #expect(abs(agreement(analysis.beats, with: track.beats, tolerance: 0.02).offset) < 0.004)
      #expect(analysis.key == "A minor")
    }
  }

  /// A tempo that rises by six percent is followed; no beat is off by more than 25 ms.
  @Test func followsATempoThatRises() {
    let track = SyntheticTrack(tempo: { 120 + 8 * $0 / 90 }, seconds: 90)
    let analysis = listen(track.signal).analysis
    #expect(agreement(analysis.beats, with: track.beats, tolerance: 0.025).share > 0.95)
    #expect((analysis.tempo_regions?.count ?? 0) > 1)
  }

  /// A drummer who wanders by two percent within forty beats is followed to 3 ms, a third of what a listener notices.
  @Test func followsATempoThatWanders() {
    let track = SyntheticTrack(tempo: { 121 + 2.2 * sin(2 * .pi * $0 / 40) }, seconds: 100)
    let beats = listen(track.signal).analysis.beats
    let centred = agreement(beats, with: track.beats, tolerance: 0.025)
    #expect(abs(centred.offset) < 0.003, "offset \(centred.offset * 1000) ms")
    let inPlace = beats?.map { $0 - centred.offset }
    #expect(agreement(inPlace, with: track.beats, tolerance: 0.003).share > 0.95)
  }

  @Test func downbeatsAndPhrasesFollowBassAndChords() {
    for (bpm, firstBeat) in [(122.0, 0.1), (128.0, 1.5), (140.0, 0.9)] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 90, firstBeat: firstBeat)
      let analysis = listen(track.signal).analysis
      #expect(agreement(analysis.downbeats, with: track.downbeats, tolerance: 0.02).share > 0.98)
      #expect(analysis.time_signature == "4/4")
      let phrases = track.downbeats.enumerated().filter { $0.offset % 8 == 0 }.map(\.element)
      #expect(agreement(analysis.phrases, with: phrases, tolerance: 0.02).share > 0.98)
    }
  }

  @Test func waltzesHaveBarsOfThree() {
    for bpm in [110.0, 132, 150] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 80, beatsPerBar: 3)
      let analysis = listen(track.signal).analysis
      #expect(analysis.time_signature == "3/4", "\(bpm) BPM")
      #expect(agreement(analysis.downbeats, with: track.downbeats, tolerance: 0.02).share > 0.98, "\(bpm) BPM")
    }
  }

  /// Swung hats fall late; the beat stays where the drums are.
  @Test func swingDoesNotMoveTheBeat() {
    for swing in [0.58, 2.0 / 3] {
      let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 60, swing: swing)
      let analysis = listen(track.signal).analysis
      #expect(abs((analysis.bpm ?? 0) - 124) < 0.02, "swing \(swing)")
      #expect(agreement(analysis.beats, with: track.beats, tolerance: 0.01).share > 0.98, "swing \(swing)")
    }
  }

  /// Clicks alone have beats, but nothing tells which of them starts a bar.
  @Test func equalBeatsHaveNoDownbeat() {
    var signal = Signal(seconds: 60)
    for beat in 0..<118 { signal.addKick(at: 0.3 + 0.5 * Double(beat)) }
    let analysis = listen(signal).analysis
    #expect(abs((analysis.bpm ?? 0) - 120) < 0.01)
    #expect(analysis.downbeats == nil && analysis.grid?.downbeat == nil && analysis.phrases == nil)
  }

  /// A kick on each beat is what a DJ counts, whatever else there is: a clap on two and four, hats between, or nothing.
  @Test(arguments: [122.0, 126, 132, 140, 150, 160, 174], ["kick", "clap", "loud clap", "clap and hat"])
  func kicksAreCounted(bpm: Double, with others: String) {
    var signal = Signal(seconds: 40)
    var random = SeededRandom(seed: UInt64(bpm))
    for beat in 0..<Int(39 * bpm / 60) {
      let time = 0.3 + Double(beat) * 60 / bpm
      signal.addKick(at: time)
      if others != "kick", beat % 2 == 1 {
        for _ in 0..<(others == "loud clap" ? 3 : 1) { signal.addSnare(at: time, random: &random) }
      }
      if others == "clap and hat" { signal.addHat(at: time + 30 / bpm, level: 0.15, random: &random) }
    }
    let found = listen(signal).analysis.bpm ?? 0
    #expect(abs(found - bpm) < 0.02, "found \(found)")
  }

  /// Where the drums end the tempo does not change, however long the track goes on, in silence or in a chord.
  @Test(arguments: [(100.0, 128.0), (104.07, 104.07), (125.45, 112.91), (130.95, 138.81)], [0.05, 0.4, 3])
  func noTempoBeginsWhereDrumsEnd(tempi: (Double, Double), tail: Double) {
    var times = [0.3]
    let change = tempi.0 == tempi.1 ? 8.5 : 30.0
    while let last = times.last, last < (tempi.0 == tempi.1 ? 8 : 55) {
      times.append(last + 60 / (last < change ? tempi.0 : tempi.1))
    }
    var signal = Signal(seconds: times[times.count - 1] + tail)
    var random = SeededRandom(seed: 4)
    for (beat, time) in times.enumerated() {
      signal.addKick(at: time)
      if beat % 2 == 1 { signal.addSnare(at: time, random: &random) }
    }
    let regions = listen(signal).analysis.tempo_regions ?? []
    #expect(regions.count == (tempi.0 == tempi.1 ? 1 : 2), "\(regions)")
    for (region, bpm) in zip(regions, [tempi.0, tempi.1]) {
      #expect(abs(region.bpm - bpm) < 0.01 * bpm, "\(regions)")
    }
  }

  /// Tones that are held, that swell, or that beat against each other have no tempo.
  @Test(arguments: ["held", "swelling", "beating"])
  func aDroneHasNoTempo(_ kind: String) {
    var signal = Signal(seconds: 60)
    for frame in signal.samples.indices {
      let time = Double(frame / 2) / signal.rate
      let tones: [Double] = kind == "beating" ? [55, 55.7, 110.4, 164.8, 166.1] : [110, 165, 220.3, 277.5]
      let level = kind == "swelling" ? 0.1 * (0.5 + 0.5 * sin(2 * .pi * 0.07 * time)) : 0.1
      signal.samples[frame] = Float(level * tones.reduce(0) { $0 + sin(2 * .pi * $1 * time) })
    }
    let analysis = listen(signal).analysis
    #expect(analysis.bpm == nil && analysis.beats == nil, "\(String(describing: analysis.bpm))")
    #expect((analysis.bpm_confidence ?? 0) < 0.05)
  }

  /// What is printed as beats is the grid that decks use.
  @Test func beatsAreTheGrids() throws {
    let track = SyntheticTrack(tempo: { _ in 125 }, seconds: 30)
    let analysis = listen(track.signal).analysis
    let grid = try #require(analysis.grid)
    let beats = try #require(analysis.beats)
    for time in beats {
      let beat = grid.beat(at: TrackTime(time)).value
      #expect(abs(beat - beat.rounded()) < 1e-6)
    }
    for time in analysis.downbeats ?? [] {
      #expect(grid.isDownbeat(Int(grid.beat(at: TrackTime(time)).value.rounded())))
    }
    #expect(beats.allSatisfy { $0 >= 0 && $0 <= 30 })
  }
}
