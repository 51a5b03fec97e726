import Engine
import Music

/// A line of the command language, split into words, with its `at …` and `over …` removed.
struct CommandLine: Sendable {
  /// Without the timing.
  private(set) var words: [String]
  /// With it, for commands whose text goes to the end of the line.
  let allWords: [String]
  /// When, and over how long; or why the number after `over` is not valid.
  private(set) var timing: Result<(at: Moment, over: Glide), CommandError> = .success((.now, .short))

  /// Double quotes keep words together; a backslash keeps the next character, but `\n` and `\r` are line breaks. (To
  /// Swift a quotation mark and an accent behind it are one character: names may begin with one, so scalars are read.)
  init(_ line: String) throws(CommandError) { self.init(words: try Self.split(line)) }

  init(words: [String]) {
    self.words = words
    allWords = words
    takeTiming()
  }

  static func split(_ line: String) throws(CommandError) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    var started = false
    var quoted = false
    var escaped = false
    for character in line.unicodeScalars {
      if escaped {
        word.append(character == "n" ? "\n" : character == "r" ? "\r" : character)
        escaped = false
      } else if character == "\\" {
        escaped = true
        started = true
      } else if character == "\"" {
        quoted.toggle()
        started = true
      } else if character == " " && !quoted {
        if started { words.append(String(word)) }
        word = String.UnicodeScalarView()
        started = false
      } else {
        word.append(character)
        started = true
      }
    }
    if quoted { throw CommandError("unclosed quotation mark: \(line)") }
    if started { words.append(String(word)) }
    return words
  }

  /// Several commands on one line are separated by semicolons outside of quotes.
  static func commands(in line: String) -> [String] {
    var commands = [String.UnicodeScalarView()]
    var quoted = false
    var escaped = false
    for character in line.unicodeScalars {
      if escaped {
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "\"" {
        quoted.toggle()
      } else if character == ";" && !quoted {
        commands.append(String.UnicodeScalarView())
        continue
      }
      commands[commands.count - 1].append(character)
    }
    return commands.map { String($0.drop { $0.properties.isWhitespace }) }.filter { !$0.isEmpty }
  }

  /// `at beat|bar|phrase` and `over N beats|bars|seconds` may end a line, in either order.
  private mutating func takeTiming() {
    var (at, over) = (Moment.now, Glide.short)
    var complaint: CommandError?
    while true {
      if words.count > 2, words[words.count - 2] == "at", let moment = Moment(word: words[words.count - 1]) {
        at = moment
        words.removeLast(2)
      } else if words.count > 3, words[words.count - 3] == "over" {
        do throws(CommandError) {
          over = try Self.glide(words[words.count - 2], words[words.count - 1])
        } catch { complaint = error }
        words.removeLast(3)
      } else {
        timing = complaint.map { .failure($0) } ?? .success((at, over))
        return
      }
    }
  }

  /// The longest glide: a long set's beats, and an hour.
  private static let most = (beats: 16_384.0, seconds: 3600.0)

  private static func glide(_ word: String, _ unit: String) throws(CommandError) -> Glide {
    guard let length = Quantity.finite(word) else { throw CommandError("“over” needs a number: over 8 beats") }
    func check(_ length: Double, _ most: Double, _ unit: String) throws(CommandError) -> Double {
      guard (0...most).contains(length) else {
        throw CommandError("“over \(word)” is out of range: it goes from 0 to \(CommandText.number(most)) \(unit)")
      }
      return length
    }
    return switch unit {
    case "beat", "beats": .beats(try check(length, most.beats, "beats"))
    case "bar", "bars": .beats(4 * (try check(length, most.beats / 4, "bars")))
    case "second", "seconds": .seconds(try check(length, most.seconds, "seconds"))
    default: throw CommandError("“over” takes beats, bars or seconds, not \(unit)")
    }
  }

  /// A word as it must be written to be read back as one word, on one line: names of files hold line breaks too.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result.append("\\" + String(scalar))
      case "\n": result.append("\\n")
      case "\r": result.append("\\r")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Moment {
  init?(word: String) {
    switch word {
    case "now": self = .now
    case "beat": self = .beat
    case "bar": self = .bar
    case "phrase": self = .phrase
    default: return nil
    }
  }

  var word: String {
    switch self {
    case .now: "now"
    case .beat: "beat"
    case .bar: "bar"
    case .phrase: "phrase"
    }
  }
}

extension DeckID {
  /// `a` or `b`.
  init?(word: String) {
    switch word {
    case "a": self = .a
    case "b": self = .b
    default: return nil
    }
  }

  /// As commands write it.
  package var word: String { self == .a ? "a" : "b" }
}

extension Switch {
  init?(word: String) {
    switch word {
    case "on": self = .on
    case "off": self = .off
    case "toggle": self = .toggle
    default: return nil
    }
  }

  var word: String {
    switch self {
    case .on: "on"
    case .off: "off"
    case .toggle: "toggle"
    }
  }
}
