import Analysis
import Music
import Support
import Testing

/// Sections, mix points and what else is decided from features, on arrangements that are known.
@Suite struct ArrangementTests {
  private static let plan: [(label: String, bars: Int)] = [
    ("intro", 8), ("verse", 16), ("breakdown", 8), ("build", 8), ("drop", 16), ("breakdown", 8), ("drop", 16),
    ("outro", 8),
  ]

  @Test(arguments: [122.0, 174])
  func namesThePartsWhereTheyLie(bpm: Double) throws {
    let track = ArrangedTrack(bpm: bpm, plan: Self.plan)
    let analysis = listen(track.signal).analysis
    let sections = try #require(analysis.sections)
    #expect(sections.map(\.label) == track.sections.map(\.label))
    for (found, truth) in zip(sections, track.sections) {
      #expect(abs(found.start_seconds - truth.start_seconds) < 0.05, "\(truth.label)")
      #expect(abs(found.end_seconds - truth.end_seconds) < 0.05, "\(truth.label)")
    }
  }

  /// The outro, never the breakdown in the middle.
  @Test func mixPointsAndDrops() throws {
    let track = ArrangedTrack(bpm: 126, plan: Self.plan)
    let cues = listen(track.signal).analysis.cues
    #expect(abs(try #require(cues.mix_in_seconds) - ArrangedTrack.firstBeat) < 0.05)
    #expect(abs(try #require(cues.mix_out_seconds) - track.sections[7].start_seconds) < 0.05)
    let drops = try #require(cues.drops)
    #expect(drops.count == 2)
    for (found, truth) in zip(drops, [track.sections[4], track.sections[6]]) {
      #expect(abs(found - truth.start_seconds) < 0.05)
    }
    let highlight = try #require(cues.highlight_seconds)
    #expect(drops.contains { abs($0 - highlight) < 0.1 })
  }

