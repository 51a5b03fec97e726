import Dispatch
import Support
import Synchronization
import Testing

@testable import Workstation

@Suite struct JobQueueTests {
  /// Jobs that go on one at a time, as the test lets them.
  private final class Gate: Sendable {
    let begun = DispatchSemaphore(value: 0)
    let goOn = DispatchSemaphore(value: 0)
    let done = Mutex<[String]>([])
    func work(_ job: String) {
      begun.signal()
      goOn.wait()
      done.withLock { $0.append(job) }
    }
  }

  @Test func aJobThatWaitsOrRunsIsNotTakenTwice() {
    let gate = Gate()
    let queue = JobQueue<String>(name: "test", limit: 1) { gate.work($0) }
    queue.add(["a", "b", "b"])
    gate.begun.wait()
    queue.add(["a", "b", "c"])
    queue.add(["c"], first: true)
    #expect(queue.progress?.total == 3)
    for job in 0..<3 {
      if job > 0 { gate.begun.wait() }
      gate.goOn.signal()
    }
    #expect(eventually { queue.progress == nil })
    #expect(gate.done.withLock { $0 } == ["a", "c", "b"])
    queue.add(["a"])
    gate.begun.wait()
    #expect(queue.progress?.total == 1)
    gate.goOn.signal()
  }

  @Test func whatWaitsIsDroppedAtTheEnd() {
    let gate = Gate()
    let queue = JobQueue<String>(name: "test", limit: 1) { gate.work($0) }
    queue.add(["a", "b"])
    gate.begun.wait()
    queue.close()
    gate.goOn.signal()
    #expect(eventually { queue.progress == nil })
    #expect(gate.done.withLock { $0 } == ["a"])
  }
}
