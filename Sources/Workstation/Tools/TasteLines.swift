import Platform
import Suggestion

extension Settings {
  /// Reads what was learnt of the DJ, so that suggestions are ranked by it as in the workstation.
  /// - Returns: nil, or why it cannot be used, in a sentence; the rules alone count then.
  package mutating func readTaste(_ directories: AppDirectories) -> String? {
    let path = directories.taste(taste)
    guard let text = textFile(path) else { return nil }
    do {
      suggest.taste = try Taste(text: text)
      return nil
    } catch { return "\(path) \(error). The rules alone count" }
  }

  /// What was learnt of the DJ, in words, a line each; as JSON one object.
  package func tasteLines(json: Bool) -> [String] {
    let learnt = suggest.taste ?? Taste()
    guard json else { return ["taste \(taste)"] + learnt.words(rules: suggest) }
    let parts = ScorePart.rules.map { ($0.rawValue, JSON.number(learnt.strength(of: $0))) }
    let traits = TrackTrait.allCases.map { ($0.rawValue, JSON.number(learnt.strength(of: $0))) }
    return [
      JSON.object([
        ("name", .text(taste)), ("choices", .number(Double(learnt.choices))), ("parts", .object(parts)),
        ("traits", .object(traits)), ("words", .list(learnt.words(rules: suggest).map(JSON.text))),
      ]).line
    ]
  }

  /// Why a taste cannot have this name; nil where it can.
  static func complaint(aboutTaste name: String) -> String? {
    let isName =
      !name.isEmpty && name.utf8.count <= 60 && name.first != "."
      && name.allSatisfy { $0.isLetter || $0.isNumber || "-_. ".contains($0) }
    return isName ? nil : "a taste's name is made of letters, digits, - and _, not “\(name)”"
  }
}
