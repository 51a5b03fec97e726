import Engine
import Music
import Platform

extension BlendPlan.Step {
  /// What the hands do, as commands. - Parameter out: the deck that goes out; what comes in is on the other one.
  func commands(out: DeckID) -> [Command] {
    let next = out.other
    func deck(_ id: DeckID, _ action: DeckAction, _ over: Glide = .short) -> Command {
      Command(.engine(.deck(id, action)), over: over)
    }
    func mixer(_ action: MixerAction, _ length: BlendPlan.Length) -> Command {
      Command(.engine(.mixer(action)), over: length.glide)
    }
    return switch move {
    case .start: [deck(next, .play)]
    case .crossfade(let length): [mixer(.set(.crossfader, next == .a ? -1 : 1), length)]
    case .meet(let length): [mixer(.set(.crossfader, 0), length)]
    case .tempoOut(let percent, let length): [deck(out, .set(.tempo, percent), length.glide)]
    case .keepBass: [mixer(.bandKeep(.low, on: out), .beats(1))]
    case .bass(let length): [mixer(.bandSwap(.low, to: next), length)]
    case .filterOut(let value, let length): [deck(out, .set(.filter, value), length.glide)]
    case .echoOut: [deck(out, .echoOut)]
    case .muteOut(let stem): [Command(.stem(out, stem, .mute(.on)))]
    case .muteIn(let stem): [Command(.stem(next, stem, .mute(.on)))]
    case .unmuteIn(let stem): [Command(.stem(next, stem, .mute(.off)))]
    case .stopOut: [deck(out, .pause)]
    case .hold(let ahead, let length): [deck(next, .syncOffset(ahead), length.glide)]
    case .ownTempo(let length): [deck(next, .sync(.off)), deck(next, .set(.tempo, 0), length.glide)]
    }
  }
}

extension BlendPlan.Length {
  fileprivate var glide: Glide {
    switch self {
    case .atOnce: .short
    case .beats(let beats): .beats(beats)
    case .seconds(let seconds): .seconds(seconds)
    }
  }
}

extension BlendPlan {
  /// What makes ready the deck that comes in, before the window begins.
  func preparation(out: DeckID) -> [Command] {
    let next = out.other
    func deck(_ action: DeckAction) -> Command { Command(.engine(.deck(next, action))) }
    let inTime = tempoChangePercent != nil
    // Its bass waits for its turn.
    let waits = steps.contains { if case .bass = $0.move { true } else { false } }
    return [
      deck(.quantize(.off)), deck(.seek(self.in.lowerBound)), deck(.sync(inTime ? .on : .off)),
    ]
      + (kickOffset.map { inTime ? [deck(.syncOffset($0))] : [] } ?? [])
      + [
        deck(.set(.keyShift, Double(keyShift))), deck(.kill(.low, waits ? .on : .off)),
        // A quantised start falls on the beat itself, not where the deck was told to start.
        deck(.quantize(inTime ? .on : .off)),
      ]
  }

  /// As `--plan` prints it: the commands that perform it, for deck a that goes out, and when each is said, seconds from
  /// the beginning of the window.
  var json: JSON {
    let prepared = preparation(out: .a).map { (-0.25, $0.line) }
    let said = prepared + steps.flatMap { step in step.commands(out: .a).map { (step.at.value, $0.line) } }
    return .object([
      ("kind", .text(kind.rawValue)), ("out_seconds", .number(thousandths(out.lowerBound.value))),
      ("in_seconds", .number(thousandths(self.in.lowerBound.value))), ("bars", JSON(bars)),
      ("tempo_change_percent", JSON(tempoChangePercent.map(thousandths))), ("key_shift_semitones", JSON(keyShift)),
      ("kick_offset_ms", JSON(kickOffset.map { thousandths($0.value * 1000) })),
      ("two_voices_seconds", .number(thousandths(twoVoices.value))), ("score", .null),
      ("confidence", .number(thousandths(confidence))), ("reasons", .list(reasons.map(JSON.text))),
      ("commands", .list(said.map { .text($0.1) })), ("at_seconds", .list(said.map { .number(thousandths($0.0)) })),
    ])
  }
}

/// Rounded to so many: what is written down is to be read.
func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

extension DeckAction {
  /// In whole thousandths of a millisecond.
  fileprivate static func syncOffset(_ offset: Seconds) -> DeckAction {
    .syncOffset(milliseconds: thousandths(offset.value * 1000))
  }
}
