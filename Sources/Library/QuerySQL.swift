import Music

/// What a search asks of the database.
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
