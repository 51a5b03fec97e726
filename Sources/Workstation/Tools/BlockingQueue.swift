import Dispatch
import Glibc
import Synchronization

/// Values from other threads, taken one at a time by a thread that waits for them.
final class BlockingQueue<Value: Sendable>: Sendable {
  fileprivate let values = Mutex<[Value]>([])
  private let count = DispatchSemaphore(value: 0)

  func put(_ value: Value) {
    values.withLock { $0.append(value) }
    count.signal()
  }

  /// Blocks until there is one.
  func take() -> Value {
    count.wait()
    return values.withLock { $0.removeFirst() }
  }
}

extension BlockingQueue {
  func takeAll() -> [Value] {
    values.withLock { values in
      defer { values.removeAll() }
      return values
    }
  }
}

/// The cores that there are.
func coreCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
