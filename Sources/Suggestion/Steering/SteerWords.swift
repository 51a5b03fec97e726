/// What words steer to: "more bass, less tension, a bit faster, no vocals", "like this but darker".
///
/// Each part of the line (between commas, "and", "but") has a direction and what it concerns: a thing with "more" or
/// "less" before it ("more bass"), or a word that holds both ("darker"). How far: half of a slider's way, "a bit" a
/// quarter, "much" three quarters, "as … as possible" all of it; "no …" is the lower end. "not so …" and "too …" turn a
/// word round, "same …" and "usual …" bring a slider back to 0. "bass +0.3" and "bass = 0.3" name the number.
package struct SteerWords: Sendable, Hashable {
  /// What is done to a slider.
  package enum Change: Sendable, Hashable {
    case by(Double)
    case to(Double)
  }

  /// In the order in which they were said.
  package private(set) var changes: [(slider: SteerSlider, change: Change)] = []
  /// All sliders go to 0 first.
  package private(set) var isReset = false
  /// What comes is to sound like what plays.
  package private(set) var isLikeThis = false
  /// What was not understood, in the order in which it was said.
  package private(set) var unknown: [String] = []

  package static func == (one: Self, other: Self) -> Bool {
    one.changes.elementsEqual(other.changes) { $0 == $1 } && one.isReset == other.isReset
      && one.isLikeThis == other.isLikeThis && one.unknown == other.unknown
  }

  package func hash(into hasher: inout Hasher) {
    for (slider, change) in changes {
      hasher.combine(slider)
      hasher.combine(change)
    }
    hasher.combine(unknown)
  }

  /// Nothing of a line was understood.
  package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was not understood, and what would be.
    package let description: String
  }

  /// - Throws: that nothing is understood of it.
  package init(_ text: String) throws(Refusal) {
    for clause in Self.clauses(text) { read(clause) }
    guard changes.isEmpty && !isReset && !isLikeThis else { return }
    let words = unknown.isEmpty ? "nothing is said" : "not understood: \(unknownWords)"
    throw Refusal(
      description: "\(words). Say more or less of \(SteerSlider.allCases.map(\.rawValue).joined(separator: ", ")), "
        + "or a word as faster, darker, calmer")
  }

  /// “purple”, “monkey”.
  package var unknownWords: String { unknown.map { "“\($0)”" }.joined(separator: ", ") }

  /// The sliders, moved.
  package func applied(to steering: Steering) -> Steering {
    var moved = isReset ? Steering() : steering
    for (slider, change) in changes {
      switch change {
      case .by(let step): moved[slider] += step
      case .to(let value): moved[slider] = value
      }
    }
    return moved
  }

  /// What was understood: "bass +0.5, vocals to −1".
  package var understood: String {
    var parts = isLikeThis ? ["like this"] : []
    if isReset { parts.append("all at 0") }
    for (slider, change) in changes {
      switch change {
      case .by(let step): parts.append("\(slider.rawValue) \(Steering.number(step))")
      case .to(let value): parts.append("\(slider.rawValue) to \(Steering.number(value))")
      }
    }
    return parts.joined(separator: ", ")
  }

  // MARK: Reading

  private static func clauses(_ text: String) -> [[String]] {
    var text = " " + text.lowercased().map { "’‘".contains($0) ? "'" : $0 == "−" ? "-" : String($0) }.joined() + " "
    for sign in [",", ";", "!", "?", ":"] { text = text.replacing(sign, with: " \(sign) ") }
    for (said, meant) in phrases { text = text.replacing(" \(said) ", with: " \(meant) ") }
    var clauses: [[String]] = [[]]
    for word in text.split(whereSeparator: \.isWhitespace) {
      var word = word[...]
      while let first = word.first, "\"“”(".contains(first) { word = word.dropFirst() }
      var ends = false
      while let last = word.last, ",;.!?:\"“”)".contains(last) {
        if ",;.!?:".contains(last) { ends = true }
        word = word.dropLast()
      }
      if joints.contains(String(word)) {
        ends = true
      } else if !word.isEmpty {
        // "faster with no vocals": what was said before is not meant by the no.
        let hasTarget = clauses[clauses.count - 1].contains { things[$0] != nil || directed[$0] != nil }
        if none.contains(String(word)), hasTarget { clauses.append([]) }
        clauses[clauses.count - 1].append(String(word))
      }
      if ends { clauses.append([]) }
    }
    return clauses.filter { !$0.isEmpty }
  }

  /// What a part of the line has said so far.
  private struct Part {
    var sign: Double?
    var degree: Double?
    var isTurned = false
    var isNone = false
    var isUsual = false
    /// A number, and whether it is where the slider goes.
    var number: (value: Double, isValue: Bool)?
    /// Things, and words that hold a direction.
    var targets: [(slider: SteerSlider, sign: Double?)] = []
    var isLike = false
    var unknown: [String] = []
  }

  /// The direction of the part before it: "more bass and vocals".
  private var before: (sign: Double, degree: Double, isNone: Bool)?

  private mutating func read(_ clause: [String]) {
    var part = Part()
    for word in clause { Self.read(word, into: &part) }
    unknown += part.unknown
    if part.isLike { isLikeThis = true }
    if part.targets.isEmpty {
      if part.isUsual {
        isReset = true
      } else if !part.isLike, part.unknown.isEmpty {
        let said = clause.filter { !Self.fillers.contains($0) }
        if !said.isEmpty { unknown.append(clause.joined(separator: " ")) }
      }
      return
    }
    // "simpler chords": the word says of the thing where it goes.
    let directed = Set(part.targets.filter { $0.sign != nil }.map(\.slider))
    for (slider, own) in part.targets where own != nil || !directed.contains(slider) {
      guard let change = Self.change(part, own, before) else {
        unknown.append("\(clause.joined(separator: " ")): more or less?")
        continue
      }
      changes.append((slider, change))
    }
    let sign = part.sign ?? part.targets.last?.sign.map { _ in 1 } ?? (part.degree == nil ? nil : 1)
    if part.isNone || part.sign != nil {
      before = (sign ?? 1, part.degree ?? 0.5, part.isNone)
    } else if part.targets.contains(where: { $0.sign != nil }) {
      before = nil
    }
  }

  /// How far a slider goes; nil where no direction was said.
  private static func change(
    _ part: Part, _ own: Double?, _ before: (sign: Double, degree: Double, isNone: Bool)?
  ) -> Change? {
    if part.isUsual { return .to(0) }
    if let (value, isValue) = part.number {
      return isValue ? .to(value) : .by(value)
    }
    if part.isNone { return .to(own ?? 1 < 0 ? 1 : -1) }
    let turn = part.isTurned ? -1.0 : 1
    if own == nil, part.sign == nil, part.degree == nil {
      // A thing alone goes on as the part before it went.
      guard !part.isTurned, let before else { return part.isTurned ? .by(-0.5) : nil }
      return before.isNone ? .to(-1) : .by(before.sign * before.degree)
    }
    let degree = part.degree ?? 0.5
    let direction = turn * (own ?? 1) * (part.sign ?? 1)
    return degree >= 1 ? .to(direction) : .by(direction * degree)
  }

  private static func read(_ word: String, into part: inout Part) {
    if let degree = degrees[word] {
      // "a little bit": the first says it.
      part.degree = part.degree ?? degree
    } else if let sign = signs[word] {
      part.sign = (part.sign ?? 1) * sign
    } else if none.contains(word) {
      part.isNone = true
    } else if turning.contains(word) {
      // "not too fast": turned once.
      part.isTurned = true
    } else if usual.contains(word) {
      part.isUsual = true
    } else if likes.contains(word) {
      part.isLike = true
    } else if let slider = things[word] {
      part.targets.append((slider, nil))
    } else if let (slider, sign) = directed[word] {
      part.targets.append((slider, sign))
    } else if word == "=" {
      part.number = (part.number?.value ?? 0, true)
    } else if let number = number(word) {
      part.number = (number.value, part.number?.isValue ?? number.isValue)
    } else if !fillers.contains(word) {
      part.unknown.append(word)
    }
  }

  /// "+0.5", "-30%", "0.5", "=0.5"; nil for what is none, or lies beyond the ends.
  private static func number(_ word: String) -> (value: Double, isValue: Bool)? {
    let isSet = word.hasPrefix("=")
    let digits = isSet ? word.dropFirst() : word[...]
    let isPercent = digits.hasSuffix("%")
    guard let value = Double(isPercent ? digits.dropLast() : digits), value.isFinite else { return nil }
    let share = isPercent ? value / 100 : value
    guard abs(share) <= 1 else { return nil }
    return (share, isSet || !(digits.hasPrefix("+") || digits.hasPrefix("-")))
  }
}
