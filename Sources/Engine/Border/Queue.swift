import Synchronization

/// The memory of a queue with one writing and one reading thread. Its ends are separate values that cannot be copied,
/// so that no second thread can come to write or to read.
// SAFETY: as for `RingMemory`, which it is; a queue's slots are read only once they have been written.
final class QueueMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let ring: RingMemory<Element>

  /// - Parameter first: any element: what the slots hold before one is pushed.
  /// - Precondition: `capacity` is a power of two.
  init(capacity: Int, first: Element) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "a queue's capacity is a power of two")
    ring = RingMemory(capacity: capacity, first: first)
  }
}

/// The writing end.
// SAFETY: holds pointers into a `QueueMemory` whose owner outlives both ends.
struct QueueProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Element>
  private let written: UnsafeMutablePointer<Atomic<Int>>
  private let taken: UnsafeMutablePointer<Atomic<Int>>
  private let capacity: Int

  init(_ memory: QueueMemory<Element>) {
    slots = memory.ring.slots
    written = memory.ring.written
    taken = memory.ring.taken
    capacity = memory.ring.capacity
  }

  /// - Returns: false when the queue is full.
  func push(_ element: Element) -> Bool {
    let end = written.pointee.load(ordering: .relaxed)
    guard end - taken.pointee.load(ordering: .acquiring) < capacity else { return false }
    slots[end & (capacity - 1)] = element
    written.pointee.store(end + 1, ordering: .releasing)
    return true
  }
}

/// The reading end.
// SAFETY: as for `QueueProducer`.
struct QueueConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Element>
  private let written: UnsafeMutablePointer<Atomic<Int>>
  private let taken: UnsafeMutablePointer<Atomic<Int>>
  private let capacity: Int

  init(_ memory: QueueMemory<Element>) {
    slots = memory.ring.slots
    written = memory.ring.written
    taken = memory.ring.taken
    capacity = memory.ring.capacity
  }

  /// - Returns: nil when the queue is empty.
  func pop() -> Element? {
    let start = taken.pointee.load(ordering: .relaxed)
    guard start < written.pointee.load(ordering: .acquiring) else { return nil }
    let element = slots[start & (capacity - 1)]
    taken.pointee.store(start + 1, ordering: .releasing)
    return element
  }
}

// The compiler proves that a generic function does not lock only where it sees which one it is: beside it.
extension QueueConsumer<EngineCommand> {
  @_noLocks func take() -> EngineCommand? { pop() }
}

extension QueueProducer<AppliedCommand> {
  @_noLocks func give(_ command: AppliedCommand) -> Bool { push(command) }
}

extension QueueProducer<UInt64> {
  @_noLocks func give(_ address: UInt64) -> Bool { push(address) }
}
