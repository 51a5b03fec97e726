import Engine
import Glibc
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
    case .bass(let length): [mixer(.bandSwap(.low, to: next), length)]
    case .filterOut(let value, let length): [deck(out, .set(.filter, value), length.glide)]
    case .echoOut: [deck(out, .echoOut)]
    case .muteOut(let stem): [Command(.stem(out, stem, .mute(.on)))]
    case .muteIn(let stem): [Command(.stem(next, stem, .mute(.on)))]
    case .unmuteIn(let stem): [Command(.stem(next, stem, .mute(.off)))]
    case .stopOut: [deck(out, .pause)]
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
    var commands = [deck(.seek(self.in.lowerBound))]
    commands.append(deck(.sync(tempoChangePercent == nil ? .off : .on)))
    if keyShift != 0 { commands.append(deck(.set(.keyShift, Double(keyShift)))) }
    return commands
  }

  /// The lines of a journal that performs it: the one that goes out is on deck a and begins `lead` before the window.
  /// - Parameters:
  ///   - a, b: the tracks as a journal loads them, and the gains that bring them to the target loudness.
  ///   - tail: how long the set goes on behind the window.
  func journalText(
    _ a: (track: Journal.TrackSpec, gain: Decibels), _ b: (track: Journal.TrackSpec, gain: Decibels),
    rate: SampleRate, lead: Seconds, tail: Seconds
  ) -> String {
    var lines = [
      Journal.header, "rate \(Int(rate.hz))", "@0s deck a load \(a.track.words)", "@0s deck b load \(b.track.words)",
      "@0s deck a quantize off", "@0s deck b quantize off",
    ]
    func add(_ time: Double, _ commands: [Command]) {
      for command in commands { lines.append("@\(fixed(time, 4))s \(command.line)") }
    }
    add(0, [Command(.engine(.mixer(.set(.crossfader, -1))))])
    for (deck, gain) in [(DeckID.a, a.gain), (.b, b.gain)] { add(0, [Command(.engine(.deck(deck, .autoGain(gain))))]) }
    add(0, [Command(.engine(.deck(.a, .seek(out.lowerBound - lead))))])
    // What comes in is ready a quarter of a second before.
    add(0.1, [Command(.engine(.deck(.a, .play)))])
    add(max(0.1, lead.value - 0.25), preparation(out: .a))
    let start = lead.value + 0.1
    for step in steps { add(start + heardTime(step.at).value, step.commands(out: .a)) }
    lines.append("@\(fixed(start + heardTime(out.upperBound - out.lowerBound).value + tail.value, 4))s end")
    return lines.joined(separator: "\n") + "\n"
  }

  /// When a moment of what goes out is heard, both from the beginning of the window, where its tempo was its own up to
  /// there.
  private func heardTime(_ moment: Seconds) -> Seconds {
    let ramp = steps.lazy.compactMap { step -> Double? in
      if case .tempoOut(let percent, _) = step.move { percent / 100 } else { nil }
    }.first
    guard let ramp, ramp != 0, bars > 0 else { return moment }
    // It comes to meet the other in the first half of the window, evenly from beat to beat.
    let length = (out.upperBound - out.lowerBound).value / 2
    let inRamp = length / ramp * log1p(ramp * min(moment.value, length) / length)
    return Seconds(inRamp + max(0, moment.value - length) / (1 + ramp))
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
      ("kick_offset_ms", .null), ("two_voices_seconds", .number(thousandths(twoVoices.value))), ("score", .null),
      ("confidence", .number(thousandths(confidence))), ("reasons", .list(reasons.map(JSON.text))),
      ("commands", .list(said.map { .text($0.1) })), ("at_seconds", .list(said.map { .number(thousandths($0.0)) })),
    ])
  }
}

private func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
