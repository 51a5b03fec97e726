import Music

extension CamelotRelation {
  /// How the next track's key relates to the one playing. Neighbours on the wheel share all notes but one.
  package init(from now: MusicalKey?, to next: MusicalKey?) {
    guard let now = now?.camelot, let next = next?.camelot else {
      self = .unknown
      return
    }
    let hours = (next.hour - now.hour + 12) % 12
    switch (hours, now.mode == next.mode) {
    case (0, true): self = .same
    case (1, true): self = .up
    case (11, true): self = .down
    case (0, false): self = .relative
    case (1, false), (11, false): self = .diagonal
    case (2, true): self = .upTwo
    case (7, true): self = .upSeven
    default: self = .unrelated
    }
  }

  /// Both sound together as they are.
  package var fits: Bool {
    switch self {
    case .same, .up, .down, .relative: true
    case .diagonal, .upTwo, .upSeven, .unrelated, .unknown: false
    }
  }
}

/// How the key of what comes next goes with the one that is heard, and the least shift that makes it fit.
struct KeyMatch: BitwiseCopyable {
  /// After the shift.
  var relation: CamelotRelation
  /// Semitones; 0 where the key fits as it is, or none makes it fit.
  var shift: Int
  /// 0…1.
  var worth: Double

  /// - Parameter limit: no shift is greater, semitones.
  init(from now: MusicalKey?, to next: MusicalKey?, limit: Int, _ rules: SuggestRules) {
    let asItIs = CamelotRelation(from: now, to: next)
    (relation, shift, worth) = (asItIs, 0, rules[asItIs])
    guard let now, let next, let least = leastShift(from: now, to: next, limit: limit), least != 0 else { return }
    shift = least
    relation = CamelotRelation(from: now, to: next.transposed(by: least))
    worth = rules[relation] * (abs(least) == 1 ? rules.shiftByOne : rules.shiftByTwo)
  }
}

/// The least shift of the next key that makes both fit, semitones; nil where none does.
func leastShift(from now: MusicalKey, to next: MusicalKey, limit: Int) -> Int? {
  [0, 1, -1, 2, -2].first { abs($0) <= limit && MusicalKey.fit(now, next.transposed(by: $0)) }
}

/// The matches of all keys with the one that is heard: made once, looked up for each candidate.
struct KeyMatches {
  private let known: [KeyMatch]
  private let unknown: KeyMatch

  init(from now: MusicalKey?, limit: Int, _ rules: SuggestRules) {
    known = MusicalKey.all.map { KeyMatch(from: now, to: $0, limit: limit, rules) }
    unknown = KeyMatch(from: now, to: nil, limit: limit, rules)
  }

  subscript(key: MusicalKey?) -> KeyMatch {
    // In the order of `MusicalKey.all`.
    key.map { known[$0.tonic.semitonesAboveC + ($0.mode == .major ? 0 : 12)] } ?? unknown
  }
}
