import CRealtime
import Synchronization

// Which thread may call what is promised in words; here debug builds look. In release builds all of it is empty.

/// Marks the audio thread, and stops a debug build where it comes to what it must not call.
enum AudioThread {
  /// The calling thread renders from now on; may be nested.
  @_noLocks @inline(__always) static func enter() {
    #if DEBUG
      rt_enter_rendering()
    #endif
  }

  /// It has rendered.
  @_noLocks @inline(__always) static func leave() {
    #if DEBUG
      rt_leave_rendering()
    #endif
  }

  /// At the doors of what allocates, frees or waits. - Precondition: the calling thread is not rendering.
  @inline(__always) static func mustNotCall(_ name: StaticString = #function) {
    #if DEBUG
      precondition(!rt_is_rendering(), "\(name) was called by the audio thread, which may not wait, allocate or free")
    #endif
  }
}

/// A door for one thread at a time: threads may take turns (an output stops, the next one starts), but two inside at
/// once stop a debug build.
struct SingleThreadDoor: ~Copyable {
  #if DEBUG
    private let isTaken = Atomic<Bool>(false)
  #endif

  @_noLocks init() {}

  /// - Precondition: no other thread is inside.
  @_noLocks @inline(__always) func enter() {
    #if DEBUG
      precondition(!isTaken.exchange(true, ordering: .acquiring), "two threads at once in what belongs to one")
    #endif
  }

  @_noLocks @inline(__always) func leave() {
    #if DEBUG
      isTaken.store(false, ordering: .releasing)
    #endif
  }
}
