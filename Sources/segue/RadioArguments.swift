import Platform
import Workstation

/// What is said of a station, read.
extension Arguments {
  static func radioJob(_ words: [String], _ values: [String: String]) throws(Wrong) -> Job {
    guard let length = values["--plan"] else {
      if words == ["status"] { return .radioStatus }
      return words == ["watch"] ? .radioWatch : .radio(folders: words)
    }
    guard words.isEmpty else {
      throw Wrong(sentence: "radio --plan wants no folders: it looks at the library (segue scan FOLDER)")
    }
    guard let hours = StationPlan.hours(length) else {
      throw Wrong(sentence: "--plan wants hours or minutes: --plan 24h, --plan 90m")
    }
    let from = try values["--from"].map { text throws(Wrong) in
      guard let date = StationPlan.date(text, now: secondsSince1970()) else {
        throw Wrong(sentence: "--from wants a time: --from 14:00, --from \"2026-12-01 06:00\"")
      }
      return date
    }
    return .radioPlan(hours: hours, from: from)
  }

  static func historyJob(_ words: [String], _ values: [String: String]) throws(Wrong) -> Job {
    guard words.isEmpty else { throw Wrong(sentence: "history wants no words: segue history --since 14:00") }
    let since = try values["--since"].map { text throws(Wrong) in
      guard let date = dateOfHistory(text, now: secondsSince1970()) else {
        throw Wrong(sentence: "--since wants a time: --since 24h, --since 14:00, --since \"2026-12-01 06:00\"")
      }
      return date
    }
    return .history(since: since)
  }
}
