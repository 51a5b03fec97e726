import Synchronization

/// The memory of a queue with one writing and one reading thread. Its ends are separate values that cannot be copied, so
/// that no second thread can come to write or to read.
// SAFETY: `tail` is written by the writer only and `head` by the reader only; a slot is written before `tail` passes it and
// read before `head` does.
final class QueueMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let slots: UnsafeMutablePointer<Element>
  let head: UnsafeMutablePointer<Atomic<Int>>
  let tail: UnsafeMutablePointer<Atomic<Int>>
  let capacity: Int

  /// - Precondition: `capacity` is a power of two.
  init(capacity: Int) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "a queue's capacity is a power of two")
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
    head = .allocate(capacity: 1)
    tail = .allocate(capacity: 1)
    head.initialize(to: Atomic(0))
    tail.initialize(to: Atomic(0))
  }

  deinit {
    slots.deallocate()
    head.deinitialize(count: 1)
    head.deallocate()
    tail.deinitialize(count: 1)
    tail.deallocate()
  }
}

/// The writing end.
// SAFETY: holds pointers into a `QueueMemory` whose owner outlives both ends.
struct QueueProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Element>
  private let head: UnsafeMutablePointer<Atomic<Int>>
  private let tail: UnsafeMutablePointer<Atomic<Int>>
  private let capacity: Int

  init(_ memory: QueueMemory<Element>) {
    slots = memory.slots
    head = memory.head
    tail = memory.tail
    capacity = memory.capacity
  }

  /// - Returns: false when the queue is full.
  func push(_ element: Element) -> Bool {
    let end = tail.pointee.load(ordering: .relaxed)
    guard end - head.pointee.load(ordering: .acquiring) < capacity else { return false }
    slots[end & (capacity - 1)] = element
    tail.pointee.store(end + 1, ordering: .releasing)
    return true
  }
}

/// The reading end.
// SAFETY: as for `QueueProducer`.
struct QueueConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Element>
  private let head: UnsafeMutablePointer<Atomic<Int>>
  private let tail: UnsafeMutablePointer<Atomic<Int>>
  private let capacity: Int

  init(_ memory: QueueMemory<Element>) {
    slots = memory.slots
    head = memory.head
    tail = memory.tail
    capacity = memory.capacity
  }

  func pop() -> Element? {
    let start = head.pointee.load(ordering: .relaxed)
    guard start < tail.pointee.load(ordering: .acquiring) else { return nil }
    let element = slots[start & (capacity - 1)]
    head.pointee.store(start + 1, ordering: .releasing)
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
