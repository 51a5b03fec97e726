import Engine
import Music
import Support
import Testing

/// A start at a bar lays bars on bars, wherever the playhead stands: read from rendered downbeats. Deck A is heard on
/// the left, deck B on the right, and each track sounds on the first beat of its bars (or phrases) alone.
@Suite("A start at the beat, bar or phrase")
struct StartTests {
  /// A track that sounds once in `unit` beats, its first bar `lead` beats after its beginning.
  struct Source {
    var bpm: Double
    var lead: Double
    var unit = 4.0

    var beat: Double { 60 / bpm * 44_100 }
    var first: Double { 500 + lead * beat }
    var sound: [Float] { ClickTracks.kicks(bpm: bpm / unit, seconds: 50, firstBeat: first) }
    /// Phrases of two bars; beats are counted from the first one in the track.
    var grid: BeatGrid {
      let beats = lead.rounded(.down)
      let anchor = BeatGrid.Anchor(
        time: TrackTime((first - beats * beat) / 44_100), beat: BeatPosition(0), bpm: BPM(bpm))
      return BeatGrid(
        anchors: [anchor], beatsPerBar: 4, downbeat: Int(beats), phraseStart: Int(beats), barsPerPhrase: 2)
    }
  }

  private static func booth(_ a: Source, _ b: Source, sync: Bool = true) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    for (deck, source) in [(DeckID.a, a), (.b, b)] {
      booth.load(deck, SyncTests.sided(source.sound, left: deck == .a), grid: source.grid)
      booth.say(deck, .keyLock(.off))
    }
    booth.say(.b, .sync(sync ? .on : .off))
    booth.say(.a, .play)
    return booth
  }

  /// How far B's downbeats lie from A's, milliseconds; the worst.
  private static func worst(_ out: [Float], from: Int) -> Double {
    let offsets = SyncTests.offsets(out, from: from).map(abs)
    return offsets.count < 2 ? .infinity : offsets.max()!
  }

  @Test(
    "Bars lie on bars after a start at the bar, with any lead-in and from any place",
    arguments: [0.0, 1, 2.74, 3.5], [0.0, 3.1, 11.9])
  func bars(lead: Double, place: Double) {
    // In half time a bar is long, and the sound of it, too: two lead-ins will do.
    let tempos = [(124.0, 124.0), (122, 126)] + (lead == 1 || lead == 2.74 ? [(140.0, 70.0)] : [])
    for tempos in tempos {
      var booth = Self.booth(Source(bpm: tempos.0, lead: 1.4), Source(bpm: tempos.1, lead: lead))
      if place > 0 { booth.say(.b, .seek(TrackTime(place)), at: 1000) }
      booth.say(.b, .play, at: 50_000, moment: .bar)
      let seconds = tempos.1 < 100 ? 26 : 14
      let worst = Self.worst(booth.render(44_100 * seconds), from: 50_000 + 4 * 44_100)
      #expect(worst < 1, "\(tempos), lead-in of \(lead) beats, from \(place) s: \(worst) ms")
    }
  }

  @Test("Phrases lie on phrases after a start at the phrase", arguments: [0.0, 1, 2.74, 4, 6.5], [0.0, 3.1, 11.9])
  func phrases(lead: Double, place: Double) {
    var booth = Self.booth(Source(bpm: 150, lead: 1.4, unit: 8), Source(bpm: 146, lead: lead, unit: 8))
    if place > 0 { booth.say(.b, .seek(TrackTime(place)), at: 1000) }
    booth.say(.b, .play, at: 50_000, moment: .phrase)
    let worst = Self.worst(booth.render(44_100 * 24), from: 50_000 + 7 * 44_100)
    #expect(worst < 1, "lead-in of \(lead) beats, from \(place) s: \(worst) ms")
  }

  @Test("Beats lie on beats after a start at the beat, with sync and without", arguments: [true, false])
  func beats(sync: Bool) {
    for (lead, place) in [(0.0, 0.0), (0.4, 0), (2.74, 3.1), (3.5, 7.77)] {
      var booth = Self.booth(
        Source(bpm: 128, lead: 1.4, unit: 1), Source(bpm: 128, lead: lead, unit: 1), sync: sync)
      if place > 0 { booth.say(.b, .seek(TrackTime(place)), at: 1000) }
      booth.say(.b, .play, at: 50_000, moment: .beat)
      let worst = Self.worst(booth.render(44_100 * 8), from: 50_000 + 44_100)
      #expect(worst < 1, "lead-in of \(lead) beats, from \(place) s: \(worst) ms")
    }
  }

  @Test("A playhead that is moved while its start waits starts where it is then, bars on bars")
  func movedMeanwhile() {
    for (place, moves) in [(5.03, DeckAction.seek(TrackTime(5.03))), (0, .hotCue(0)), (0, .jump(Beats(3)))] {
      var booth = Self.booth(Source(bpm: 124, lead: 0), Source(bpm: 126, lead: 2))
      booth.say(.b, .hotCueSet(0, TrackTime(6.6)))
      // Just behind the line, so that the start has most of a bar to wait.
      booth.say(.b, .play, at: 4000, moment: .bar)
      booth.say(.b, moves, at: 20_000)
      let worst = Self.worst(booth.render(44_100 * 16), from: 4 * 44_100)
      #expect(worst < 1, "\(moves) \(place): \(worst) ms")
    }
  }

  @Test("Without sync, at one tempo, bars lie on bars too; a deck that is not quantised starts where it stands")
  func unsynced() {
    for lead in [0.0, 1, 2.74, 3] {
      var booth = Self.booth(Source(bpm: 124, lead: 1.4), Source(bpm: 124, lead: lead), sync: false)
      booth.say(.b, .play, at: 50_000, moment: .bar)
      let worst = Self.worst(booth.render(44_100 * 16), from: 50_000 + 4 * 44_100)
      #expect(worst < 1, "lead-in of \(lead) beats: \(worst) ms")
    }
    let b = Source(bpm: 124, lead: 1.25)
    var booth = Self.booth(Source(bpm: 124, lead: 0), b, sync: false)
    booth.say(.b, .quantize(.off))
    booth.say(.b, .play, at: 50_000, moment: .bar)
    let out = booth.render(44_100 * 8)
    let (line, heard) = (
      ClickTracks.onsets(in: out, channel: 0, from: 50_000)[0], ClickTracks.onsets(in: out, channel: 1)[0]
    )
    #expect(abs(heard - line - b.first) < 10)
  }

  @Test("A start on the downbeat sounds on the line, and one from a pickup before it")
  func whereItSounds() {
    for (place, beats) in [(0.0, 0.0), (1, 1), (3, 3)] {
      let b = Source(bpm: 124, lead: 0, unit: 1)
      var booth = Self.booth(Source(bpm: 124, lead: 0), b)
      booth.say(.b, .seek(TrackTime((b.first + place * b.beat) / 44_100)), at: 1000)
      booth.say(.b, .play, at: 20_000, moment: .bar)
      let out = booth.render(44_100 * 6)
      let line = ClickTracks.onsets(in: out, channel: 0)[0]
      let heard = ClickTracks.onsets(in: out, channel: 1)[0]
      let bar = 4 * b.beat
      let late = (heard - line).truncatingRemainder(dividingBy: bar)
      #expect(abs(late - beats * b.beat) < 45, "\(place): \(late / b.beat) beats after the line")
      #expect(heard < 20_000 + bar + 500)
    }
  }
}
