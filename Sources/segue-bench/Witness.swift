import CRealtime
import Glibc
import Synchronization

/// Tells the machine's own standstills from the program's: a bare thread on each core, above every audio thread's priority,
/// that only sleeps a millisecond at a time and notes by how much it woke late. Where such a thread is held up, the
/// kernel or the host of a virtual machine did not let anybody run there, and no program could have played.
// SAFETY: the threads touch the atomics alone; the handles belong to the thread that begins and ends them.
final class Witness: @unchecked Sendable {
  /// What counts as a standstill, nanoseconds.
  private let limit: Int64
  private let stopping = Atomic<Bool>(false)
  private let standstills = Atomic<Int>(0)
  private let longest = Atomic<Int64>(0)
  private let last = Atomic<Int64>(0)
  private let nextCore = Atomic<Int>(0)
  private var handles: [pthread_t] = []

  /// - Parameter milliseconds: what counts as a standstill.
  init(milliseconds: Double) {
    limit = Int64(milliseconds * 1e6)
    for _ in 0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
      var handle = pthread_t()
      let context = Unmanaged.passRetained(self)
      if pthread_create(&handle, nil, witnessMain, context.toOpaque()) == 0 { handles.append(handle) }
    }
  }

  func end() {
    stopping.store(true, ordering: .relaxed)
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }

  var count: Int { standstills.load(ordering: .relaxed) }
  var longestMilliseconds: Double { Double(longest.load(ordering: .relaxed)) / 1e6 }

  /// Whether a core stood still within the last so many milliseconds.
  func saw(within milliseconds: Int64) -> Bool {
    let moment = last.load(ordering: .relaxed)
    return moment > 0 && segue_monotonic_nanoseconds() - moment < milliseconds * 1_000_000
  }

  fileprivate func run() {
    let core = nextCore.add(1, ordering: .relaxed).oldValue
    _ = segue_become_audio_thread("segue-witness", 90)
    _ = segue_stay_on_core(Int32(core))
    while !stopping.load(ordering: .relaxed) {
      let due = segue_monotonic_nanoseconds() + 1_000_000
      segue_sleep_until(due)
      let now = segue_monotonic_nanoseconds()
      let late = now - due
      longest.max(late, ordering: .relaxed)
      if late > limit {
        standstills.add(1, ordering: .relaxed)
        last.store(now, ordering: .relaxed)
      }
    }
  }
}

private func witnessMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Witness>.fromOpaque(context).takeRetainedValue().run()
  return nil
}

/// Time that the host of a virtual machine took from all cores together since the start, ms.
func stolenMilliseconds() -> Double {
  guard let file = fopen("/proc/stat", "re") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 512)
  guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
  let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
  return words.count > 8 ? (Double(words[8]) ?? 0) * 1000 / Double(sysconf(Int32(_SC_CLK_TCK))) : 0
}
