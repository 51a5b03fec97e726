import FoundationEssentials
import Music

/// One thing that is known of a track, as text: what was there before an import is put back by it.
struct ImportedFact {
  let what: String
  let text: String

  /// What a track got that had nothing: its facts in one, since a row for each is most of an import's work.
  static let whole = "whole"
  private static let (between, within): (Character, Character) = ("\u{1E}", "\u{1F}")

  /// All facts of a track in one; as they are where one has the signs in it that part them.
  static func together(_ facts: [ImportedFact]) -> [ImportedFact] {
    let isPlain = facts.allSatisfy { !$0.text.utf8.contains(0x1E) && !$0.text.utf8.contains(0x1F) }
    guard isPlain, facts.count > 1 else { return facts }
    var text = ""
    for fact in facts {
      if !text.isEmpty { text.append(between) }
      text += fact.what
      text.append(within)
      text += fact.text
    }
    return [ImportedFact(what: whole, text: text)]
  }

  /// The facts that are one here.
  static func facts(ofWhole text: String) -> [ImportedFact] {
    text.split(separator: between).compactMap { part in
      guard let end = part.firstIndex(of: within) else { return nil }
      return ImportedFact(what: String(part[..<end]), text: String(part[end...].dropFirst()))
    }
  }
}

/// A hot cue as imports keep it.
struct ImportedPad: Codable, Equatable {
  var number: Int
  var time: Double
  var loop: Double?
  var label: String?
  var colour: String?

  /// JSON with its keys in order. Written by hand where nothing in the name needs a sign before it: a large library has
  /// half a million of them, and Foundation takes ten times as long.
  var text: String {
    let isPlain = label?.utf8.allSatisfy { (0x20..<0x7F).contains($0) && !"\"\\/".utf8.contains($0) } ?? true
    guard isPlain, time.isFinite, loop?.isFinite ?? true else { return encoded }
    var text = "{"
    if let colour { text += "\"colour\":\"\(colour)\"," }
    if let label { text += "\"label\":\"\(label)\"," }
    if let loop { text += "\"loop\":\(Self.number(loop))," }
    return text + "\"number\":\(number),\"time\":\(Self.number(time))}"
  }

  /// The same by Foundation.
  var encoded: String { ImportedTexts().json(self) ?? "" }

  private static func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ImportedPad {
  init(_ cue: HotCue) {
    self.init(
      number: cue.number, time: cue.time.value, loop: cue.loop?.value, label: cue.label, colour: cue.colour?.rawValue)
  }
}

/// Writes what is known of tracks as texts.
struct ImportedTexts {
  private let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }()

  func json(_ value: some Encodable) -> String? {
    (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  func facts(of item: ImportedTrack) -> [ImportedFact] {
    var facts = item.pads.map { ImportedFact(what: "pad \($0.number)", text: ImportedPad($0).text) }
    if let cue = item.cue { facts.append(ImportedFact(what: "cue", text: "\(cue.value)")) }
    if let grid = item.grid, let text = json(grid) { facts.append(ImportedFact(what: "grid", text: text)) }
    if let rating = item.rating { facts.append(ImportedFact(what: "rating", text: "\(rating)")) }
    if let comment = item.comment { facts.append(ImportedFact(what: "comment", text: comment)) }
    if item.plays > 0 { facts.append(ImportedFact(what: "plays", text: "\(item.plays)")) }
    if let date = item.lastPlayedAt { facts.append(ImportedFact(what: "played", text: "\(date)")) }
    if let key = item.key { facts.append(ImportedFact(what: "key", text: "\(key.wheel)")) }
    return facts
  }
}
