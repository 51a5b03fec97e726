import Synchronization

/// Three places for a value: one to write, one to read, one between them. The writer never waits and the reader always
/// finds the newest whole value. One writing and one reading thread.
// SAFETY: the exchange of the middle index hands a slot over with acquire and release; a slot has one owner at a time.
final class TripleBuffer<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let slots: UnsafeMutablePointer<Value>
  /// Index of the middle slot in the two low bits; bit 2 says that it is newer than what the reader has.
  let middle: UnsafeMutablePointer<Atomic<UInt8>>
  private var reading: UInt8 = 1

  init(_ value: Value) {
    slots = .allocate(capacity: 3)
    slots.initialize(repeating: value, count: 3)
    middle = .allocate(capacity: 1)
    middle.initialize(to: Atomic(2))
  }

  deinit {
    slots.deallocate()
    middle.deinitialize(count: 1)
    middle.deallocate()
  }

  /// The newest value. The reading thread only.
  func read() -> Value {
    if middle.pointee.load(ordering: .relaxed) & 4 != 0 {
      reading = middle.pointee.exchange(reading, ordering: .acquiringAndReleasing) & 3
    }
    return slots[Int(reading)]
  }
}

/// The writing end of a `TripleBuffer`.
// SAFETY: holds pointers into a `TripleBuffer` whose owner outlives it.
struct TripleBufferWriter<Value: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Value>
  private let middle: UnsafeMutablePointer<Atomic<UInt8>>
  private var writing: UInt8 = 0

  init(_ buffer: TripleBuffer<Value>) {
    slots = buffer.slots
    middle = buffer.middle
  }

  /// - Returns: true when the value published before this one was read by somebody.
  mutating func publish(_ value: UnsafePointer<Value>) -> Bool {
    slots[Int(writing)] = value.pointee
    let before = middle.pointee.exchange(writing | 4, ordering: .acquiringAndReleasing)
    writing = before & 3
    return before & 4 == 0
  }
}

extension TripleBufferWriter<EngineSnapshot> {
  // Here, where the compiler sees the generic function for what it is.
  @_noLocks mutating func give(_ snapshot: UnsafePointer<EngineSnapshot>) -> Bool { publish(snapshot) }
}

extension TripleBufferWriter<HeadphoneClock> {
  @_noLocks mutating func give(_ clock: UnsafePointer<HeadphoneClock>) { _ = publish(clock) }
}
