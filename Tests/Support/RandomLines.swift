import Glibc
import Music

/// Makes lines of a command language from the syntax of their forms: "deck <deck> low|mid|high <amount>".
package struct RandomLines {
  private var dice: SeededRandom

  package init(seed: UInt64) { dice = SeededRandom(seed: seed) }

  /// A line by this syntax. - Returns: nil for one that takes free text, or a slot that is not known here.
  package mutating func line(_ syntax: String) -> String? {
    var words: [String] = []
    for slot in syntax.split(separator: " ") {
      switch slot {
      case "<deck>": words.append(pick(["a", "b"]))
      case "<stem>": words.append(pick(["vocals", "instrumental"]))
      case "<switch>": words.append(pick(["on", "off", "toggle"]))
      case "<number>": words.append(number())
      case "<percent>": words.append("\(below(101)) %")
      case "<amount>": words.append(pick(["= ", "+", "-"]) + number())
      case _ where slot.hasPrefix("<"): return nil
      default: words.append(pick(slot.split(separator: "|").map(String.init)))
      }
    }
    return words.joined(separator: " ")
  }

  /// "at bar", "over 2 beats", both or neither.
  package mutating func timing() -> String {
    let moment = pick(["", "", "", " at beat", " at bar", " at phrase"])
    return moment + pick(["", "", "", " over 1 beats", " over 3.5 beats", " over 0.7 seconds", " over 1 bars"])
  }

  package mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &dice) }

  /// Small numbers, as most controls take: whole ones, halves, and some of no roundness.
  private mutating func number() -> String {
    switch below(4) {
    case 0: "\(below(9))"
    case 1: pick(["0.125", "0.25", "0.5", "2", "4", "8", "16"])
    case 2: "\(Double(below(1_000_000)) / 1e6)"
    default: "\(Double(below(8_000_000)) / 1e6)"
    }
  }

  package mutating func pick(_ words: [String]) -> String { words[below(words.count)] }
}
