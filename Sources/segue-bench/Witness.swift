import CRealtime
import Engine
import Glibc
import Synchronization

/// Tells the machine's own standstills from the program's: a bare thread on each core, above every audio thread's
/// priority, that only sleeps a millisecond at a time and notes by how much it woke late. Where such a thread is held
/// up, the kernel or the host of a virtual machine did not let anybody run there, and no program could have played. A
/// further thread looks at the output all the time and says which xruns came with such a standstill.
// SAFETY: the threads touch the atomics alone; the handles belong to the thread that begins and ends them.
final class Witness: @unchecked Sendable {
  /// What counts as a standstill, nanoseconds.
  private let limit: Int64
  private let stopping = Atomic<Bool>(false)
  private let standstills = Atomic<Int>(0)
  private let longest = Atomic<Int64>(0)
  private let last = Atomic<Int64>(0)
  private let nextPart = Atomic<Int>(0)
  private let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  private let output: any Output
  /// Xruns seen, and those of them that came within 100 ms of a standstill.
  private let seen = Atomic<Int>(0)
  private let excused = Atomic<Int>(0)
  private var handles: [pthread_t] = []

  /// - Parameters:
  ///   - milliseconds: what counts as a standstill.
  ///   - output: whose xruns are looked at.
  init(milliseconds: Double, of output: any Output) {
    limit = Int64(milliseconds * 1e6)
    self.output = output
    for _ in 0...cores {
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

  /// Xruns that came with a standstill.
  var excusedXruns: Int { excused.load(ordering: .relaxed) }

  fileprivate func run() {
    let part = nextPart.add(1, ordering: .relaxed).oldValue
    if part == cores {
      _ = segue_become_audio_thread("segue-witness", 60)
    } else {
      _ = segue_become_audio_thread("segue-witness", 90)
      _ = segue_stay_on_core(Int32(part))
    }
    while !stopping.load(ordering: .relaxed) {
      let due = segue_monotonic_nanoseconds() + 1_000_000
      segue_sleep_until(due)
      let now = segue_monotonic_nanoseconds()
      if part == cores { look(now) } else { note(late: now - due, now) }
    }
  }

  private func note(late: Int64, _ now: Int64) {
    longest.max(late, ordering: .relaxed)
    guard late > limit else { return }
    standstills.add(1, ordering: .relaxed)
    last.store(now, ordering: .relaxed)
  }

  private func look(_ now: Int64) {
    let xruns = output.status.xruns
    let new = xruns - seen.exchange(xruns, ordering: .relaxed)
    let moment = last.load(ordering: .relaxed)
    if new > 0, moment > 0, now - moment < 100_000_000 { excused.add(new, ordering: .relaxed) }
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
  let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
    separator: " ")
  return words.count > 8 ? (Double(words[8]) ?? 0) * 1000 / Double(sysconf(Int32(_SC_CLK_TCK))) : 0
}
