import Synchronization

// A queue is a ring of single elements. Its two ends are values that cannot be copied, so that no second thread can
// come to write or to read.

/// The writing end of a queue.
// SAFETY: holds pointers into a `RingMemory` whose owner outlives both ends; a slot is read only once it was written.
struct QueueProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let ring: RingMemory<Element>.Pointers

  init(_ memory: RingMemory<Element>) { ring = memory.pointers }

  /// - Returns: false when the queue is full.
  func push(_ element: Element) -> Bool {
    let end = ring.written.pointee.load(ordering: .relaxed)
    guard end - ring.taken.pointee.load(ordering: .acquiring) < ring.capacity else { return false }
    ring.slots[end % ring.capacity] = element
    ring.written.pointee.store(end + 1, ordering: .releasing)
    return true
  }
}

/// The reading end of a queue.
// SAFETY: as for `QueueProducer`.
struct QueueConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let ring: RingMemory<Element>.Pointers

  init(_ memory: RingMemory<Element>) { ring = memory.pointers }

  /// - Returns: nil when the queue is empty.
  func pop() -> Element? {
    let start = ring.taken.pointee.load(ordering: .relaxed)
    guard start < ring.written.pointee.load(ordering: .acquiring) else { return nil }
    let element = ring.slots[start % ring.capacity]
    ring.taken.pointee.store(start + 1, ordering: .releasing)
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
