import Synchronization

/// The memory of a ring with one writing and one reading thread: its slots, and how much was written and taken since it
/// was made. Both counts only grow; what they count (elements, or frames of several) is the user's. Each has a cache
/// line of its own, so that neither thread waits for the other one's writes.
// SAFETY: `written` is stored by the writing thread only and `taken` by the reading one only, with release ordering; a
// slot is written before `written` passes it, and read before `taken` does.
final class RingMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let slots: UnsafeMutablePointer<Element>
  let written: UnsafeMutablePointer<Atomic<Int>>
  let taken: UnsafeMutablePointer<Atomic<Int>>
  /// Slots.
  let capacity: Int
  private let counts: UnsafeMutableRawPointer

  /// Two lines of 64 bytes are fetched together by many processors.
  private static var line: Int { 128 }

  /// - Parameter first: what the slots hold before anything is written.
  init(capacity: Int, first: Element) {
    precondition(capacity > 0, "a ring has room for something")
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: first, count: capacity)
    counts = .allocate(byteCount: 2 * Self.line, alignment: Self.line)
    written = counts.bindMemory(to: Atomic<Int>.self, capacity: 1)
    taken = (counts + Self.line).bindMemory(to: Atomic<Int>.self, capacity: 1)
    written.initialize(to: Atomic(0))
    taken.initialize(to: Atomic(0))
  }

  deinit {
    slots.deallocate()
    written.deinitialize(count: 1)
    taken.deinitialize(count: 1)
    counts.deallocate()
  }
}
