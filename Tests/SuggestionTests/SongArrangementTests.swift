import Music
import Testing

@testable import Suggestion

/// A voice over a whole instrumental: what lies where, and that nothing that is sung is cut.
@Suite struct SongArrangementTests {
  /// A track in bars of two seconds, its parts as they are named.
  private func song(_ name: String, _ parts: [(label: String, bars: Int)]) -> TrackAnalysis {
    var track = TrackAnalysis(path: "/m/\(name).wav")
    let bars = parts.reduce(0) { $0 + $1.bars }
    track.grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0), downbeat: 0, phraseStart: 0)
    track.bpm_confidence = 1
    track.duration_seconds = Double(2 * bars)
    (track.cues.first_sound_seconds, track.cues.last_sound_seconds) = (0, Double(2 * bars))
    var bar = 0
    track.sections = parts.map { part in
      defer { bar += part.bars }
      return .init(label: part.label, start_seconds: Double(2 * bar), end_seconds: Double(2 * (bar + part.bars)))
    }
    return track
  }

  /// Sung in bars: a line of so many seconds from a bar on, `early` before it.
  private func lines(_ bars: [Int], seconds: Double = 3, early: Double = 0) -> [ClosedRange<TrackTime>] {
    bars.map { TrackTime(Double(2 * $0) - early)...TrackTime(Double(2 * $0) - early + seconds) }
  }

  private func arranged(
    _ way: MashupArrangement, sung: [ClosedRange<TrackTime>], _ beat: [(label: String, bars: Int)],
    multiple: Double = 1
  ) throws -> [VoicePlacement] {
    let placed = try arrangeSong(
      SongMaterial(voice: voice, over: song("beat", beat), sung: sung, multiple: multiple), way)
    for placement in placed {
      for line in sung where placement.heard.overlaps(line) {
        #expect(placement.heard.contains(line.lowerBound) && placement.heard.contains(line.upperBound), "\(placement)")
      }
    }
    // One is over before the next one begins; both in the instrumental's time, where a beat lasts half a second.
    for (one, next) in zip(placed, placed.dropFirst()) {
      let end = Double(one.beat) / 2 + (one.heard.upperBound.value - Double(one.voiceBeat) / 2) * multiple
      #expect(end <= Double(next.beat) / 2, "\(one) \(next)")
    }
    return placed
  }

  private var voice: TrackAnalysis {
    song("voice", [("intro", 8), ("verse", 16), ("chorus", 8), ("verse", 16), ("chorus", 8), ("outro", 8)])
  }
  /// Every other bar of verses and choruses.
  private var sung: [ClosedRange<TrackTime>] { lines(Array(stride(from: 8, to: 56, by: 2))) }

  private func firstBars(_ placed: [VoicePlacement]) -> [(voice: Double, beat: Double)] {
    placed.map { placement in
      let first = sung.first { placement.heard.contains($0.lowerBound) }?.lowerBound.value ?? -1
      return (first / 2, Double(placement.beat) / 4 + (first / 2 - Double(placement.voiceBeat) / 4))
    }
  }

  @Test func versesLieOnVersesAndHooksOnDrops() throws {
    let placed = try arranged(
      .follow, sung: sung,
      [("intro", 16), ("verse", 16), ("breakdown", 8), ("drop", 16), ("verse", 16), ("drop", 8), ("outro", 16)])
    let bars = firstBars(placed)
    // The first verse; a breath in the break; the chorus on the drop, and the other one behind it; and so on.
    #expect(bars.map(\.voice) == [8, 24, 48, 32, 24])
    #expect(bars.map(\.beat) == [16, 40, 48, 56, 72])
    #expect(placed.map(\.over) == ["verse", "drop", "drop", "verse", "drop"])
    #expect(placed.map(\.label) == ["verse", "chorus", "chorus", "verse", "chorus"])
  }

  @Test func aVerseGoesOnWhereItStopped() throws {
    let placed = try arranged(.follow, sung: sung, [("verse", 8), ("build", 4), ("verse", 8)])
    #expect(firstBars(placed).map(\.voice) == [8, 16])
    #expect(firstBars(placed).map(\.beat) == [0, 12])
  }

  @Test func whatGoesOnIsOnePiece() throws {
    // Verse and chorus of both follow each other: nothing is opened and closed between them.
    let placed = try arranged(.follow, sung: sung, [("verse", 16), ("chorus", 8), ("verse", 16), ("chorus", 8)])
    #expect(placed.count == 1)
    #expect(firstBars(placed).map(\.beat) == [0])
  }

  @Test func theHookAloneOnEachDrop() throws {
    let placed = try arranged(.hook, sung: sung, [("intro", 8), ("drop", 16), ("breakdown", 8), ("drop", 8)])
    #expect(placed.allSatisfy { $0.label == "chorus" && $0.over == "drop" })
    #expect(firstBars(placed).map(\.beat) == [8, 16, 32])
  }

  @Test func theWholeSongOnce() throws {
    let placed = try arranged(
      .full, sung: sung,
      [("intro", 16), ("verse", 16), ("chorus", 8), ("verse", 16), ("chorus", 8), ("outro", 16)])
    // Verses on verses, choruses on choruses.
    #expect(placed.count == 1)
    #expect(firstBars(placed).map(\.beat) == [16])
    // Into one that ends too early it is laid as far as it goes, to the end of a line.
    let short = try arranged(.full, sung: sung, [("verse", 24)])
    #expect(short.count == 1)
    #expect(short[0].heard.upperBound.value <= 2 * 56)
  }

  @Test func linesThatReachOverABorderStayWhole() throws {
    // A pickup a second before each chorus, and lines that go on over it.
    let pickups = lines(Array(stride(from: 8, to: 56, by: 2)), seconds: 3.2, early: 1)
    let beat = [("intro", 16), ("verse", 8), ("drop", 8), ("breakdown", 8), ("drop", 16), ("outro", 8)]
    for way in MashupArrangement.allCases { #expect(try !arranged(way, sung: pickups, beat).isEmpty) }
    // One line of twenty seconds.
    let long = [TrackTime(17)...TrackTime(37), TrackTime(38)...TrackTime(45), TrackTime(50)...TrackTime(70)]
    for way in MashupArrangement.allCases { _ = try? arranged(way, sung: long, beat) }
  }

  @Test func aVoiceThatNeverPausesLiesInOnePiece() throws {
    // One span from the first verse to the last chorus, as a rap has it: its middle lies far behind its beginning.
    let one = [TrackTime(17)...TrackTime(111)]
    let beat = [("intro", 16), ("verse", 16), ("chorus", 8), ("verse", 16), ("chorus", 8), ("outro", 8)]
    let placed = try arranged(.full, sung: one, beat)
    #expect(placed.count == 1 && placed[0].heard.contains(one[0].lowerBound))
    // Verse on verse: the voice's bar 8 on the instrumental's 16.
    #expect(placed.map { $0.beat - $0.voiceBeat } == [32])
    // Where it fits at one place only, it lies there, whatever the parts are.
    let tight = try arranged(.full, sung: one, [("intro", 8), ("verse", 44)])
    #expect(tight.map { $0.beat - $0.voiceBeat } == [-32])
    // An instrumental that is shorter than the line ends it.
    let short = song("short", [("intro", 8), ("verse", 16)])
    let cut = try arrangeSong(SongMaterial(voice: voice, over: short, sung: one, multiple: 1), .full)
    try #require(cut.count == 1)
    let end = Double(cut[0].beat - cut[0].voiceBeat) / 2 + cut[0].heard.upperBound.value
    #expect(cut[0].heard.lowerBound < one[0].lowerBound && (47...48).contains(end), "\(cut)")
  }

  @Test func halfTimeAndUnknownForms() throws {
    let half = try arranged(.follow, sung: sung, [("intro", 8), ("verse", 32), ("outro", 8)], multiple: 2)
    #expect(half.count == 1 && Double(half[0].beat) >= 24)
    let double = try arranged(.follow, sung: sung, [("intro", 8), ("verse", 32), ("outro", 8)], multiple: 0.5)
    #expect(!double.isEmpty)
    var plain = song("plain", [("verse", 32)])
    plain.sections = nil
    let placed = try arrangeSong(SongMaterial(voice: voice, over: plain, sung: sung, multiple: 1), .follow)
    #expect(placed.count == 1 && placed[0].over == nil)
  }

  @Test func whatIsMissingIsSaid() throws {
    #expect(throws: ArrangementObstacle.self) { try arranged(.follow, sung: [], [("verse", 8)]) }
    var bare = song("bare", [("verse", 8)])
    bare.grid = nil
    let error = #expect(throws: ArrangementObstacle.self) {
      try arrangeSong(SongMaterial(voice: voice, over: bare, sung: sung, multiple: 1), .follow)
    }
    #expect(error?.description.contains("bare.wav") == true)
  }
}
