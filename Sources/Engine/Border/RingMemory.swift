import Synchronization

/// The memory of a ring with one writing and one reading thread: its slots, and how much was written and taken since it
/// was made. Both counts only grow; what they count (elements, or frames of several) is the user's. Each has a cache
/// line of its own, so that neither thread waits for the other one's writes.
// SAFETY: `written` is stored by the writing thread only and `taken` by the reading one only, with release ordering; a
// slot is written before `written` passes it, and read before `taken` does.
final class RingMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// What an end of the ring works with. Its owner keeps the memory alive for as long.
  struct Pointers: BitwiseCopyable {
    let slots: UnsafeMutablePointer<Element>
    let written: UnsafeMutablePointer<Atomic<Int>>
    let taken: UnsafeMutablePointer<Atomic<Int>>
    /// Slots.
    let capacity: Int
  }

  let pointers: Pointers
  private let counts: UnsafeMutableRawPointer

  /// Two lines of 64 bytes are fetched together by many processors.
  private static var lineBytes: Int { 128 }

  /// - Parameter first: what the slots hold before anything is written.
  init(capacity: Int, first: Element) {
    precondition(capacity > 0, "a ring has room for something")
    let slots = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    slots.initialize(repeating: first, count: capacity)
    counts = .allocate(byteCount: 2 * Self.lineBytes, alignment: Self.lineBytes)
    let written = counts.bindMemory(to: Atomic<Int>.self, capacity: 1)
    let taken = (counts + Self.lineBytes).bindMemory(to: Atomic<Int>.self, capacity: 1)
    written.initialize(to: Atomic(0))
    taken.initialize(to: Atomic(0))
    pointers = Pointers(slots: slots, written: written, taken: taken, capacity: capacity)
  }

  deinit {
    pointers.slots.deallocate()
    pointers.written.deinitialize(count: 1)
    pointers.taken.deinitialize(count: 1)
    counts.deallocate()
  }
}
