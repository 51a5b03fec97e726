import Engine
import Music

/// Commands to the engine as the lines that `CommandTable` reads back: what the journal of a set is written with.
enum CommandText {
  /// - Returns: nil for what has no line of its own because it carries samples (`load`, `refresh`): the
  ///   journal writes those with the facts that they stand for.
  static func line(for command: EngineCommand) -> String? {
    guard let words = words(for: command.action) else { return nil }
    return words + timing(command)
  }

  static func timing(_ command: EngineCommand) -> String {
    var text = command.at == .now ? "" : " at \(command.at.word)"
    switch command.over {
    case .short: break
    case .beats(let beats): text += " over \(number(beats)) beats"
    case .seconds(let seconds): text += " over \(number(seconds)) seconds"
    }
    return text
  }

  private static func words(for action: EngineCommand.Action) -> String? {
    switch action {
    case .load, .refresh: nil
    case .unload(let deck): "deck \(deck.word) unload"
    case .deck(let deck, let action): words(for: action, deck: deck.word)
    case .mixer(let action): words(for: action)
    }
  }

  private static func words(for action: DeckAction, deck: String) -> String? {
    let prefix = "deck \(deck) "
    return switch action {
    case .play: prefix + "play"
    case .pause: prefix + "pause"
    case .playToggle: prefix + "toggle"
    case .cuePress: prefix + "cue"
    case .cueRelease: prefix + "cue release"
    case .cueSet(let time): prefix + "cue set \(number(time.value))"
    case .seek(let time): prefix + "seek \(number(time.value))"
    case .jump(let beats): prefix + "jump \(signed(beats.value))"
    case .loopIn: prefix + "loop in"
    case .loopOut: prefix + "loop out"
    case .loopToggle: prefix + "loop toggle"
    case .loop(let beats): prefix + "loop \(number(beats.value))"
    case .loopScale(let factor): prefix + (factor < 1 ? "loop halve" : "loop double")
    case .hotCue(let index): prefix + "hotcue \(index + 1)"
    case .hotCueSet(let index, let time): prefix + "hotcue \(index + 1) set \(number(time.value))"
    case .hotCueClear(let index): prefix + "hotcue \(index + 1) clear"
    case .nudge(let milliseconds): prefix + "nudge \(signed(milliseconds))"
    case .set(let control, let value): words(for: control, deck: deck) + " = \(number(value))"
    case .move(let control, let change): words(for: control, deck: deck) + " \(signed(change))"
    case .tempoRange(let percent): prefix + "range \(number(percent))"
    case .keyLock(let value): prefix + "keylock \(value.word)"
    case .sync(let value): prefix + "sync \(value.word)"
    case .lead: prefix + "lead"
    case .quantize(let value): prefix + "quantize \(value.word)"
    case .kill(let band, let value): prefix + "kill \(band.word) \(value.word)"
    case .stemMute(let index, let value): "stem \(deck) \(index + 1) mute \(value.word)"
    case .stemsReset: "stem \(deck) reset"
    case .headphones(let value): prefix + "headphones \(value.word)"
    case .autoGain(let gain): prefix + "autogain \(number(gain.value))"
    case .metronome(let value): prefix + "metronome \(value.word)"
    }
  }

  private static func words(for control: DeckControl, deck: String) -> String {
    let prefix = "deck \(deck) "
    return switch control {
    case .trim: prefix + "trim"
    case .eq(let band): prefix + band.word
    case .filter: prefix + "filter"
    case .fader: prefix + "fader"
    case .tempo: prefix + "tempo"
    case .keyShift: prefix + "key"
    case .stem(let index): "stem \(deck) \(index + 1) level"
    }
  }

  private static func words(for action: MixerAction) -> String {
    switch action {
    case .set(let control, let value): words(for: control) + " = \(number(value))"
    case .move(let control, let change): words(for: control) + " \(signed(change))"
    case .curve(let curve): "crossfader curve \(curve.word)"
    case .swap(let deck): "swap \(deck.word)"
    case .swapOff: "swap off"
    case .limiter(let value): "limiter \(value.word)"
    }
  }

  private static func words(for control: MixerControl) -> String {
    switch control {
    case .crossfader: "crossfader"
    case .master: "master"
    case .headphoneMix: "headphone mix"
    case .headphoneLevel: "headphone level"
    }
  }

  /// The shortest text that reads back as the same number.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private static func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + number(value) }
}
