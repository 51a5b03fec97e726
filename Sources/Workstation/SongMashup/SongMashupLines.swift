import Engine
import Music
import Platform
import Suggestion

/// A whole mashup as a journal: deck b plays the instrumental from end to end in its own tempo; deck a has the voice,
/// in sync, piece by piece, its fader opened and closed in the voice's silences.
struct SongMashupLines {
  let voice: MashupTrack
  let beat: MashupTrack
  let terms: SongTerms
  let placements: [VoicePlacement]

  /// Decks of the two.
  static let decks = (voice: DeckID.a, beat: DeckID.b)
  /// When the instrumental starts, seconds: what is set before it is there by then.
  private static let start = 0.5
  private static let ramp = 0.02

  /// A deck that is to be heard alone.
  enum Bus { case voice, instrumental }

  /// Where the instrumental begins and ends.
  private var sound: ClosedRange<Double> {
    let first = max(0, beat.analysis.cues.first_sound_seconds ?? 0)
    let last = beat.analysis.cues.last_sound_seconds ?? beat.analysis.duration_seconds ?? first
    return max(0, first - 0.1)...max(first, last)
  }

  /// How long the file is.
  var seconds: Double { Self.start + sound.upperBound - sound.lowerBound }

  /// When a beat of the instrumental comes out, seconds from the file's beginning.
  func time(ofBeat number: Double) -> Double {
    Self.start + beat.grid.time(of: BeatPosition(number)).value - sound.lowerBound
  }

  /// The beat of the instrumental on which a time of the voice lies in a placement.
  func beat(of time: TrackTime, in placement: VoicePlacement) -> Double {
    Double(placement.beat) + (voice.grid.beat(at: time).value - Double(placement.voiceBeat)) * terms.multiple
  }

  /// When a piece of the voice is heard, seconds from the file's beginning.
  func span(of placement: VoicePlacement) -> ClosedRange<Double> {
    let start = time(ofBeat: beat(of: placement.heard.lowerBound, in: placement))
    return start...max(start, time(ofBeat: beat(of: placement.heard.upperBound, in: placement)))
  }

  /// The journal's text.
  /// - Parameters:
  ///   - master: dB.
  ///   - balance: what the mash is told, LU; nil: what is wanted.
  ///   - isLimited: its highest peaks are held by the limiter.
  ///   - bus: the one that is heard alone; nil: both.
  func text(master: Double, balance: Double? = nil, isLimited: Bool = false, only bus: Bus? = nil) -> String {
    let (a, b) = (Self.decks.voice, Self.decks.beat)
    var lines = [Journal.header, "rate \(Int(SampleRate.cd.hz))", "dither on"]
    lines.append("# \(voice.title) (voice) over \(beat.title)")
    func load(_ deck: DeckID, _ track: MashupTrack) {
      let spec = Journal.TrackSpec(path: absolutePath(track.path), grid: .known(track.grid), stems: true)
      lines.append("@0s deck \(deck.word) load \(spec.words)")
    }
    func say(_ time: String, _ command: Command) { lines.append("\(time) \(command.line)") }
    func deck(_ deck: DeckID, _ action: DeckAction, at: Moment = .now, over: Glide = .short) -> Command {
      Command(.engine(.deck(deck, action)), at: at, over: over)
    }
    func mixer(_ action: MixerAction) -> Command { Command(.engine(.mixer(action))) }
    load(b, beat)
    load(a, voice)
    let setUp: [Command] =
      [
        mixer(.limiter(isLimited ? .on : .off)), mixer(.fairBlend(.off)), mixer(.set(.master, thousandths(master))),
        mixer(.set(.crossfader, 0)), deck(a, .tempoRange(50)), deck(a, .keyLockEngine(.finer)),
        deck(a, .autoGain(Decibels(thousandths(terms.voiceGain)))), deck(b, .autoGain(Decibels(0))),
        deck(a, .quantize(.off)), deck(b, .quantize(.off)), deck(a, .set(.fader, 0)),
        // The voice's level is set by what comes from here on.
        deck(a, .seek(placements.first?.heard.lowerBound ?? TrackTime(0))),
        mixer(.mashBalance(Decibels(thousandths(balance ?? terms.balance)))),
        mixer(.mash(MashSetup(voice: a, keys: terms.shifts))),
        // A mash starts both decks, in the tempo of either, and may have the instrumental follow: here that one leads
        // in its own, and nothing plays yet.
        deck(a, .pause), deck(b, .pause), deck(b, .sync(.off)), deck(b, .set(.tempo, 0)), deck(b, .lead),
        deck(a, .sync(.on)),
        deck(b, .seek(TrackTime(sound.lowerBound))),
      ]
      + MashPart.allCases.filter { terms.parts.contains($0) != MashPart.usual.contains($0) }.map {
        mixer(.mashPart($0, terms.parts.contains($0) ? .on : .off))
      } + (bus == .voice ? [deck(b, .set(.fader, 0))] : [])
    for command in setUp { say("@0s", command) }
    say("@\(Self.start)s", deck(b, .play))
    for placement in placements {
      func at(_ beats: Double, _ seconds: Double = 0) -> String {
        "@\(b.word):\(fixed(max(sound.lowerBound, beat.grid.time(of: BeatPosition(beats)).value + seconds), 4))s"
      }
      let open = beat(of: placement.heard.lowerBound, in: placement)
      let close = beat(of: placement.heard.upperBound, in: placement)
      let name = placement.label.map { $0 + (placement.over.map { " over \($0)" } ?? "") } ?? "voice"
      lines.append("# \(name), at \(clock(time(ofBeat: open)))")
      let early = at(Double(placement.beat) - 2)
      let start = placement.start(
        voice: voice.grid, beat: beat.grid, multiple: terms.multiple, from: TrackTime(sound.lowerBound))
      say(early, deck(a, .seek(start.place)))
      say(early, deck(a, .play, at: start.moment))
      if bus != .instrumental {
        say(at(open), deck(a, .set(.fader, 1), over: .seconds(Self.ramp)))
        say(at(close), deck(a, .set(.fader, 0), over: .seconds(Self.ramp)))
      }
      say(at(close, 2 * Self.ramp), deck(a, .pause))
    }
    lines.append("@\(b.word):\(fixed(sound.upperBound, 4))s end")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension VoicePlacement {
  /// Where the voice's deck stands when it starts, and when that is: on the placement's bar, or with the instrumental,
  /// from as far within the bar, where that bar lies before the instrumental begins: no bar line is left to wait for.
  /// - Parameters:
  ///   - multiple: beats of the instrumental in one of the voice.
  ///   - first: where the instrumental begins.
  func start(
    voice: BeatGrid, beat other: BeatGrid, multiple: Double, from first: TrackTime
  ) -> (place: TrackTime, moment: Moment) {
    let passed = other.beat(at: first).value - Double(beat)
    let isPast = passed > 0 && multiple > 0
    let into = isPast ? passed / multiple : 0
    return (voice.time(of: BeatPosition(Double(voiceBeat) + into)), isPast ? .now : .bar)
  }
}
