import Engine
import Music

/// What people say who have not read the table, as rows: the words said, without the deck's, and the line meant.
///
/// In what is said, `this|that` is a choice, `<stem>` a stem, `<number>` any one word that begins like a number,
/// `<rest>` all that follows, also nothing, `<pair>` two outputs such as 3-4. In what is meant, `<deck>` is the deck
/// that was named, and the other slots stand for what they took. The first row whose line the table reads wins; after
/// them the words themselves are tried after "deck <deck>".
struct NaturalPhrase: Sendable {
  let said: [Substring]
  let meant: [Substring]

  init(_ said: String, _ meant: String) {
    self.said = said.split(separator: " ")
    self.meant = meant.split(separator: " ")
  }

  static let all: [NaturalPhrase] = [
    // The deck by itself.
    NaturalPhrase("stop|halt", "deck <deck> pause"),
    NaturalPhrase("start|go", "deck <deck> play"),
    NaturalPhrase("load", "deck <deck> load selected"),
    NaturalPhrase("load track|this", "deck <deck> load selected"),
    NaturalPhrase("eject|clear", "deck <deck> unload"),
    NaturalPhrase("hot cue <rest>", "deck <deck> hotcue <rest>"),
    NaturalPhrase("beat jump <rest>", "deck <deck> jump <rest>"),
    NaturalPhrase("skip|beatjump <rest>", "deck <deck> jump <rest>"),
    NaturalPhrase("goto <rest>", "deck <deck> seek <rest>"),
    NaturalPhrase("go to <rest>", "deck <deck> seek <rest>"),
    NaturalPhrase("loop off|exit", "deck <deck> loop toggle"),
    NaturalPhrase("tap", "deck <deck> grid tap"),
    // Tempo and key.
    NaturalPhrase("tempo|pitch|speed <number> bpm", "deck <deck> bpm <number>"),
    NaturalPhrase("pitch|speed <rest>", "deck <deck> tempo <rest>"),
    NaturalPhrase("sync", "deck <deck> sync on"),
    NaturalPhrase("unsync|desync", "deck <deck> sync off"),
    NaturalPhrase("follow", "deck <deck> sync on"),
    NaturalPhrase("leader|master", "deck <deck> lead"),
    NaturalPhrase("key lock <rest>", "deck <deck> keylock <rest>"),
    NaturalPhrase("quantise <rest>", "deck <deck> quantize <rest>"),
    // Levels.
    NaturalPhrase("volume|vol <rest>", "deck <deck> fader <rest>"),
    NaturalPhrase("gain <rest>", "deck <deck> trim <rest>"),
    NaturalPhrase("eq low|bass|lows <rest>", "deck <deck> low <rest>"),
    NaturalPhrase("eq mid|mids|middle <rest>", "deck <deck> mid <rest>"),
    NaturalPhrase("eq high|highs|hi|treble <rest>", "deck <deck> high <rest>"),
    NaturalPhrase("bass|lows <number> <rest>", "deck <deck> low <number> <rest>"),
    NaturalPhrase("mids|middle <number> <rest>", "deck <deck> mid <number> <rest>"),
    NaturalPhrase("highs|hi|treble <number> <rest>", "deck <deck> high <number> <rest>"),
    NaturalPhrase("kill|cut low|bass|lows <rest>", "deck <deck> kill low <rest>"),
    NaturalPhrase("kill|cut mid|mids|middle <rest>", "deck <deck> kill mid <rest>"),
    NaturalPhrase("kill|cut high|highs|hi|treble <rest>", "deck <deck> kill high <rest>"),
    NaturalPhrase("phones|pfl|headphone <rest>", "deck <deck> headphones <rest>"),
    // Stems.
    NaturalPhrase("mute <stem>", "stem <deck> <stem> mute on"),
    NaturalPhrase("unmute <stem>", "stem <deck> <stem> mute off"),
    NaturalPhrase("<stem> mute", "stem <deck> <stem> mute on"),
    NaturalPhrase("<stem> unmute|on", "stem <deck> <stem> mute off"),
    NaturalPhrase("<stem> off", "stem <deck> <stem> mute on"),
    NaturalPhrase("<stem> mute|level <rest>", "stem <deck> <stem> mute|level <rest>"),
    NaturalPhrase("<stem> <number> <rest>", "stem <deck> <stem> level <number> <rest>"),
    NaturalPhrase("stems reset|on", "stem <deck> reset"),
    // The mixer: the deck is where it goes.
    NaturalPhrase("crossfade|crossfader|fade|xfade", "crossfade <deck>"),
    NaturalPhrase("crossfade|crossfader|fade|xfade center|middle|centre", "crossfade centre"),
    NaturalPhrase("crossfader|xfader|xfade <number> <rest>", "crossfader <number> <rest>"),
    NaturalPhrase("master volume|level <rest>", "master <rest>"),
    NaturalPhrase("suggest|suggestions", "suggest for <deck>"),
    // Headphones, once called "cue" as the deck's cue is.
    NaturalPhrase("cue|phones|headphones to <rest>", "headphones to <rest>"),
    NaturalPhrase("cue|phones|headphones none|off", "headphones to none"),
    NaturalPhrase("cue|phones|headphones split", "headphones to split"),
    NaturalPhrase("cue|phones|headphones <pair>", "headphones to <pair>"),
    // Program and browser.
    NaturalPhrase("record|rec|recording", "record on"),
    NaturalPhrase("rec|recording on|off|toggle", "record on|off|toggle"),
    NaturalPhrase("rec|record|recording start", "record on"),
    NaturalPhrase("rec|record|recording stop", "record off"),
    NaturalPhrase("stop recording", "record off"),
    NaturalPhrase("find|look <rest>", "search <rest>"),
    NaturalPhrase("sort by <rest>", "sort <rest>"),
    NaturalPhrase("exit|bye|leave", "quit"),
    NaturalPhrase("help|keys <rest>", "help"),
    NaturalPhrase("limiter", "limiter toggle"),
  ]

  /// Whether it names a deck.
  var namesDeck: Bool { meant.contains("<deck>") }

  /// What may be missing at the end of a line.
  static let tails: [[String]] = [[], ["on"]]

  /// The line meant by `words`, its deck still a slot. - Returns: nil when the words are not these.
  func translate(_ words: [String]) -> [String]? {
    var taken: [Substring: [String]] = [:]
    var next = 0
    for slot in said {
      if slot == "<rest>" {
        taken[slot] = Array(words[next...])
        next = words.count
        continue
      }
      guard next < words.count, Self.fits(words[next], slot) else { return nil }
      taken[slot] = [words[next]]
      next += 1
    }
    guard next == words.count else { return nil }
    return meant.flatMap { taken[$0] ?? [String($0)] }
  }

  private static func fits(_ word: String, _ slot: Substring) -> Bool {
    let word = word.lowercased()
    return switch slot {
    case "<stem>": StemKind(rawValue: word) != nil
    case "<number>": word.first.map { $0.isNumber || "+-−=.".contains($0) } ?? false
    case "<pair>": CueRouting(word: word) != nil
    default: slot.split(separator: "|").contains { $0 == word }
    }
  }
}
