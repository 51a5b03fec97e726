import Music

/// What several programs write alike.
enum ForeignTexts {
  /// Text that says something; nil for an empty one.
  static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

  /// A day as "2019-08-29", of "2019-08-29", "2019/8/29" or "2019-08-29T10:11:12Z"; nil for what is none.
  static func day(_ text: String?) -> String? {
    guard let text else { return nil }
    let parts = text.prefix(10).split { "/-T".contains($0) }.map { Int($0) }
    guard parts.count >= 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1900...2200).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  /// The day (of universal time) in which so many seconds after 1970 lie; nil for what is no time of a library.
  static func day(ofSeconds seconds: Int?) -> String? {
    guard let seconds, seconds > 86_400, seconds < 7_000_000_000 else { return nil }
    let date = ForeignDay(number: seconds / 86_400)
    return day("\(date.year)-\(date.month)-\(date.day)")
  }

  /// Stars of a rating that goes from 0 to `most`; nil for none.
  static func stars(_ rating: Int?, of most: Int) -> Int? {
    guard let rating, rating > 0 else { return nil }
    return min(5, max(1, (5 * min(rating, most) + most / 2) / most))
  }

  /// A year that records have; nil for "0".
  static func year(_ text: String?) -> Int? {
    guard let digits = text?.prefix(4), let year = Int(digits), (1000...2200).contains(year) else { return nil }
    return year
  }

  /// A tempo that music has; nil for "0".
  static func tempo(_ bpm: Double?) -> Double? { bpm.flatMap { (10...1000).contains($0) ? $0 : nil } }

  /// Seconds that may be in a track, or a little before it.
  static func place(_ seconds: Double?) -> Double? {
    seconds.flatMap { (-60...ForeignLimits.seconds.upperBound).contains($0) ? $0 : nil }
  }
}
