import Engine
import Music

/// What people say who have not read the table, as rows: the words said, without the deck's, and the line meant.
///
/// In what is said, `this|that` is a choice, `<stem>` a stem, `<number>` any one word that begins like a number,
/// `<rest>` all that follows, also nothing, `<pair>` two outputs such as 3-4. In what is meant, `<deck>` is the deck
/// that was named, and the other slots stand for what they took. The first row whose line the table reads wins; after
/// them the words themselves are tried after "deck <deck>".
struct NaturalForm: Sendable {
  let said: [Substring]
  let meant: [Substring]

  init(_ said: String, _ meant: String) {
    self.said = said.split(separator: " ")
    self.meant = meant.split(separator: " ")
  }

  static let rows: [NaturalForm] = [
    // The deck by itself.
    NaturalForm("stop|halt", "deck <deck> pause"),
    NaturalForm("start|go", "deck <deck> play"),
    NaturalForm("load", "deck <deck> load selected"),
    NaturalForm("load track|this", "deck <deck> load selected"),
    NaturalForm("eject|clear", "deck <deck> unload"),
    NaturalForm("hot cue <rest>", "deck <deck> hotcue <rest>"),
    NaturalForm("beat jump <rest>", "deck <deck> jump <rest>"),
    NaturalForm("skip|beatjump <rest>", "deck <deck> jump <rest>"),
    NaturalForm("goto <rest>", "deck <deck> seek <rest>"),
    NaturalForm("go to <rest>", "deck <deck> seek <rest>"),
    NaturalForm("loop off|exit", "deck <deck> loop toggle"),
    NaturalForm("tap", "deck <deck> grid tap"),
    // Tempo and key.
    NaturalForm("tempo|pitch|speed <number> bpm", "deck <deck> bpm <number>"),
    NaturalForm("pitch|speed <rest>", "deck <deck> tempo <rest>"),
    NaturalForm("sync", "deck <deck> sync on"),
    NaturalForm("unsync|desync", "deck <deck> sync off"),
    NaturalForm("follow", "deck <deck> sync on"),
    NaturalForm("leader|master", "deck <deck> lead"),
    NaturalForm("key lock <rest>", "deck <deck> keylock <rest>"),
    NaturalForm("quantise <rest>", "deck <deck> quantize <rest>"),
    // Levels.
    NaturalForm("volume|vol <rest>", "deck <deck> fader <rest>"),
    NaturalForm("gain <rest>", "deck <deck> trim <rest>"),
    NaturalForm("eq low|bass|lows <rest>", "deck <deck> low <rest>"),
    NaturalForm("eq mid|mids|middle <rest>", "deck <deck> mid <rest>"),
    NaturalForm("eq high|highs|hi|treble <rest>", "deck <deck> high <rest>"),
    NaturalForm("bass|lows <number> <rest>", "deck <deck> low <number> <rest>"),
    NaturalForm("mids|middle <number> <rest>", "deck <deck> mid <number> <rest>"),
    NaturalForm("highs|hi|treble <number> <rest>", "deck <deck> high <number> <rest>"),
    NaturalForm("kill|cut low|bass|lows <rest>", "deck <deck> kill low <rest>"),
    NaturalForm("kill|cut mid|mids|middle <rest>", "deck <deck> kill mid <rest>"),
    NaturalForm("kill|cut high|highs|hi|treble <rest>", "deck <deck> kill high <rest>"),
    NaturalForm("phones|pfl|headphone <rest>", "deck <deck> headphones <rest>"),
    // Stems.
    NaturalForm("mute <stem>", "stem <deck> <stem> mute on"),
    NaturalForm("unmute <stem>", "stem <deck> <stem> mute off"),
    NaturalForm("<stem> mute", "stem <deck> <stem> mute on"),
    NaturalForm("<stem> unmute|on", "stem <deck> <stem> mute off"),
    NaturalForm("<stem> off", "stem <deck> <stem> mute on"),
    NaturalForm("<stem> mute|level <rest>", "stem <deck> <stem> mute|level <rest>"),
    NaturalForm("<stem> <number> <rest>", "stem <deck> <stem> level <number> <rest>"),
    NaturalForm("stems reset|on", "stem <deck> reset"),
    // The mixer: the deck is where it goes.
    NaturalForm("crossfade|crossfader|fade|xfade", "crossfade <deck>"),
    NaturalForm("crossfade|crossfader|fade|xfade center|middle|centre", "crossfade centre"),
    NaturalForm("crossfader|xfader|xfade <number> <rest>", "crossfader <number> <rest>"),
    NaturalForm("master volume|level <rest>", "master <rest>"),
    NaturalForm("suggest|suggestions", "suggest for <deck>"),
    // Headphones, once called "cue" as the deck's cue is.
    NaturalForm("cue|phones|headphones to <rest>", "headphones to <rest>"),
    NaturalForm("cue|phones|headphones none|off", "headphones to none"),
    NaturalForm("cue|phones|headphones split", "headphones to split"),
    NaturalForm("cue|phones|headphones <pair>", "headphones to <pair>"),
    // Program and browser.
    NaturalForm("record|rec|recording", "record on"),
    NaturalForm("rec|recording on|off|toggle", "record on|off|toggle"),
    NaturalForm("rec|record|recording start", "record on"),
    NaturalForm("rec|record|recording stop", "record off"),
    NaturalForm("stop recording", "record off"),
    NaturalForm("find|look <rest>", "search <rest>"),
    NaturalForm("sort by <rest>", "sort <rest>"),
    NaturalForm("exit|bye|leave", "quit"),
    NaturalForm("help|keys <rest>", "help"),
    NaturalForm("limiter", "limiter toggle"),
  ]

  /// Whether it says which deck does it.
  var namesDeck: Bool { meant.contains("<deck>") }

  /// What is appended to a line that wants one word more.
  static let tails: [[String]] = [[], ["on"]]

  /// The line meant by `words`, with the deck still a slot. - Returns: nil when these are not the row's words.
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
