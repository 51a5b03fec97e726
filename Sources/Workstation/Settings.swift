import Engine
import Media
import Music

/// What the user chose: built-in values, then the config file, then the command line.
package struct Settings: Sendable, Hashable {
  package var output = OutputSettings()
  package var targetLoudness = LUFS(-12)
  /// Analyses at a time; nil: as many as there are cores but one.
  package var jobs: Int?
  package var theme = "segue"
  package var recordingFormat = RecordingFormat.wav
  /// A recording has a file for each deck too.
  package var recordsDecks = false

  /// The device's name that stands for a silent clock.
  package static let noDevice = "none"

  package init() {}

  /// A line that could not be used; the built-in value stays.
  package struct Problem: Sendable, Hashable {
    package let text: String
  }

  /// Reads `name = value` lines; `#` starts a comment. - Returns: a sentence for each line that makes no sense.
  package mutating func read(_ text: String, from file: String) -> [Problem] {
    var problems: [Problem] = []
    for (index, line) in text.lines.enumerated() {
      let content = line.prefix { $0 != "#" }.trimmed
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map { String($0.trimmed) }
      let complaint = parts.count == 2 ? use(parts[0], parts[1]) : "“\(content)” is not name = value"
      if let complaint {
        problems.append(Problem(text: "\(file), line \(index + 1): \(complaint); the default is used"))
      }
    }
    return problems
  }

  /// - Returns: nil, or what is wrong with it.
  package mutating func use(_ name: String, _ value: String) -> String? {
    switch name {
    case "device": output.device = value
    case "theme": theme = value
    case "period": return number(value, 16...8192, \.output.periodFrames, name)
    case "periods": return number(value, 2...32, \.output.periods, name)
    case "rate":
      guard let hz = Int(value), [44_100, 48_000].contains(hz) else { return "rate is 44100 or 48000, not \(value)" }
      output.rate = SampleRate(hz: Double(hz))
    case "jobs":
      guard let count = Int(value), (1...256).contains(count) else { return "jobs is a number from 1, not \(value)" }
      jobs = count
    case "target_lufs":
      guard let level = Double(value), (-30...(-5)).contains(level) else {
        return "target_lufs lies between -30 and -5, not \(value)"
      }
      targetLoudness = LUFS(level)
    case "cue":
      guard let routing = Self.cueRoutings[value] else { return "cue is none, 3-4 or split, not \(value)" }
      output.cue = routing
    case "recording":
      guard let format = RecordingFormat(rawValue: value) else {
        return "recording is wav, float, flac, ogg, opus or mp3, not \(value)"
      }
      recordingFormat = format
    case "record_decks":
      guard let wish = Switch(word: value), wish != .toggle else { return "record_decks is on or off, not \(value)" }
      recordsDecks = wish == .on
    default: return "there is no setting “\(name)”"
    }
    return nil
  }

  private static let cueRoutings: [String: CueRouting] = ["none": .none, "3-4": .channels34, "split": .splitMono]

  private mutating func number(
    _ value: String, _ range: ClosedRange<Int>, _ place: WritableKeyPath<Settings, Int>, _ name: String
  ) -> String? {
    guard let number = Int(value), range.contains(number) else {
      return "\(name) lies between \(range.lowerBound) and \(range.upperBound), not \(value)"
    }
    self[keyPath: place] = number
    return nil
  }
}

extension StringProtocol {
  /// Its lines, empty ones too; also those of an editor that ends them with a carriage return and a line feed.
  var lines: [SubSequence] { split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" } }

  /// Without the white space around it.
  var trimmed: SubSequence {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return text
  }
}