  /// The most telling half minute is a drop wherever it lies, even the one that the track ends with; without any, it is
  /// not the intro, however loud that is.
  @Test(arguments: [
    ("intro verse breakdown drop outro", 3), ("intro verse breakdown drop", 3), ("drop breakdown drop outro", 0),
    ("verse breakdown verse outro", 2),
  ]) func theMostTellingHalfMinute(_ labels: String, _ expected: Int) throws {
    let plan = labels.split(separator: " ").map { (label: String($0), bars: $0 == "drop" ? 16 : 8) }
    let track = ArrangedTrack(bpm: 126, plan: plan)
    let facts = listen(track.signal).analysis
    let highlight = try #require(facts.cues.highlight_seconds)
    let at = try #require(track.sections.lastIndex { $0.start_seconds < highlight + 0.5 })
    #expect(track.sections[at].label == track.sections[expected].label, "at \(highlight) s")
    if labels.hasPrefix("verse") { #expect(highlight >= 10) }
  }

  /// A track that ends with its drop is left eight bars before the end, not in the breakdown.
  @Test func withoutAnOutroTheLastPhraseIsTheEnd() throws {
    let track = ArrangedTrack(bpm: 126, plan: [("intro", 8), ("verse", 16), ("breakdown", 8), ("drop", 24)])
    let exit = try #require(listen(track.signal).analysis.cues.mix_out_seconds)
    let end = track.sections[3].end_seconds
    #expect(abs(exit - (end - 32 * 60 / 126)) < 0.1)
  }

  /// The same features give the same decisions, from memory and from what was stored.
  @Test func decidingAgainChangesNothing() throws {
    let track = ArrangedTrack(bpm: 126, plan: Self.plan)
    let result = listen(track.signal)
    let stored = try #require(TrackFeatures(blob: result.features.blob))
    var again = result.analysis
    (again.sections, again.energy, again.energy_curve, again.drive) = (nil, nil, nil, nil)
    again.cues = TrackAnalysis.CuePoints()
    again.decide(from: stored)
    #expect(again == result.analysis)
    #expect(result.features.blob.count < 30 * 4 * 90, "some 30 bytes a beat")
  }

  /// A grid that a DJ has moved by a beat moves the sections with it.
  @Test func anotherGridIsTaken() throws {
    let track = ArrangedTrack(bpm: 126, plan: Self.plan)
    let result = listen(track.signal)
    var analysis = result.analysis
    var grid = try #require(analysis.grid)
    let downbeat = try #require(grid.downbeat)
    grid.downbeat = downbeat + 1
    analysis.grid = grid
    analysis.decide(from: result.features)
    let starts = try #require(analysis.sections).dropFirst().map(\.start_seconds)
    for start in starts { #expect(grid.isDownbeat(Int(grid.beat(at: TrackTime(start)).value.rounded()))) }
  }

  @Test func theKeyOfAPartThatIsRaised() throws {
    let track = ArrangedTrack(bpm: 126, plan: Self.plan, raised: 6)
    let analysis = listen(track.signal).analysis
    #expect(analysis.key == "A minor")
    let sections = try #require(analysis.sections)
    let raised = sections.first { abs($0.start_seconds - track.sections[6].start_seconds) < 0.1 }
    #expect(raised?.key == "A# minor")
    #expect(sections.filter { $0.key != nil }.count == 1)
  }

  /// Two beats a bar that divide in three.
  @Test func sixEight() throws {
    var signal = Signal(seconds: 90)
    var random = SeededRandom(seed: 3)
    let beat = 60 / 96.0
    for index in 0..<140 {
      let time = 0.2 + Double(index) * beat
      if index % 2 == 0 { signal.addKick(at: time) } else { signal.addSnare(at: time, random: &random) }
      for third in 0..<3 { signal.addHat(at: time + Double(third) * beat / 3, level: 0.12, random: &random) }
      // A chord a bar, on two degrees of no particular order: nothing repeats with four beats.
      if index % 2 == 0 {
        let root = Double([57, 55, 52, 53].randomElement(using: &random)!)
        for note in [root - 12, root, root + 7] { signal.addTone(note: note, at: time, for: 1.9 * beat, level: 0.06) }
      }
    }
    let analysis = listen(signal).analysis
    #expect(analysis.time_signature == "6/8")
    let truth = stride(from: 0.2, to: 87, by: 2 * beat).map { $0 }
    #expect(agreement(analysis.downbeats, with: truth, tolerance: 0.02).share > 0.95)
  }

  @Test func widthAndMonoSafety() throws {
    let track = SyntheticTrack(tempo: { _ in 126 }, seconds: 20)
    let mono = listen(track.signal).analysis
    #expect(try #require(mono.stereo_width) < 0.001)
    #expect(try #require(mono.mono_correlation) > 0.999)
    var inverted = track.signal
    for index in stride(from: 1, to: inverted.samples.count, by: 2) { inverted.samples[index] *= -1 }
    let wide = listen(inverted).analysis
    #expect(try #require(wide.stereo_width) > 0.999)
    #expect(try #require(wide.mono_correlation) < -0.999)
  }

  /// A tone's power lies in its band.
  @Test func bandBalance() throws {
    let bands: [(hz: Double, key: KeyPath<TrackAnalysis.BandBalance, Double>)] = [
      (45, \.sub_db), (120, \.bass_db), (350, \.low_mid_db), (1000, \.mid_db), (3500, \.presence_db), (9000, \.air_db),
    ]
    for (hz, key) in bands {
      let tone = ClickTracks.sine(hz: hz, amplitude: 0.3, seconds: 4)
      let balance = try #require(
        tone.withUnsafeBufferPointer { analyze($0, sampleRate: .cd) }.analysis.band_balance)
      #expect(balance[keyPath: key] > -0.5, "\(hz) Hz")
      for other in bands where other.hz != hz { #expect(balance[keyPath: other.key] < -20, "\(hz) Hz: \(other.hz)") }
    }
  }

  /// Kicks are counted; a drone has no attacks.
  @Test func attacksASecond() throws {
    var signal = Signal(seconds: 40)
    for index in 0..<78 { signal.addKick(at: 0.5 + 0.5 * Double(index)) }
    #expect(abs(try #require(listen(signal).analysis.onset_density_hz) - 2) < 0.15)
    var drone = Signal(seconds: 20)
    drone.addTone(note: 45, at: 0, for: 20, level: 0.3)
    #expect(try #require(listen(drone).analysis.onset_density_hz) < 0.2)
  }

  /// The same music, softer and without drums, has less energy.
  @Test func energyTellsTracksApart() throws {
    let full = listen(ArrangedTrack(bpm: 128, plan: [("intro", 8), ("drop", 24), ("outro", 8)]).signal).analysis
    var soft = ArrangedTrack(bpm: 84, plan: [("breakdown", 16)]).signal
    for index in soft.samples.indices { soft.samples[index] *= 0.4 }
    let calm = listen(soft).analysis
    let (loud, still) = (try #require(full.energy), try #require(calm.energy))
    #expect(loud >= still + 3)
  }
}
