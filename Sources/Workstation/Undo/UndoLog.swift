import Engine

/// What the DJ has done and can take back, and what was taken back and can be done again. The main thread's.
///
/// A step is what a line or a key did: the commands that put back what was there before it, read from how things stood
/// then. To take a step back is to do those commands; the step that does it again is made the same way.
struct UndoLog {
  /// A command's counterpart.
  struct Reversal {
    /// What puts back what was, in this order.
    var commands: [Command]
    /// It moves a control, as hands do all the time: worth a step only where it was typed.
    var isGesture = false
    /// The decks that the command is to bring a track onto.
    var loads: [DeckID] = []
  }

  /// A command of a step.
  struct Part {
    /// What takes it back, in this order.
    var back: [Command]
    /// Where it was given a moment.
    var waiting: Waiting?
    /// The loads that it began.
    var loads: [Load]

    init(back: [Command], waiting: Waiting? = nil, loads: [Load] = []) {
      (self.back, self.waiting, self.loads) = (back, waiting, loads)
    }
  }

  /// A command that was given a moment, and its numbers among those that wait. A struct: of a tuple here an optimised
  /// build (Swift 6.3.1) reads another first number than was written, so that nothing waited.
  struct Waiting {
    let said: Command
    /// Nil: it waits for what is still being read of a track.
    let numbers: ClosedRange<UInt32>?
  }

  /// A deck that a track was to be brought onto, and the serial of what it held before.
  struct Load {
    let deck: DeckID
    let before: UInt64?
  }

  struct Step {
    /// What was done, as it was said.
    let title: String
    /// What was done last comes first.
    let parts: [Part]
    /// The tracks that it was done to, by their paths: on another one it would be nonsense.
    let tracks: [DeckID: String]

    /// What takes back all of it that waits no more.
    var commands: [Command] { parts.flatMap(\.back) }
  }

  /// What can be taken back, the newest last.
  private(set) var done: [Step] = []
  /// What can be done again, the next one last.
  private(set) var undone: [Step] = []

  /// Further back nobody goes.
  private static let most = 200

  /// Something was done: what was taken back before is not done again.
  mutating func add(_ step: Step) {
    undone = []
    keep(step)
  }

  /// Forgets the steps of which nothing can be taken back any more: they only waited, and were done; or they were
  /// loads, of a file that could not be read, that came to nothing.
  mutating func forgetDone(_ waits: (Part) -> Bool, cameToNothing: (Load) -> Bool) {
    done.removeAll { step in
      step.parts.allSatisfy { part in
        part.loads.isEmpty ? part.back.isEmpty && !waits(part) : part.loads.allSatisfy(cameToNothing)
      }
    }
  }

  /// The newest step was taken back. - Parameter counterpart: what does it again; nil where nothing does.
  mutating func tookBack(_ counterpart: Step?) {
    if !done.isEmpty { done.removeLast() }
    if let counterpart { undone.append(counterpart) }
  }

  /// The step that was taken back last was done again. - Parameter counterpart: what takes it back.
  mutating func didAgain(_ counterpart: Step?) {
    if !undone.isEmpty { undone.removeLast() }
    if let counterpart { keep(counterpart) }
  }

  private mutating func keep(_ step: Step) {
    done.append(step)
    if done.count > Self.most { done.removeFirst() }
  }

  /// For the list: what is done again next stands first, then what is taken back next.
  var lines: [String] {
    undone.map { "redo: \($0.title)" } + done.reversed().map { "undo: \($0.title)" }
  }
}
