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
