import Music

/// A daypart as a line says it: "morning mon-fri 6:00-10:00 genres house, deep house bpm 118-124 energy 4-6".
extension Daypart {
  /// A line that makes no sense.
  package struct Mistake: Error, CustomStringConvertible, Hashable {
    /// What is wrong, and what would do.
    package let description: String
  }

  /// How a line is written.
  package static let form =
    "NAME DAYS HOURS, then any of genres, tags, bpm, energy, vocals, crates: "
    + "morning mon-fri 6:00-10:00 genres house, disco bpm 118-124 energy 4-6 vocals 0-50 crates Heavy:3, Gold:1"

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let keywords = ["genres", "tags", "bpm", "energy", "vocals", "crates"]

  /// Reads a line. - Parameter text: quotation marks around it may be there.
  package init(_ text: String) throws(Mistake) {
    let words = Self.unquoted(text).split { $0 == " " || $0 == "\t" }.map(String.init)
    guard words.count >= 3 else {
      throw Mistake(description: "a daypart has a name, days and hours: morning mon-fri 6:00-10:00")
    }
    let hours = try Self.hours(words[2])
    self.init(words[0], days: try Self.days(words[1]), start: hours.start, end: hours.end)
    var rest = words.dropFirst(3)
    var said: Set<String> = []
    while let word = rest.popFirst()?.lowercased() {
      guard Self.keywords.contains(word) else {
        throw Mistake(
          description: "“\(word)” is no word of a daypart: \(Self.keywords.joined(separator: ", "))")
      }
      guard said.insert(word).inserted else { throw Mistake(description: "“\(word)” is said twice") }
      var value: [String] = []
      while let next = rest.first, !Self.keywords.contains(next.lowercased()) {
        value.append(next)
        rest = rest.dropFirst()
      }
      try take(word, value.joined(separator: " "))
    }
  }

  private mutating func take(_ keyword: String, _ value: String) throws(Mistake) {
    switch keyword {
    case "genres": genres = try Self.list(keyword, value)
    case "tags": tags = try Self.list(keyword, value)
    case "bpm": bpm = try Self.band(keyword, value, within: 20...400)
    case "energy": energy = try Self.band(keyword, value, within: 1...10)
    case "vocals":
      let percent = try Self.band(keyword, value.filter { $0 != "%" }, within: 0...100)
      vocals = percent.lowerBound / 100...percent.upperBound / 100
    default: crates = try Self.shares(value)
    }
  }

  private static func unquoted(_ text: String) -> String {
    let quotes: Set<Character> = ["\"", "“", "”"]
    var text = Substring(text)
    while let first = text.first, first.isWhitespace || quotes.contains(first) { text.removeFirst() }
    while let last = text.last, last.isWhitespace || quotes.contains(last) { text.removeLast() }
    return String(text)
  }

  /// Two ends with a hyphen or a dash between them.
  private static func ends(_ text: String) -> (first: String, last: String)? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "–" }.map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  // MARK: Days and hours

  private static func days(_ text: String) throws(Mistake) -> Set<Int> {
    var days: Set<Int> = []
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      switch part {
      case "daily": days.formUnion(0...6)
      case "weekdays": days.formUnion(0...4)
      case "weekends": days.formUnion(5...6)
      default:
        guard let (first, last) = ends(part) ?? Optional((part, part)), let from = dayNames.firstIndex(of: first),
          let to = dayNames.firstIndex(of: last)
        else {
          throw Mistake(
            description: "“\(part)” is no day: \(dayNames.joined(separator: ", ")), mon-fri, daily, weekdays, weekends")
        }
        // From Friday to Monday goes over the week's end.
        for step in 0...(to - from + 7) % 7 { days.insert((from + step) % 7) }
      }
    }
    return days
  }

  private static func hours(_ text: String) throws(Mistake) -> (start: Int, end: Int) {
    guard let (first, last) = ends(text), let start = minute(first), let end = minute(last), start < 1440 else {
      throw Mistake(description: "“\(text)” are no hours: 6:00-10:00, 22:00-2:00 over midnight, 0:00-24:00")
    }
    guard start != end else {
      throw Mistake(description: "from \(first) to \(last) is no time at all: 0:00-24:00 is a day")
    }
    return (start, end == 0 ? 1440 : end)
  }

  /// "6", "6:30".
  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }),
      let hour = Int(parts[0]), let minute = parts.count == 2 ? Int(parts[1]) : 0, minute < 60
    else { return nil }
    let minutes = 60 * hour + minute
    return minutes <= 1440 ? minutes : nil
  }

  // MARK: Bands and lists

  private static func band(
    _ keyword: String, _ text: String, within range: ClosedRange<Double>
  ) throws(Mistake) -> ClosedRange<Double> {
    let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
    guard let (first, last) = ends(text) ?? (text.isEmpty ? nil : (text, text)), let from = Double(first),
      let to = Double(last), range.contains(from), range.contains(to)
    else {
      throw Mistake(description: "\(keyword) is a band between \(low) and \(high), as in \(keyword) 4-6, not “\(text)”")
    }
    guard from <= to else { throw Mistake(description: "\(keyword) \(text) is empty: the smaller number comes first") }
    return from...to
  }

  private static func list(_ keyword: String, _ text: String) throws(Mistake) -> [String] {
    let items = text.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
      .filter { !$0.isEmpty }
    guard !items.isEmpty else { throw Mistake(description: "\(keyword) wants names, with commas between them") }
    return items
  }

  private static func shares(_ text: String) throws(Mistake) -> [Share] {
    var shares: [Share] = []
    for item in try list("crates", text) {
      let colon = item.lastIndex(of: ":")
      let name = colon.map { String(item[..<$0]) } ?? item
      let weight = colon.map { Double(item[item.index(after: $0)...]) } ?? 1
      guard !name.isEmpty, let weight, weight > 0, weight <= 1000 else {
        throw Mistake(description: "“\(item)” is no crate with a weight: Heavy:3, Gold:1")
      }
      guard !shares.contains(where: { $0.crate.folded == name.folded }) else {
        throw Mistake(description: "the crate \(name) is named twice")
      }
      shares.append(Share(name, weight))
    }
    guard shares.count <= Programme.most else {
      throw Mistake(description: "more than \(Programme.most) crates in a daypart are not told apart")
    }
    return shares
  }
}

extension Programme {
  /// Adds a daypart as a line says it.
  /// - Returns: what is to be said of it, in a sentence: it overlaps with an earlier one, and plays where that one does
  ///   not. Nil: nothing.
  /// - Throws: what is wrong with it; it is left out.
  package mutating func add(daypart text: String) throws(Daypart.Mistake) -> String? {
    let daypart = try Daypart(text)
    guard dayparts.count < Self.most else {
      throw Daypart.Mistake(description: "more than \(Self.most) dayparts are not told apart")
    }
    guard !dayparts.contains(where: { $0.name.folded == daypart.name.folded }) else {
      throw Daypart.Mistake(description: "there is a daypart \(daypart.name) already")
    }
    let earlier = dayparts.lazy.compactMap { other in other.overlap(with: daypart).map { (other.name, $0) } }.first
    dayparts.append(daypart)
    return earlier.map { name, minute in
      // 1970 began on a Thursday: four days on is a Monday.
      let time = WallTime(date: Double(4 * 86_400 + 60 * minute))
      let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][time.weekday]
      return "\(daypart.name) overlaps with \(name), from \(day) \(time.clock) on: there \(name) is played"
    }
  }
}
