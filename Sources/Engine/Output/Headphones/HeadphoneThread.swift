import CRealtime
import Glibc
import Music
import Synchronization

/// The thread of a second card, which plays the cue bus: headphones on a card of their own. It reads what the audio
/// thread leaves in the ring and plays it at the moment at which the first card plays the same frame, as near as the
/// buffers allow; the drift between the two clocks is taken up by its converter.
///
/// More than fifteen stored properties: a thread's own buffers, counters and handle; its judgement is `DriftControl`,
/// `Recovery` and `Reopener`.
// SAFETY: everything but the atomics is touched by one thread at a time: by the one that makes it before
// `startThread`, by its own until it is joined.
final class HeadphoneThread: ThreadBody, @unchecked Sendable {
  let board = StatusBoard()
  /// Parts per billion by which the second card is faster.
  let drift = Atomic<Int>(0)
  /// Microseconds by which the headphones are behind the room, smoothed.
  let lag = Atomic<Int>(0)
  /// Times that the sound had to jump to be in step again, the first time included.
  let jumps = Atomic<Int>(0)

  private let settings: OutputSettings
  private let ring: HeadphoneRing
  private let reopener: Reopener
  private let stopping = Atomic<Bool>(false)
  private var device: ALSADevice?
  private var control: DriftControl
  private var handle = pthread_t()
  private let frames = UnsafeMutablePointer<Float>.allocate(capacity: OutputThread.longestRender * renderedChannels)
  private let routed = UnsafeMutablePointer<Float>.allocate(
    capacity: OutputThread.longestRender * CueRouting.mostChannels)
  private let plane = UnsafeMutablePointer<Float>.allocate(capacity: OutputThread.longestRender)
  private let wire = UnsafeMutableRawPointer.allocate(
    byteCount: OutputThread.longestRender * CueRouting.mostChannels * 8, alignment: 16)
  /// The frame of the ring that is read next; nil before it is in step.
  private var place: Int?
  private var lastMeasure: Int64 = 0
  private var lastTaken: Int64 = 0
  private var recovery = Recovery()
  /// Where the loudness is and where it goes within the period: a jump is faded out and in.
  private var gain: Float = 0
  private var wantedGain: Float = 1

  /// - Parameter settings: the output's; the second card is `cueDevice`.
  init(_ settings: OutputSettings, ring: HeadphoneRing) {
    self.settings = settings.ofCueDevice
    self.ring = ring
    control = DriftControl(rate: settings.rate.hz)
    reopener = Reopener(self.settings, board: board)
  }

  deinit {
    frames.deallocate()
    routed.deallocate()
    plane.deallocate()
    wire.deallocate()
  }

  /// Begins to play, or to wait for the card.
  func begin() throws(OutputError) {
    board.describe(.awaiting(settings))
    try reopener.begin()
    reopener.open()
    do throws(OutputError) {
      handle = try startThread(self)
    } catch {
      reopener.end()
      throw error
    }
  }

  func end() {
    stopping.store(true, ordering: .relaxed)
    pthread_join(handle, nil)
    device?.close()
    device = nil
    reopener.end()
    board.show(.stopped)
  }

  func run() {
    board.schedule("segue-cue", settings)
    board.show(.awaited)
    while !stopping.load(ordering: .relaxed) {
      if let device {
        play(device)
      } else if let returned = reopener.collect() {
        device = returned
        place = nil
        recovery.tookFrames()
        lastTaken = segue_monotonic_nanoseconds()
        board.show(.running)
      } else {
        segue_sleep_until(segue_monotonic_nanoseconds() + 20_000_000)
      }
    }
  }

  /// One period to the device, or a part of the wait for it.
  private func play(_ device: ALSADevice) {
    let count = min(device.periodFrames, OutputThread.longestRender)
    var room = device.room()
    if room >= 0 && room < count {
      let waited = device.wait(milliseconds: 50)
      room = waited < 0 ? Int(waited) : device.room()
    }
    if room < 0 { return recover(device, room) }
    guard room >= count else {
      if segue_monotonic_nanoseconds() - lastTaken > OutputThread.stallPatience { lose(device) }
      return
    }
    keepInStep(device, queued: device.bufferFrames - room, count)
    make(count, device)
    send(count, device)
  }

