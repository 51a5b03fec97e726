import Engine
import Music

/// Every command as the one line that means it: what the prompt echoes, `segue parse` prints, and a journal would say.
extension Command {
  /// Reads back as the same command.
  package var line: String {
    switch self {
    // What carries samples is said by `load`, which is a case of its own.
    case .engine(let command): CommandText.line(for: command) ?? ""
    case .bpm(let deck, let bpm, let at, let over):
      "deck \(deck.word) bpm \(CommandText.number(bpm.value))" + CommandText.timing(at, over)
    case .load(let deck, .selected): "deck \(deck.word) load selected"
    case .load(let deck, .suggested): "deck \(deck.word) load suggested"
    case .load(let deck, .path(let path)): "deck \(deck.word) load \(CommandLine.quoted(path))"
    case .seekFraction(let deck, let share, let at):
      "deck \(deck.word) seek \(CommandText.percent(share)) %" + CommandText.timing(at, .short)
    case .stem(let deck, let stem, let change, let at, let over):
      "stem \(deck.word) \(stem.rawValue) \(change.words)" + CommandText.timing(at, over)
    case .editGrid(let deck, let edit): "deck \(deck.word) grid \(edit.words)"
    case .correct(let deck, let correction): "deck \(deck.word) correct \(correction.words)"
    case .autoGain(let deck, let wish): "deck \(deck.word) autogain \(wish.word)"
    case .nameCue(let deck, let number, let name): "deck \(deck.word) hotcue \(number) name \(CommandText.text(name))"
    case .colourCue(let deck, let number, let colour): "deck \(deck.word) hotcue \(number) colour \(colour.rawValue)"
    case .matchKey(let deck, let at, let over): "deck \(deck.word) key match" + CommandText.timing(at, over)
    case .toggleEffect(let deck, let effect, let at, let over):
      "deck \(deck.word) \(effect.word) toggle" + CommandText.timing(at, over)
    default: programLine
    }
  }

  /// Those of the browser, the library and the program.
  private var programLine: String {
    switch self {
    case .browse(let move): "browse \(move.rawValue)"
    case .search(""): "search"
    case .search(let text): "search \(CommandText.text(text))"
    case .sort(let column): "sort \(column)"
    case .suggestFor(let deck): "suggest for \(deck.word)"
    case .suggestMove(let step): step < 0 ? "suggest up" : "suggest down"
    case .record(let wish): "record \(wish.word)"
    case .recordTo(let name): "record on \(CommandLine.quoted(name))"
    case .recordDecks(let wish): "record decks \(wish.word)"
    case .target(let loudness): "target \(CommandText.number(loudness.value))"
    case .meterReset: "meter reset"
    case .device(let name): "device \(CommandText.text(name))"
    case .period(let frames): "period \(frames)"
    case .headphonesPlace(let place): "headphones to \(CommandText.text(place))"
    case .theme(let name): "theme \(CommandText.text(name))"
    case .addFolder(let path): "add \(CommandText.text(path))"
    case .rescan: "rescan"
    case .analyzeAll: "analyze all"
    case .help: "help"
    case .quit: "quit"
    default: ""
    }
  }
}

extension Command.StemChange {
  fileprivate var words: String {
    switch self {
    case .mute(let wish): "mute \(wish.word)"
    case .level(let amount): "level \(amount.words)"
    }
  }
}

extension Amount {
  fileprivate var words: String {
    switch self {
    case .value(let value): "= \(CommandText.number(value))"
    case .change(let change): CommandText.signed(change)
    }
  }
}

extension GridEdit {
  fileprivate var words: String {
    switch self {
    case .constant(let bpm, let time): "\(CommandText.number(bpm.value)) \(CommandText.number(time.value))"
    case .times(2): "double"
    case .times(0.5): "halve"
    case .times(let factor): "times \(CommandText.number(factor))"
    case .tap: "tap"
    case .tempo(let amount): "tempo \(amount.words)"
    case .nudge(let milliseconds): "nudge \(CommandText.signed(milliseconds))"
    case .shift(let beats): "shift \(CommandText.signed(Double(beats)))"
    case .here: "here"
    case .downbeat: "downbeat"
    case .phrase: "phrase"
    case .bar(let beats): "bar \(beats)"
    case .change: "change"
    case .join: "join"
    case .lock(let wish): "lock \(wish.word)"
    case .undo: "undo"
    case .reset: "reset"
    }
  }
}

extension Correction {
  fileprivate var words: String {
    switch self {
    case .key(let key): "key \(key.camelot.code)"
    case .section(let label): "section \(label)"
    case .sectionStart: "section start"
    case .forget: "forget"
    }
  }
}

extension CommandText {
  /// Text as it is typed where that reads back as it is; else in quotes.
  fileprivate static func text(_ text: String) -> String {
    let isPlain =
      (try? CommandLine(text))?.words.joined(separator: " ") == text && !text.contains(";") && !text.contains("\n")
      && !text.contains("\r")
    return isPlain ? text : CommandLine.quoted(text)
  }

  /// The percent that read back as this share: what is typed has been divided by 100.
  fileprivate static func percent(_ share: Double) -> String {
    let percent = share * 100
    let near = (percent * 1e9).rounded() / 1e9
    return number(near / 100 == share ? near : percent)
  }
}
