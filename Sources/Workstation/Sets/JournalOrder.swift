import Engine
import Music

/// A journal that a person has edited: lines out of order are put in order or refused, and what nothing will come of is
/// said.
extension Journal {
  /// Lines that all have times of their own are sorted by them, those of one time as they stand.
  mutating func putInOrder() throws(Broken) {
    let moves = entries.filter { !$0.what.isRemark }
    guard moves.allSatisfy({ $0.frame != nil }) else { return try checkOrder(moves) }
    let late = zip(moves, moves.dropFirst()).first { $0.frame! > $1.frame! }
    guard let late else { return lookBehindTheEnd() }
    entries = entries.enumerated().sorted {
      let (one, other) = ($0.element.frame!, $1.element.frame!)
      return one != other ? one < other : $0.offset < $1.offset
    }.map(\.element)
    notes.append(
      "\(name), line \(late.1.line): its time lies before that of line \(late.0.line): all are done in the order of "
        + "their times")
    lookBehindTheEnd()
  }

  /// Where some lines wait for others there is no other order than theirs: a time that has certainly passed is refused.
  private mutating func checkOrder(_ moves: [Entry]) throws(Broken) {
    var earliest = ClockFrame(0)
    for (index, entry) in moves.enumerated() {
      switch entry.when {
      case .after(let seconds): earliest = ClockFrame(earliest.value + Int64(seconds.frames(at: rate).value))
      case .afterBeats, .deckAt: break
      case .frame(let frame) where frame < earliest:
        throw Broken(
          description:
            "\(place(of: entry)): its time lies before that of line \(moves[index - 1].line): where lines wait "
            + "with +, they stand in the order in which they are done")
      case .frame(let frame): earliest = frame
      }
    }
    lookBehindTheEnd()
  }

  private mutating func lookBehindTheEnd() {
    let moves = entries.filter { !$0.what.isRemark }
    guard let end = moves.firstIndex(where: { if case .end = $0.what { true } else { false } }) else { return }
    for entry in moves[(end + 1)...] {
      notes.append("\(place(of: entry)) comes after the end, line \(moves[end].line): it is not done")
    }
  }

  /// What is asked of a deck that has no track yet is done, and nothing comes of it.
  mutating func lookForEmptyDecks() {
    var loaded: Set<DeckID> = []
    for entry in entries {
      switch entry.what {
      case .load(let deck, _), .refresh(let deck, _): loaded.insert(deck)
      case .command(let command):
        if case .unload(let deck) = command.action { loaded.remove(deck) }
        guard case .deck(let deck, _) = command.action, Command(command).needsTrack, !loaded.contains(deck) else {
          continue
        }
        notes.append("\(place(of: entry)): \(deck.name) is empty at that point: the line does nothing")
      default: break
      }
    }
  }
}

extension Journal.Entry {
  /// Its own time; nil for one that waits.
  fileprivate var frame: ClockFrame? {
    if case .frame(let frame) = when { frame } else { nil }
  }
}
