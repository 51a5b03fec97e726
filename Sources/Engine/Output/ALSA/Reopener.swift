import CRealtime
import Glibc
import Synchronization

/// Closes a device that was lost and opens it again when it returns, on a thread of its own: both can take seconds
/// where a sound server does not answer. The audio thread hands the dead device in and collects the new one, without
/// waiting.
///
/// It tries after 50 ms, then twice as late each time up to 400 ms, and after a minute once a second, so that music is
/// back well within 2 s of the device's return.
// SAFETY: the semaphore is used by its own calls only, which are made for many threads; it is freed by `deinit`, which
// the thread's own reference holds off until it has ended.
final class Reopener: ThreadBody, @unchecked Sendable {
  private let settings: OutputSettings
  private let board: StatusBoard
  private let wake: UnsafeMutablePointer<sem_t>
  private let stopping = Atomic<Bool>(false)
  private let wanted = Atomic<Bool>(false)
  /// Bits of a retained `ALSADevice`, or 0.
  private let dead = Atomic<UInt>(0)
  private let returned = Atomic<UInt>(0)

  init(_ settings: OutputSettings, board: StatusBoard) {
    self.settings = settings
    self.board = board
    wake = .allocate(capacity: 1)
    sem_init(wake, 0, 0)
  }

  deinit {
    take(dead)?.close()
    take(returned)?.close()
    sem_destroy(wake)
    wake.deallocate()
  }

  func begin() throws(OutputError) {
    // Nobody waits for its end: it may be inside an open call that takes seconds.
    pthread_detach(try startThread(self))
  }

  /// There is no device yet: it is opened as soon as that can be.
  func open() {
    wanted.store(true, ordering: .sequentiallyConsistent)
    sem_post(wake)
  }

  /// The audio thread: this device is dead, another one is wanted.
  func replace(_ device: ALSADevice) {
    put(device, in: dead)
    open()
  }

  /// The audio thread: the device that has returned, once.
  func collect() -> ALSADevice? { take(returned) }

  func end() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    sem_post(wake)
    take(returned)?.close()
  }

  // MARK: Its own thread

  func run() {
    while !stopping.load(ordering: .sequentiallyConsistent) {
      sem_wait(wake)
      take(dead)?.close()
      if wanted.exchange(false, ordering: .sequentiallyConsistent) { reopen() }
    }
  }

  private func reopen() {
    var pause = 50
    var waited = 0
    while !stopping.load(ordering: .sequentiallyConsistent) {
      if let device = try? ALSADevice.open(settings) {
        board.describe(device.status(settings))
        put(device, in: returned)
        // When the output ended meanwhile, one of the two finds it.
        if stopping.load(ordering: .sequentiallyConsistent) { take(returned)?.close() }
        return
      }
      // Cut short when the output ends.
      segue_wait_semaphore(wake, Int32(pause))
      waited += pause
      pause = min(pause * 2, waited < 60_000 ? 400 : 1000)
    }
  }

  private func put(_ device: ALSADevice, in slot: borrowing Atomic<UInt>) {
    let bits = UInt(bitPattern: Unmanaged.passRetained(device).toOpaque())
    slot.store(bits, ordering: .sequentiallyConsistent)
  }

  private func take(_ slot: borrowing Atomic<UInt>) -> ALSADevice? {
    guard let pointer = UnsafeRawPointer(bitPattern: slot.exchange(0, ordering: .sequentiallyConsistent)) else {
      return nil
    }
    return Unmanaged<ALSADevice>.fromOpaque(pointer).takeRetainedValue()
  }
}
