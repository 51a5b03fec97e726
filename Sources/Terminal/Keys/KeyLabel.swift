import Platform
import Workstation

/// What a key does in a word or two, for its cell in the picture of the keyboard: words of five letters at most, eight
/// with the space between them.
struct KeyLabel: Sendable, Hashable {
  var words: String
  /// Whose it is; nil for what concerns both decks, or none.
  var deck: Deck?

  init(_ binding: Keymap.Binding) {
    var text = binding.actions.first?.text ?? ""
    for (prefix, deck) in [("deck a ", Deck.a), ("deck b ", .b), ("stem a ", .a), ("stem b ", .b)]
    where text.hasPrefix(prefix) {
      self.deck = deck
      text = String(text.dropFirst(prefix.count))
    }
    words = Self.words(for: text, isSeveral: binding.actions.count > 1)
  }

  /// In lines of `width` columns; on one where it fits.
  func lines(width: Int, most: Int) -> [String] {
    if displayWidth(words) <= width { return [words] }
    if most == 1 { return [String(words.filter { $0 != " " }.prefix(width))] }
    return words.split(separator: " ").prefix(most).map { String($0.prefix(width)) }
  }

  /// Whether the table knows the text; what it does not know is cut.
  static func isKnown(_ text: String) -> Bool { exact[text] != nil || numbered(text) != nil }

  private static func words(for text: String, isSeveral: Bool) -> String {
    if isSeveral { return text.hasPrefix("low = 0") ? "EQ flat" : "sever al" }
    if let known = exact[text] ?? numbered(text) { return known }
    return text.split(separator: " ").prefix(2).map { String($0.prefix(5)) }.joined(separator: " ")
  }

  /// Words with a number behind them: "jump -4", "echo beats 1/4".
  private static func numbered(_ text: String) -> String? {
    if text.hasPrefix("macro ") { return "▶ " + text.dropFirst(6).prefix { $0 != "-" }.prefix(5) }
    for (start, word) in numbers where text.hasPrefix(start) {
      let number = text.dropFirst(start.count).replacing("-", with: "−")
      let rest = number.split(separator: " ")
      if rest.count == 1 { return "\(word) \(rest[0].prefix(5))" }
      if rest.count == 2, rest[1] == "clear" { return "del \(rest[0])" }
    }
    return nil
  }

  private static let numbers = [
    ("hotcue ", "cue"), ("roll ", "roll"), ("jump ", "jump"), ("loop save ", "save"), ("loop move ", "move"),
    ("loop ", "loop"), ("gate beats ", "gate"), ("echo beats ", "echo"), ("key ", "key"),
  ]

  private static let exact: [String: String] = decks.merging(mixer) { $1 }.merging(lists) { $1 }.merging(screen) { $1 }

  private static let decks = [
    "toggle": "play", "cue": "cue", "sync toggle": "sync", "loop toggle": "re loop", "loop halve": "loop ÷2",
    "loop double": "loop ×2", "nudge -10": "bend −", "nudge +10": "bend +", "tempo -0.1": "tempo −",
    "tempo +0.1": "tempo +", "tempo reset over 8 beats": "tempo 0", "lead": "lead", "quantize toggle": "quant",
    "seek 0": "top", "headphones toggle": "PFL", "keylock toggle": "key lock", "key match": "key fit",
    "key reset": "key 0", "slip toggle": "slip", "censor on": "rev", "brake": "brake", "spinback": "spin",
    "load selected": "load", "load suggested": "load",
    "vocals mute toggle": "voice", "drums mute toggle": "drums", "bass mute toggle": "bass",
    "other mute toggle": "other", "reset": "stems on", "vocals level = 0 over 8 beats": "voice ↓8",
    "reset over 8 beats": "stems ↑8", "kill low toggle": "kill low", "kill mid toggle": "kill mid",
    "kill high toggle": "kill hi", "filter -0.1": "filt −", "filter +0.1": "filt +", "filter = 0": "filt 0",
    "filter = -0.8 over 8 beats": "filt ↓8", "filter = 0.8 over 8 beats": "filt ↑8",
    "fader = 0 over 8 beats": "fade out", "fader = 1 over 8 beats": "fade in", "fader -0.1": "vol −",
    "fader +0.1": "vol +", "trim -1": "trim −", "trim +1": "trim +",
    "echo toggle": "echo", "echo out": "echo out", "reverb toggle": "verb", "reverb = 1 over 8 beats": "verb ↑8",
    "flanger toggle": "flang", "gate toggle": "gate", "effects off": "fx off",
  ]

  private static let mixer = [
    "bass to a at bar over 8 bars": "bass →A", "mids to a at bar over 8 bars": "mids →A",
    "highs to a at bar over 8 bars": "high →A", "bass to b at bar over 8 bars": "bass →B",
    "mids to b at bar over 8 bars": "mids →B", "highs to b at bar over 8 bars": "high →B",
    "crossfader -0.1": "xfade ←", "crossfader +0.1": "xfade →", "crossfade a": "xfade A", "crossfade b": "xfade B",
    "crossfade a over 16 beats": "A in16", "crossfade b over 16 beats": "B in16",
    "crossfade centre over 8 beats": "xfade ·", "swap a at bar": "swap A", "swap b at bar": "swap B",
    "swap off at bar": "swap off", "mash a at bar": "mash A", "mash b at bar": "mash B", "mash off at bar": "mash off",
    "master -1": "main −", "master +1": "main +", "headphone mix -0.1": "mix −", "headphone mix +0.1": "mix +",
    "headphone level -1": "ears −", "headphone level +1": "ears +", "limiter toggle": "limit", "record toggle": "rec",
  ]

  private static let lists = [
    "queue add selected": "queue", "queue add suggested": "queue", "auto toggle": "auto", "auto next": "next",
    "crate add": "crate", "crate remove": "out", "crate up": "up", "crate down": "down",
    "answer keep": "keep", "answer skip": "skip", "answer grower": "grow", "answer classic": "class",
    "answer keep suggested": "keep", "answer skip suggested": "skip",
    "answer grower suggested": "grow", "answer classic suggested": "class", "audition selected": "hear",
    "audition best selected": "hear top", "audition blend selected": "hear mix", "audition suggested": "hear",
    "audition best suggested": "hear top", "audition blend suggested": "hear mix", "audition mashup": "hear it",
    "mashups": "mash list", "mashups of selected": "mash sel", "steer show toggle": "steer", "why": "why",
  ]

  private static let screen = [
    "prompt": "type", "find": "find", "help": "help", "focus": "lists", "at next": "at bar", "load": "load",
    "cancel": "give up", "undo": "undo", "redo": "redo",
    "browse up": "a row up", "browse down": "a row down", "browse page up": "a page up",
    "browse page down": "a page down", "browse top": "the first row", "browse bottom": "the last row",
    "view next": "view", "suspend": "shell", "ask to quit": "quit", "redraw": "draw", "pads": "pads",
    "pads back": "pads ←", "theme list": "theme",
  ]
}
