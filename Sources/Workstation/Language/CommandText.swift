import Engine
import Music

/// Commands to the engine as the lines that `CommandTable` reads back: what the journal of a set is written with.
enum CommandText {
  /// - Parameter stems: those of the tracks on the decks, in their order, so that they are called by their names; where
  ///   none are known, and for two of one name, a stem is called by its number.
  /// - Returns: nil for what has no line of its own because it carries samples (`load`, `refresh`): the
  ///   journal writes those with the facts that they stand for.
  static func line(for command: EngineCommand, stems: [DeckID: [StemKind]] = [:]) -> String? {
    let words: String? =
      switch command.action {
      case .load, .refresh: nil
      case .unload(let deck): "deck \(deck.word) unload"
      case .deck(let deck, let action): Self.words(for: action, deck: deck.word, stems[deck] ?? [])
      case .mixer(let action): Self.words(for: action)
      }
    return words.map { $0 + timing(command) }
  }

  private static func name(ofStem index: UInt8, among stems: [StemKind]) -> String {
    guard Int(index) < stems.count, stems.count(where: { $0 == stems[Int(index)] }) == 1 else { return "\(index + 1)" }
    return stems[Int(index)].rawValue
  }

  static func timing(_ command: EngineCommand) -> String {
    if case .mixer(.handover) = command.action, case .beats(let beats) = command.over, beats > 0,
      beats.truncatingRemainder(dividingBy: 4) == 0
    {
      // What is handed over kick by kick is counted in bars.
      return timing(command.at, .short) + " over \(number(beats / 4)) bars"
    }
    return timing(command.at, command.over)
  }

  static func timing(_ at: Moment, _ over: Glide) -> String {
    var text = at == .now ? "" : " at \(at.word)"
    switch over {
    case .short: break
    case .beats(let beats): text += " over \(number(beats)) beats"
    case .seconds(let seconds): text += " over \(number(seconds)) seconds"
    }
    return text
  }

  private static func words(for action: DeckAction, deck: String, _ stems: [StemKind]) -> String? {
    let prefix = "deck \(deck) "
    return switch action {
    case .play: prefix + "play"
    case .pause: prefix + "pause"
    case .playToggle: prefix + "toggle"
    case .cuePress: prefix + "cue"
    case .cueRelease: prefix + "cue release"
    case .cueSet(let time): prefix + "cue set \(number(time.value))"
    case .seek(let time): prefix + "seek \(number(time.value))"
    case .jump(let beats): prefix + "jump \(signedFraction(beats.value))"
    case .loopIn: prefix + "loop in"
    case .loopOut: prefix + "loop out"
    case .loopToggle: prefix + "loop toggle"
    case .loop(let beats): prefix + "loop \(fraction(beats.value))"
    case .loopScale(let factor): prefix + (factor < 1 ? "loop halve" : "loop double")
    case .hotCue(let index): prefix + "hotcue \(index + 1)"
    case .hotCueSet(let index, let time): prefix + "hotcue \(index + 1) set \(number(time.value))"
    case .hotCueClear(let index): prefix + "hotcue \(index + 1) clear"
    case .nudge(let milliseconds): prefix + "nudge \(signed(milliseconds))"
    case .set(.tempo, 0): prefix + "tempo reset"
    case .set(.keyShift, 0): prefix + "key reset"
    case .set(let control, let value): words(for: control, deck: deck, stems) + " = \(number(value))"
    case .move(let control, let change): words(for: control, deck: deck, stems) + " \(signed(change))"
    case .tempoRange(let percent): prefix + "range \(number(percent))"
    case .keyLockEngine(let engine): prefix + "keylock engine \(engine.word)"
    case .keyLock(let value): prefix + "keylock \(value.word)"
    case .sync(let value): prefix + "sync \(value.word)"
    case .lead: prefix + "lead"
    case .quantize(let value): prefix + "quantize \(value.word)"
    case .kill(let band, let value): prefix + "kill \(band.word) \(value.word)"
    case .stemMute(let index, let value): "stem \(deck) \(name(ofStem: index, among: stems)) mute \(value.word)"
    case .stemsReset: "stem \(deck) reset"
    case .headphones(let value): prefix + "headphones \(value.word)"
    case .autoGain(let gain): prefix + "autogain \(number(gain.value))"
    case .metronome(let value): prefix + "metronome \(value.word)"
    // Sound.
    case .effectBeats(let effect, let count): prefix + "\(effect.word) beats \(fraction(count))"
    case .effectsOff: prefix + "effects off"
    case .echoOut: prefix + "echo out"
    // Slip, rolls and saved loops.
    case .slip(let value): prefix + "slip \(value.word)"
    case .roll(let beats): prefix + "roll \(fraction(beats.value))"
    case .rollOff: prefix + "roll off"
    case .loopMove(let beats): prefix + "loop move \(signedFraction(beats.value))"
    case .loopSave(let index): prefix + "loop save \(index + 1)"
    case .loopRecall(let index): prefix + "loop recall \(index + 1)"
    case .loopForget(let index): prefix + "loop forget \(index + 1)"
    case .hotLoopSet(let index, let time, let length):
      prefix + "hotcue \(index + 1) set \(number(time.value)) loop \(number(length.value))"
    case .quantizeUnit(let moment): prefix + "quantize \(moment == .now ? "off" : moment.word)"
    // The platter.
    case .censor(let value): prefix + "censor \(value.word)"
    case .brake: prefix + "brake"
    case .spinback: prefix + "spinback"
    }
  }

