import DSP
import Music

/// A command that waits for its beat, bar or phrase.
struct WaitingCommand: BitwiseCopyable, Sendable {
  let command: EngineCommand
  /// Index of the deck whose grid it counts by.
  let counts: Int
  /// Beats left to go.
  fileprivate(set) var beats: Double
  /// Output frames left, once another command of the same moment has begun ahead of it: whatever that one does to the
  /// deck, the moment stays.
  fileprivate(set) var frames: Double?
  /// Its stems' gains were applied ahead to what the stretcher is fed with.
  fileprivate(set) var isPreapplied = false
  /// Commands of the same moment are done in the order in which they were given; and by it they are taken back.
  let number: UInt64

  @_noLocks init(_ command: EngineCommand, counts: Int, beats: Double, number: UInt64) {
    self.command = command
    self.counts = counts
    self.beats = beats
    self.number = number
  }
}

/// The commands that wait, and how far each is from its moment. Part of the console; the audio thread only.
struct CommandSchedule: BitwiseCopyable {
  /// As many as can wait at once.
  static var capacity: Int {
    @_noLocks get { Slots.count }
  }
  private typealias Slots = InlineArray<32, WaitingCommand?>
  private var slots = Slots(repeating: nil)
  /// Of the next command with a moment.
  private var nextNumber: UInt64 = 1

  @_noLocks init() {}

  /// What waits in a slot, 0..<`capacity`.
  subscript(slot: Int) -> WaitingCommand? {
    @_noLocks get { slots[slot] }
  }

  /// The number of a command with a moment that has come now: from 1, whether it will wait or is done at once, so that
  /// whoever sends commands knows it beforehand.
  @_noLocks mutating func takeNumber() -> UInt64 {
    nextNumber &+= 1
    return nextNumber &- 1
  }

  /// Lets a command wait. - Returns: whether a slot was free.
  @_noLocks mutating func add(_ command: EngineCommand, countedBy deck: Int, beats: Double, number: UInt64) -> Bool {
    for slot in 0..<Self.capacity where slots[slot] == nil {
      slots[slot] = WaitingCommand(command, counts: deck, beats: beats, number: number)
      return true
    }
    return false
  }

  /// Where the command of this number waits; nil when it does not.
  @_noLocks func slot(of number: UInt64) -> Int? {
    for slot in 0..<Self.capacity where slots[slot]?.number == number { return slot }
    return nil
  }

  /// It is done, or will never be.
  @_noLocks mutating func remove(_ slot: Int) { slots[slot] = nil }

  /// A deck has another track: what was said to it is void.
  @_noLocks mutating func removeAll(of deck: Int) {
    for slot in 0..<Self.capacity {
      if case .deck(let waited, _) = slots[slot]?.command.action, waited.index == deck { slots[slot] = nil }
    }
  }

  /// Its stems' gains were applied ahead.
  @_noLocks mutating func markPreapplied(_ slot: Int) { slots[slot]?.isPreapplied = true }

  /// What was applied ahead to the deck's stems is so no more: what still waits has it applied again in time.
  @_noLocks mutating func forgetPreapplied(on deck: Int) {
    for slot in 0..<Self.capacity {
      if case .deck(let waited, _) = slots[slot]?.command.action, waited.index == deck {
        slots[slot]?.isPreapplied = false
      }
    }
  }

  /// Its moment is another one now: so many beats away.
  @_noLocks mutating func recount(_ slot: Int, beats: Double) {
    slots[slot]?.beats = beats
    slots[slot]?.isPreapplied = false
  }

  /// A command begins ahead of its moment; the others of that moment keep it. - Parameter frames: output frames until
  /// then.
  @_noLocks mutating func holdMoment(countedBy deck: Int, at frames: Double, decks: UnsafePointer<Deck>) {
    for slot in 0..<Self.capacity {
      guard let item = slots[slot], item.counts == deck else { continue }
      let left = Self.framesLeft(item, decks: decks)
      if abs(left - frames) < 2 { slots[slot]?.frames = left }
    }
  }

  /// The music went on by so many beats; a loop's turn or a jump into phase is no music and not counted.
  @_noLocks mutating func countDown(_ deck: Int, beats: Double, frames: Int) {
    for slot in 0..<Self.capacity {
      guard let item = slots[slot], item.counts == deck else { continue }
      slots[slot]?.beats -= beats
      if let left = item.frames { slots[slot]?.frames = left - Double(frames) }
    }
  }

  /// Output frames until a waiting command's moment.
  @_noLocks static func framesLeft(_ item: WaitingCommand, decks: UnsafePointer<Deck>) -> Double {
    if let frames = item.frames { return max(0, frames) }
    let speed = decks[item.counts].beatSpeed
    guard decks[item.counts].isPlaying, speed > 0 else { return 0 }
    // A platter that is braked comes to no beat any more; what waits is done when it has stopped.
    if decks[item.counts].isOffBeat { return .infinity }
    return item.beats / speed
  }

  /// Something waits that is said to the deck, or that counts by it.
  @_noLocks func concerns(_ deck: Int) -> Bool {
    for slot in 0..<Self.capacity {
      guard let item = slots[slot] else { continue }
      if case .deck(let waited, _) = item.command.action {
        if waited.index == deck { return true }
      } else if item.counts == deck {
        return true
      }
    }
    return false
  }

  /// Which commands wait, by their numbers.
  var numbers: WaitingNumbers {
    @_noLocks get {
      var numbers = WaitingNumbers(next: nextNumber)
      for slot in 0..<Self.capacity {
        if let item = slots[slot] { numbers.insert(item.number) }
      }
      return numbers
    }
  }
}
