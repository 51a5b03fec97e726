import CRealtime
import Glibc
import Music
import Synchronization

/// The audio thread: takes frames from the source at the device's pace, or at the monotonic clock's where there is no
/// device. It waits for the device or the clock and for nothing else: opening and closing are the reopener's.
// SAFETY: everything but the atomics is touched by one thread at a time: by the one that makes it before
// `startThread`, by the audio thread until it is joined, by the one that joined it after that.
final class OutputThread: ThreadBody, @unchecked Sendable {
  /// Frames a render is asked for at most; devices with longer periods are fed in parts.
  static var longestRender: Int { @_noLocks get { 8192 } }
  /// A device that takes nothing for so long (or twice its buffer) no longer holds the clock.
  static let stallLimit: Int64 = 250_000_000
  /// A device that takes nothing for so long is closed and opened again.
  static let stallPatience: Int64 = 3_000_000_000

  private let feed: OutputFeed
  private let ring: HeadphoneRing?
  private let board: StatusBoard
  private let settings: OutputSettings
  private let reopener: Reopener?
  private let stopping = Atomic<Bool>(false)
  private var device: ALSADevice?
  /// Where the first card is, for the second one.
  private var clock: HeadphoneClock
  /// When the next silent period begins, ns of the monotonic clock; 0 while the device holds the clock.
  private var silentDeadline: Int64 = 0
  /// When the device last took a frame.
  private var lastTaken: Int64 = 0
  private var isStalled = false
  /// Looks at the device, one after the other, that found it overdue.
  private var overdueLooks = 0
  private var recovery = Recovery()
  private var handle = pthread_t()

  /// - Parameters:
  ///   - device: nil keeps time without one; with a reopener, until that brings one.
  ///   - ring: takes the cue bus to a second card.
  init(
    source: any FrameSource, tap: RecordingTap, board: StatusBoard, settings: OutputSettings, device: ALSADevice?,
    reopener: Reopener?, ring: HeadphoneRing? = nil
  ) {
    feed = OutputFeed(
      source: source, tap: tap, board: board, rate: settings.rate.hz, cue: settings.cue, ring: ring)
    self.board = board
    self.settings = settings
    self.device = device
    self.reopener = reopener
    self.ring = ring
    clock = HeadphoneClock(
      buffer: Double(settings.periodFrames * settings.periods), period: Double(settings.periodFrames))
  }

  func begin() throws(OutputError) {
    handle = try startThread(self)
  }

  /// Ends the thread and closes the device.
  func end() {
    AudioThread.mustNotCall()
    stopping.store(true, ordering: .relaxed)
    pthread_join(handle, nil)
    device?.close()
    device = nil
    reopener?.end()
    board.show(.stopped)
  }

  func run() {
    board.schedule("segue-audio", settings)
    lastTaken = segue_monotonic_nanoseconds()
    board.show(device != nil ? .running : reopener != nil ? .awaited : .silent)
    AudioThread.enter()
    while !stopping.load(ordering: .relaxed) {
      if let device { play(device) } else { keepTime() }
    }
    AudioThread.leave()
  }

  // MARK: With a device

  /// One period to the device, or a part of the wait for it.
  private func play(_ device: ALSADevice) {
    let frames = min(device.periodFrames, Self.longestRender)
    if isStalled { return playStalled(device, frames) }
    var room = device.room()
    if room >= 0 && room < frames {
      // For a short while at a time, so that a stop is heard.
      let waited = device.wait(milliseconds: 50)
      room = waited < 0 ? Int(waited) : device.room()
    }
    if room < 0 { return recover(device, room) }
    if room >= frames {
      tellLine(device, queued: device.bufferFrames - room)
      send(frames, to: device)
    } else {
      checkStall(device)
    }
  }

  /// Where this card is at this moment: the second card holds on to that.
  private func tellLine(_ device: ALSADevice, queued: Int) {
    guard let ring else { return }
    let scale = settings.rate.hz / Double(device.rate)
    clock.buffer = Double(device.bufferFrames) * scale
    clock.period = Double(device.periodFrames) * scale
    clock.played = Double(ring.written) - Double(queued) * scale
    clock.at = segue_monotonic_nanoseconds()
    ring.publish(clock)
  }

  /// Renders and writes; what was rendered is dropped only when the device is lost, stalls or the output is stopped.
  private func send(_ frames: Int, to device: ALSADevice) {
    let wire = feed.fill(frames, device.shape, device.converter)
    var sent = 0
    while sent < frames && self.device != nil && !isStalled && !stopping.load(ordering: .relaxed) {
      let taken = device.write(wire, from: sent, count: frames)
      if taken > 0 {
        sent += taken
        recovery.tookFrames()
        overdueLooks = 0
        lastTaken = segue_monotonic_nanoseconds()
      } else if taken == 0 || taken == -Int(EAGAIN) {
        let waited = device.wait(milliseconds: 50)
        if waited < 0 { recover(device, Int(waited)) } else { checkStall(device) }
      } else {
        recover(device, taken)
      }
    }
  }

  /// After an error code from the device.
  private func recover(_ device: ALSADevice, _ code: Int) {
    switch recovery.recover(device, code, counting: board) {
    case .unharmed, .recovered: break
    case .later: keepTime()
    case .lost: lose(device)
    }
  }

  private func lose(_ device: ALSADevice) {
    board.losses.add(1, ordering: .relaxed)
    board.show(.lost)
    isStalled = false
    self.device = nil
    reopener?.replace(device)
  }

  private func checkStall(_ device: ALSADevice) {
    let bufferTime = Int64(Double(device.bufferFrames) / Double(device.rate) * 1e9)
    guard segue_monotonic_nanoseconds() - lastTaken > max(Self.stallLimit, 2 * bufferTime) else { return }
    // Once may be this thread's own absence.
    overdueLooks += 1
    if overdueLooks < 3 { return }
    isStalled = true
    board.show(.stalled)
  }

  private func playStalled(_ device: ALSADevice, _ frames: Int) {
    let room = device.room()
    if room < 0 { return recover(device, room) }
    if room >= frames {
      isStalled = false
      resume()
    } else if segue_monotonic_nanoseconds() - lastTaken > Self.stallPatience {
      lose(device)
    } else {
      keepTime()
    }
  }

  private func resume() {
    silentDeadline = 0
    recovery.tookFrames()
    overdueLooks = 0
    lastTaken = segue_monotonic_nanoseconds()
    board.show(.running)
  }

  // MARK: Without one

  /// One period by the monotonic clock, unheard.
  private func keepTime() {
    if device == nil, let returned = reopener?.collect() {
      device = returned
      return resume()
    }
    let now = segue_monotonic_nanoseconds()
    // After a sleep of the machine the clock goes on from here: a set does not race to catch up.
    if silentDeadline == 0 || now - silentDeadline > 1_000_000_000 { silentDeadline = now }
    if let ring {
      // As if the lost card still had its buffer to play.
      clock.played = Double(ring.written) - clock.buffer + clock.period
      clock.at = now
      ring.publish(clock)
    }
    feed.render(settings.periodFrames)
    // A set that waits for its card goes on as it would be heard.
    let speed = reopener == nil ? settings.silentSpeed : 1
    silentDeadline += Int64(Double(settings.periodFrames) / settings.rate.hz * 1e9 / speed)
    segue_sleep_until(silentDeadline)
  }
}
