import Music
import Platform

/// What cannot be understood of a query, with the word that it is about.
package struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// As it was typed.
  package var word: String
  /// What is wrong with it, and how it could be written.
  package var reason: String
  /// The sentence for the DJ.
  package var description: String { "“\(word)”: \(reason)" }
}

/// What the DJ typed into the search field, understood.
///
/// Words are sought at the beginnings of words in title, artist, album, genre and file name, in any case and accent;
/// all of them must be found. `"four tet"` is a phrase. A word with a field in front is sought there:
///
///     title: artist: album: genre:   text, as above
///     path:                          words of the folder or of the file's name
///     8a                             the key as well as the word
///     lyric:                         words that are sung; all words behind a first word `lyric` are that, too
///     bpm:122-128 bpm:>120 bpm:124   (rounded) bpm:~124 (within ±6 %, half and double time folded)
///     key:8a key:Am key:~8a          (~: same, one hour up or down, relative)
///     energy:5-7 year:1990-1999 plays:0 rating:>=4
///     stems:yes missing:no failed:yes played:no
///     played:tonight                 within the last twelve hours
///     crate:                         the beginning of a crate's name, or of its folder's; crate:"peak": just this one
///     comment: tag:                  words of the DJ's comment; the beginning of a tag of the DJ's own
///     answer:keep answer:any         what the DJ said last; answer:none; answer:again: growers that are due
///     bpm:none                       not known; also for key, energy, year, rating; tag:none: none given
///
/// `-` in front of any of these excludes. A field whose value is still to be typed (`bpm:`, `bpm:>`) asks for nothing
/// yet.
package struct Query: Sendable, Hashable {
  enum TextField: String, Sendable, CaseIterable { case title, artist, album, genre, path, lyric, comment }
  enum NumberField: String, Sendable, CaseIterable { case bpm, energy, year, plays, rating }
  enum FlagField: String, Sendable, CaseIterable { case stems, missing, failed, played }

  /// The words after `answer:`.
  enum AnswerWish: String, Sendable, CaseIterable { case keep, skip, grower, classic, any, none, again }

  enum Condition: Sendable, Hashable {
    /// Words that follow each other; the last one may go on when it is a prefix.
    case text(String, in: TextField?, isPrefix: Bool)
    /// Bounds that count as inside unless `isOpen` says so.
    case number(NumberField, Interval)
    case tempoNear(Double)
    case key(wheel: [Int])
    /// "8a" by itself: a key as well as a word.
    case keyOrText(wheel: Int, String, isPrefix: Bool)
    case flag(FlagField, Bool)
    case answer(AnswerWish)
    case playedTonight
    /// Smart ones have their tracks by a search of their own.
    case crate(String, isPrefix: Bool)
    /// Nil: none at all.
    case tag(String?, isPrefix: Bool)
    case unknown(column: String)
  }

  struct Interval: Sendable, Hashable {
    var low: Double?
    var high: Double?
    var lowIsOpen = false
    var highIsOpen = false
  }

  struct Term: Sendable, Hashable {
    var condition: Condition
    var isExcluded: Bool
  }

  private(set) var terms: [Term]

  /// - Throws: `QueryError`, which names the word.
  package init(_ text: String) throws(QueryError) {
    var terms: [Term] = []
    var words = Self.words(of: text)
    // "lyric how sweet the sound": what a DJ hears in the head.
    if let first = words.first, words.count > 1, first.field == nil, !first.isQuoted, !first.isExcluded,
      first.value.lowercased() == TextField.lyric.rawValue
    {
      words.removeFirst()
      for index in words.indices where words[index].field == nil { words[index].field = TextField.lyric.rawValue }
    }
    for word in words {
      guard let condition = try Self.condition(for: word) else { continue }
      terms.append(Term(condition: condition, isExcluded: word.isExcluded))
    }
    if terms.count > Self.mostTerms {
      throw QueryError(
        word: text.prefix(20) + "…",
        reason: "a search takes \(Self.mostTerms) words at most; this one has \(terms.count)")
    }
    self.terms = terms
  }

  /// The same with all that could be a key a word alone: what names a track.
  var ofWordsAlone: Query {
    var query = self
    for index in terms.indices {
      guard case .keyOrText(_, let text, let isPrefix) = terms[index].condition else { continue }
      query.terms[index].condition = .text(text, in: nil, isPrefix: isPrefix)
    }
    return query
  }

  /// The words that are sought among what is sung, in their order; nil where there are none.
  package var sungWords: String? {
    let words = terms.compactMap { term -> String? in
      guard case .text(let text, in: .lyric, _) = term.condition, !term.isExcluded else { return nil }
      return text
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Crates that are sought, those that are wanted first.
  var crates: [(name: String, isPrefix: Bool, isExcluded: Bool)] {
    (terms.filter { !$0.isExcluded } + terms.filter(\.isExcluded)).compactMap { term in
      guard case .crate(let name, let isPrefix) = term.condition else { return nil }
      return (name, isPrefix, term.isExcluded)
    }
  }

  /// A night is over before the next one begins.
  static let tonight = Seconds(12 * 3600)

  /// More than anyone types, less than makes SQLite refuse.
  static let mostTerms = 64
}

// MARK: - Words

extension Query {
  /// One word of the query: `-field:"value"`.
  struct Word: Hashable {
    var isExcluded = false
    var field: String?
    var value = ""
    var isQuoted = false
    /// A quotation mark is open at the end: the DJ is still typing.
    var isOpen = false
    var written = ""
  }

  static func words(of text: String) -> [Word] {
    var words: [Word] = []
    var word = Word()
    func finish() {
      if !word.written.isEmpty { words.append(word) }
      word = Word()
    }
    for character in text {
      if word.isOpen {
        word.written.append(character)
        if character == "\"" { word.isOpen = false } else { word.value.append(character) }
      } else if character.isWhitespace {
        finish()
      } else {
        if word.written.isEmpty, character == "-" {
          word.isExcluded = true
        } else if character == "\"" {
          word.isOpen = true
          word.isQuoted = true
        } else if character == ":", word.field == nil, !word.isQuoted, !word.value.isEmpty {
          word.field = word.value.lowercased()
          word.value = ""
        } else {
          word.value.append(character)
        }
        word.written.append(character)
      }
    }
    finish()
    return words
  }
}

// MARK: - Conditions

extension Query {
  private static func condition(for word: Word) throws(QueryError) -> Condition? {
    guard let field = word.field else { return text(word, in: nil) }
    if let field = TextField(rawValue: field) { return text(word, in: field) }
    let value = word.value.lowercased()
    if let field = NumberField(rawValue: field) { return try number(field, value, word) }
    if field == "key" { return try key(value, word) }
    if field == "answer" { return try answer(value, word) }
    if field == "tag" { return tag(value, word) }
    if field == "crate" {
      return value.isEmpty ? nil : .crate(word.value, isPrefix: !word.isQuoted || word.isOpen)
    }
    if let field = FlagField(rawValue: field) { return try flag(field, value, word) }
    let fields =
      TextField.allCases.map(\.rawValue) + NumberField.allCases.map(\.rawValue) + ["key"]
      + ["answer", "tag", "crate"] + FlagField.allCases.map(\.rawValue)
    throw QueryError(
      word: word.written,
      reason: "there is no field \(field); there are \(fields.joined(separator: ", ")). "
        + "In quotation marks it is sought as it stands")
  }

  private static func text(_ word: Word, in field: TextField?) -> Condition? {
    // A word without a letter or digit ("&") is not in the index: it asks for nothing rather than for the impossible.
    guard word.value.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    let isPrefix = !word.isQuoted || word.isOpen
    // As the list writes keys; "Am" alone is a word.
    if field == nil, !word.isQuoted, word.value.count <= 3, word.value.first?.isNumber == true,
      "aAbB".contains(word.value.last ?? " "), let key = MusicalKey(parsing: word.value)
    {
      return .keyOrText(wheel: key.wheel, word.value, isPrefix: isPrefix)
    }
    return .text(word.value, in: field, isPrefix: !word.isQuoted || word.isOpen)
  }

  private static func number(_ field: NumberField, _ value: String, _ word: Word) throws(QueryError) -> Condition? {
    if ["", "<", ">", "<=", ">=", "~", "-"].contains(value) { return nil }
    if value == "none", field != .plays { return .unknown(column: field.rawValue) }
    if field == .bpm, value.hasPrefix("~") { return .tempoNear(try positive(value.dropFirst(), word)) }
    for (sign, isOpen) in [(">=", false), ("<=", false), (">", true), ("<", true)] where value.hasPrefix(sign) {
      let bound = try positive(value.dropFirst(sign.count), word)
      return .number(
        field,
        sign.hasPrefix(">") ? Interval(low: bound, lowIsOpen: isOpen) : Interval(high: bound, highIsOpen: isOpen))
    }
    if let dash = value.firstIndex(of: "-") {
      let (low, high) = (value[..<dash], value[value.index(after: dash)...])
      return .number(
        field,
        Interval(
          low: low.isEmpty ? nil : try positive(low, word), high: high.isEmpty ? nil : try positive(high, word)))
    }
    let exact = try positive(value[...], word)
    // A tempo typed without a fraction is meant as it is shown: rounded.
    guard field == .bpm, !value.contains(".") else { return .number(field, Interval(low: exact, high: exact)) }
    return .number(field, Interval(low: exact - 0.5, high: exact + 0.5, highIsOpen: true))
  }

  private static func positive(_ text: Substring, _ word: Word) throws(QueryError) -> Double {
    guard text.first?.isNumber == true, let number = Double(text), number.isFinite else {
      throw QueryError(
        word: word.written, reason: "“\(text)” is not a number; write for instance bpm:122-128, bpm:>120 or bpm:~124")
    }
    return number
  }

  private static func key(_ value: String, _ word: Word) throws(QueryError) -> Condition? {
    if value.isEmpty || value == "~" { return nil }
    if value == "none" { return .unknown(column: "wheel") }
    let isNear = value.hasPrefix("~")
    // While "11a" is being typed, "1" and "11" are not wrong yet.
    let name = String(word.value.drop { $0 == "~" })
    if name.count <= 2, name.allSatisfy(\.isASCII), let hour = Int(name), (0...12).contains(hour) { return nil }
    guard let key = MusicalKey(parsing: name) else {
      throw QueryError(
        word: word.written, reason: "“\(name)” is not a key; write for instance key:8a, key:Am or key:~8a")
    }
    return .key(wheel: (isNear ? key.camelot.fitting.map(MusicalKey.init) : [key]).map(\.wheel))
  }

  private static func answer(_ value: String, _ word: Word) throws(QueryError) -> Condition? {
    if let wish = AnswerWish(rawValue: value) { return .answer(wish) }
    // "ke" is on the way to "keep".
    let words = AnswerWish.allCases.map(\.rawValue)
    if words.contains(where: { $0.hasPrefix(value) }) { return nil }
    throw QueryError(word: word.written, reason: "an answer is one of \(words.joined(separator: ", "))")
  }

  private static func tag(_ value: String, _ word: Word) -> Condition? {
    let words = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if words.isEmpty { return nil }
    return words == "none" && !word.isQuoted
      ? .tag(nil, isPrefix: false) : .tag(words.folded, isPrefix: !word.isQuoted || word.isOpen)
  }

  private static func flag(_ field: FlagField, _ value: String, _ word: Word) throws(QueryError) -> Condition? {
    if value.isEmpty { return nil }
    // "y" and "ye" are on the way to "yes".
    if "yes".hasPrefix(value) { return .flag(field, true) }
    if "no".hasPrefix(value) { return .flag(field, false) }
    if field == .played, "tonight".hasPrefix(value) { return value == "tonight" ? .playedTonight : nil }
    throw QueryError(
      word: word.written,
      reason: "write \(field.rawValue):yes or \(field.rawValue):no"
        + (field == .played ? ", or played:tonight" : ""))
  }
}

// MARK: - SQL

extension Query {
  /// Statements that each find track rows; the answer is their intersection, less what the excluded ones find.
  struct Step {
    var sql: String
    var values: [SQLValue]
    var isExcluded: Bool
  }

  var steps: [Step] {
    var steps: [Step] = []
    let wanted = terms.filter { !$0.isExcluded }
    for table in WordTable.allCases {
      let found = wanted.compactMap { Self.match($0.condition, in: table) }
      if !found.isEmpty { steps.append(Self.step(found.joined(separator: " AND "), in: table, isExcluded: false)) }
    }
    let conditions = wanted.compactMap { Self.comparison($0.condition) }
    if !conditions.isEmpty {
      let sql = conditions.map { "(\($0.sql))" }.joined(separator: " AND ")
      steps.append(
        Step(sql: "SELECT id FROM track WHERE \(sql)", values: conditions.flatMap(\.values), isExcluded: false))
    }
    for case .keyOrText(let wheel, let text, let isPrefix) in wanted.map(\.condition) {
      steps.append(Self.step(key: wheel, or: text, isPrefix, isExcluded: false))
    }
    for term in terms where term.isExcluded {
      if case .keyOrText(let wheel, let text, let isPrefix) = term.condition {
        steps.append(Self.step(key: wheel, or: text, isPrefix, isExcluded: true))
      }
      for table in WordTable.allCases {
        if let match = Self.match(term.condition, in: table) {
          steps.append(Self.step(match, in: table, isExcluded: true))
        }
      }
      if let (sql, values) = Self.comparison(term.condition) {
        steps.append(Step(sql: "SELECT id FROM track WHERE \(sql)", values: values, isExcluded: true))
      }
    }
    return steps
  }

  /// Where words are kept for the search: names of tracks, what is sung, what the DJ noted.
  private enum WordTable: String, CaseIterable { case words, lyric_words, comment_words }

  private static func step(_ match: String, in table: WordTable, isExcluded: Bool) -> Step {
    let name = table.rawValue
    return Step(sql: "SELECT rowid FROM \(name) WHERE \(name) MATCH ?", values: [.text(match)], isExcluded: isExcluded)
  }

  private static func step(key wheel: Int, or text: String, _ isPrefix: Bool, isExcluded: Bool) -> Step {
    let words = match(.text(text, in: nil, isPrefix: isPrefix), in: .words) ?? ""
    return Step(
      sql: "SELECT id FROM track WHERE wheel = ? UNION SELECT rowid FROM words WHERE words MATCH ?",
      values: [.integer(Int64(wheel)), .text(words)], isExcluded: isExcluded)
  }

  /// The condition in the full-text language (sqlite.org/fts5.html §3); nil when it is not about these words.
  private static func match(_ condition: Condition, in table: WordTable) -> String? {
    guard case .text(let text, let field, let isPrefix) = condition else { return nil }
    let (home, columns): (WordTable, String?) =
      switch field {
      case nil: (.words, "title artist album genre name")
      case .path: (.words, "name folder")
      case .lyric: (.lyric_words, nil)
      case .comment: (.comment_words, nil)
      case .some(let field): (.words, field.rawValue)
      }
    guard home == table else { return nil }
    // A quoted string is text and nothing else; quotation marks cannot be in it, the parser took them.
    let sought = "(\"\(text.filter { $0 != "\0" })\"\(isPrefix ? " *" : ""))"
    return columns.map { "{\($0)} : " + sought } ?? sought
  }

  private static func comparison(_ condition: Condition) -> (sql: String, values: [SQLValue])? {
    switch condition {
    case .text, .crate, .keyOrText: return nil
    case .unknown(let column): return ("\(column) IS NULL", [])
    case .key(let wheel): return ("wheel IN (\(wheel.map(String.init).joined(separator: ", ")))", [])
    case .answer(.any): return ("answer IS NOT NULL", [])
    case .answer(.none): return ("answer IS NULL", [])
    case .answer(.again):
      return ("answer = 'grower' AND answered_at <= unixepoch() - \(Int(Answer.growsFor.value))", [])
    case .answer(let wish): return ("answer = ?", [.text(wish.rawValue)])
    case .playedTonight: return ("last_played_at > unixepoch() - \(Int(tonight.value))", [])
    case .tag(nil, _): return ("id NOT IN (SELECT track_id FROM track_tag)", [])
    case .tag(let tag?, let isPrefix):
      // U+10FFFF follows whatever may go on behind the beginning of a tag.
      return (
        "id IN (SELECT track_id FROM track_tag WHERE folded >= ? AND folded <= ?)",
        [.text(tag), .text(isPrefix ? tag + "\u{10FFFF}" : tag)]
      )
    case .flag(.stems, let on): return ("has_stems = ?", [SQLValue(on)])
    case .flag(.missing, let on): return ("is_missing = ?", [SQLValue(on)])
    case .flag(.failed, let on): return ("has_failed = ?", [SQLValue(on)])
    case .flag(.played, let on): return ("play_count \(on ? ">" : "=") 0", [])
    case .tempoNear(let bpm):
      let near = [0.5, 1, 2].map { factor in (low: bpm * factor * 0.94, high: bpm * factor * 1.06) }
      return (
        near.map { _ in "bpm BETWEEN ? AND ?" }.joined(separator: " OR "),
        near.flatMap { [.real($0.low), .real($0.high)] }
      )
    case .number(let field, let interval):
      let column = field == .plays ? "play_count" : field.rawValue
      var parts: [String] = []
      var values: [SQLValue] = []
      if let low = interval.low {
        parts.append("\(column) \(interval.lowIsOpen ? ">" : ">=") ?")
        values.append(.real(low))
      }
      if let high = interval.high {
        parts.append("\(column) \(interval.highIsOpen ? "<" : "<=") ?")
        values.append(.real(high))
      }
      return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), values)
    }
  }
}
