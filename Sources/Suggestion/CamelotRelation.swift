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
    default: self = .unrelated
    }
  }
}
