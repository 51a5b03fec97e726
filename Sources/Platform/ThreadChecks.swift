import Glibc
import Synchronization

// What is promised of threads is checked where it would be broken, in debug builds, so that every test checks it;
// nothing of it is left in release.

/// The one thread that something belongs to: the first that comes to its door.
package struct OwnThread: Sendable {
  #if DEBUG
    private final class First: Sendable { let thread = Atomic<UInt>(0) }
    private let first = First()
  #endif

  /// Belongs to nobody yet.
  package init() {}

  /// Stops the program, in debug builds, when another thread has come before. - Parameter door: who asks.
  package func check(_ door: StaticString = #function) {
    #if DEBUG
      let (isFirst, known) = first.thread.compareExchange(
        expected: 0, desired: UInt(pthread_self()), ordering: .acquiringAndReleasing)
      precondition(isFirst || known == UInt(pthread_self()), "\(door) belongs to another thread")
    #endif
  }
}

/// Work that nobody may wait in: what a key does, a turn of the program's clock, the making of a picture.
package enum NoWaiting {
  #if DEBUG
    private static let depth: pthread_key_t = {
      var key = pthread_key_t()
      precondition(pthread_key_create(&key, nil) == 0, "no key for a thread's own value is left")
      return key
    }()

    private static var here: Int {
      get { Int(bitPattern: pthread_getspecific(depth)) }
      set { pthread_setspecific(depth, UnsafeRawPointer(bitPattern: newValue)) }
    }
  #endif

  /// The calling thread may not wait from here on.
  package static func begin() {
    #if DEBUG
      here += 1
    #endif
  }

  /// Ends what `begin` began on the same thread.
  package static func end() {
    #if DEBUG
      here -= 1
    #endif
  }

  /// At the door of what waits for a disk, a child or another thread: stops the program, in debug builds, where nobody
  /// may wait. - Parameter door: who asks.
  package static func check(_ door: StaticString = #function) {
    #if DEBUG
      precondition(here == 0, "\(door) waits, and the calling thread may not")
    #endif
  }
}
