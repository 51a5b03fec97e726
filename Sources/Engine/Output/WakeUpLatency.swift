import CALSA
import CRealtime
import Glibc
import Synchronization

/// How late this machine wakes an audio thread: what `segue doctor` measures, and what a period must leave room for.
package struct WakeUpLatency: Sendable, Hashable {
  /// Microseconds after the moment that was asked for.
  package var median = 0.0
  /// 99 of 100 wake-ups are not later than this.
  package var p99 = 0.0
  /// The latest one.
  package var longest = 0.0
  /// Wake-ups measured.
  package var count = 0
  /// 0 when the thread had real-time priority, else errno: why not.
  package var schedulingError: Int32 = 0

  /// Sleeps a millisecond at a time on a thread like the audio thread's, which takes as long as is asked for.
  /// - Parameters:
  ///   - seconds: how long to look.
  ///   - priority: SCHED_FIFO priority to ask for.
  /// - Returns: nil when no thread can be had.
  package static func measure(seconds: Double, priority: Int = 70) -> WakeUpLatency? {
    let probe = WakeUpProbe(count: max(1, Int(seconds * 1000)), priority: Int32(priority))
    guard let handle = try? startThread(probe) else { return nil }
    pthread_join(handle, nil)
    return probe.result
  }

  /// The smallest period that leaves room for twice the longest wait that was seen, with this many periods; 2,048 when
  /// none does.
  package func period(periods: Int, hz: Double) -> Int {
    for frames in [64, 128, 256, 512, 1024] {
      // When the thread wakes, one period has been played and a part of the next; a render takes its share.
      let spare = Double(frames) * (Double(periods) - 1.8) / hz * 1e6
      if spare >= 2 * longest + 300 { return frames }
    }
    return 2048
  }

  /// The limits that rule real-time work: the greatest SCHED_FIFO priority (0: none), and bytes that may be locked
  /// (nil: any).
  package static var limits: (priority: Int, lockedBytes: UInt64?) {
    let locked = segue_memory_lock_limit()
    return (Int(segue_realtime_priority_limit()), locked < 0 ? nil : UInt64(locked))
  }

  /// The sound library's own version.
  package static var alsaVersion: String { String(cString: snd_asoundlib_version()) }
}

// SAFETY: the thread writes, and the one that joined it reads.
private final class WakeUpProbe: ThreadBody, @unchecked Sendable {
  private let priority: Int32
  private var late: [Double]
  private var error: Int32 = 0

  init(count: Int, priority: Int32) {
    self.priority = priority
    late = [Double](repeating: 0, count: count)
  }

  func run() {
    error = segue_become_audio_thread("segue-doctor", priority)
    for index in late.indices {
      let due = segue_monotonic_nanoseconds() + 1_000_000
      segue_sleep_until(due)
      late[index] = Double(segue_monotonic_nanoseconds() - due) / 1e3
    }
  }

  var result: WakeUpLatency {
    let sorted = late.sorted()
    var latency = WakeUpLatency()
    latency.count = sorted.count
    latency.median = sorted[sorted.count / 2]
    latency.p99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    latency.longest = sorted[sorted.count - 1]
    latency.schedulingError = error
    return latency
  }
}