  /// Measures how far behind it is, and trims the converter; or finds its place anew.
  private func keepInStep(_ device: ALSADevice, queued: Int, _ count: Int) {
    let clock = ring.latest()
    guard clock.at > 0, let converter = device.converter else { return }
    let now = segue_monotonic_nanoseconds()
    let rate = settings.rate.hz
    // A first card that says nothing for long is not played on in thought.
    let since = min(Double(now - clock.at) / 1e9 * rate, 4 * clock.period)
    let played = clock.played + since
    let toEngine = rate / Double(device.rate)
    let inside = Double(queued) * toEngine + Double(converter.latency)
    let behind = leastLag(clock, device, toEngine, converter)
    if let place, wantedGain > 0 {
      let lag = played - (Double(place) - inside)
      converter.trim = control.update(excess: lag - behind, seconds: Double(now - lastMeasure) / 1e9)
      self.lag.store(Int((behind + control.error) / rate * 1e6), ordering: .relaxed)
      drift.store(Int(-converter.trim * 1e9), ordering: .relaxed)
      // What is made now fades out; then it jumps.
      if control.isOut { wantedGain = 0 }
    } else {
      let found = Int(played + inside - behind)
      guard ring.has(from: found, count: converter.wanted(for: count)) else {
        place = nil
        return
      }
      converter.reset()
      control.restart()
      place = found
      (gain, wantedGain) = (0, 1)
      jumps.add(1, ordering: .relaxed)
    }
    lastMeasure = now
  }

  /// Frames by which it must be behind the first card so that the ring holds what is wanted: none when its buffer is
  /// half as long as the first card's.
  private func leastLag(
    _ clock: HeadphoneClock, _ device: ALSADevice, _ toEngine: Double, _ converter: RateConverter
  ) -> Double {
    let own = Double(device.bufferFrames) * toEngine + Double(converter.latency)
    return max(0, own + 1.5 * clock.period - clock.buffer)
  }

  private func make(_ count: Int, _ device: ALSADevice) {
    if let place, let converter = device.converter {
      let wanted = converter.wanted(for: count)
      if wanted <= OutputThread.longestRender, ring.has(from: place, count: wanted) {
        ring.read(from: place, into: frames, count: wanted)
        converter.push(frames, frames: wanted)
        converter.pull(into: frames, frames: count)
        self.place = place + wanted
        fade(count)
      } else {
        // The first card has fallen behind: silence until it is found again.
        silence(count)
      }
    } else {
      silence(count)
    }
    CueRouting.none.route(frames, frames: count, channels: device.channels, into: routed)
    device.shape.encode(routed, frames: count, into: wire, scratch: plane)
  }

  private func fade(_ count: Int) {
    if gain == 1 && wantedGain == 1 { return }
    let step = (wantedGain - gain) / Float(count)
    for frame in 0..<count {
      let factor = gain + step * Float(frame)
      frames[frame * 4] *= factor
      frames[frame * 4 + 1] *= factor
    }
    gain = wantedGain
  }

  private func silence(_ count: Int) {
    for index in 0..<(count * renderedChannels) { frames[index] = 0 }
    place = nil
  }

  private func send(_ count: Int, _ device: ALSADevice) {
    var sent = 0
    while sent < count, self.device != nil, !stopping.load(ordering: .relaxed) {
      let taken = device.write(wire, from: sent, count: count)
      if taken > 0 {
        sent += taken
        recovery.tookFrames()
        lastTaken = segue_monotonic_nanoseconds()
      } else if taken == 0 || taken == -Int(EAGAIN) {
        let waited = device.wait(milliseconds: 50)
        if waited < 0 { recover(device, Int(waited)) }
        if segue_monotonic_nanoseconds() - lastTaken > OutputThread.stallPatience { lose(device) }
      } else {
        recover(device, taken)
      }
    }
    board.frames.add(Int64(count), ordering: .relaxed)
  }

  private func recover(_ device: ALSADevice, _ code: Int) {
    switch recovery.recover(device, code, counting: board) {
    case .unharmed: break
    case .recovered: place = nil
    case .later: segue_sleep_until(segue_monotonic_nanoseconds() + 10_000_000)
    case .lost: lose(device)
    }
  }

  private func lose(_ device: ALSADevice) {
    board.losses.add(1, ordering: .relaxed)
    board.show(.lost)
    self.device = nil
    reopener.replace(device)
  }
}

extension OutputSettings {
  /// What the second card is asked for: half of the first one's buffer, so that there is time for the frames to get
  /// there and both cards still play the same frame at the same moment.
  fileprivate var ofCueDevice: OutputSettings {
    var settings = self
    settings.device = cueDevice ?? device
    settings.cueDevice = nil
    settings.cue = .none
    settings.periodFrames = max(32, periodFrames / 2)
    settings.hasOwnClock = true
    settings.locksMemory = false
    return settings
  }
}