  static func words(for control: DeckControl, deck: String, _ stems: [StemKind] = []) -> String {
    let prefix = "deck \(deck) "
    return switch control {
    case .trim: prefix + "trim"
    case .eq(let band): prefix + band.word
    case .filter: prefix + "filter"
    case .fader: prefix + "fader"
    case .tempo: prefix + "tempo"
    case .keyShift: prefix + "key"
    case .stem(let index): "stem \(deck) \(name(ofStem: index, among: stems)) level"
    // Sound.
    case .resonance: prefix + "resonance"
    case .effect(let effect): prefix + effect.word
    case .echoFeedback: prefix + "echo feedback"
    case .reverbSize: prefix + "reverb size"
    }
  }

  private static func words(for action: MixerAction) -> String {
    switch action {
    case .set(.crossfader, -1): "crossfade a"
    case .set(.crossfader, 0): "crossfade centre"
    case .set(.crossfader, 1): "crossfade b"
    case .set(let control, let value): words(for: control) + " = \(number(value))"
    case .move(let control, let change): words(for: control) + " \(signed(change))"
    case .curve(let curve): "crossfader curve \(curve.word)"
    case .swap(let deck): "swap \(deck.word)"
    case .swapOff: "swap off"
    case .limiter(let value): "limiter \(value.word)"
    // MARK: Levels
    case .crossfaderReverse(let value): "crossfader reverse \(value.word)"
    case .cutIn(let deck, let share): "crossfader cutin \(deck.word) \(number(share))"
    case .fairBlend(let mode): "blend fair \(mode.word)"
    case .handover(let part, let deck): "\(part.word) to \(deck.word)"
    // Sound.
    case .crossovers(let low, let high): "crossovers \(number(low)) \(number(high))"
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
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  /// The same, but a part of a beat as musicians write it where it is one: 1/8, 3/4.
  static func fraction(_ value: Double) -> String {
    let size = abs(value)
    for below in [2, 4, 8, 16, 32, 64] where size < 1 && size * Double(below) == (size * Double(below)).rounded() {
      let above = Int(size * Double(below))
      if above > 0 { return "\(value < 0 ? "-" : "")\(above)/\(below)" }
    }
    return number(value)
  }

  static func signed(_ value: Double) -> String { (value.sign == .minus ? "" : "+") + number(value) }

  private static func signedFraction(_ value: Double) -> String {
    (value.sign == .minus ? "" : "+") + fraction(value)
  }
}
