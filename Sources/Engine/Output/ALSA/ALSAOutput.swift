import CRealtime
import Glibc
import Music
import Synchronization

/// A sound device, opened through ALSA (which reaches PulseAudio, PipeWire and JACK by their plugins).
///
/// When the device goes away the clock goes on by the monotonic clock, unheard, while the device is opened again; when
/// it is back, the music is heard where it is by then.
package final class ALSAOutput: Output {
  /// What it was asked for.
  package let settings: OutputSettings
  private let tap: RecordingTap
  private let board = StatusBoard()
  private let running = Mutex<Running?>(nil)

  /// - Parameter tap: sees every frame that is rendered.
  package init(_ settings: OutputSettings, tap: RecordingTap) {
    self.settings = settings
    self.tap = tap
  }

  deinit { stop() }

  /// Opens the device and begins to play; see `Output`.
  package func start(_ source: any FrameSource) throws(OutputError) { try start(source, awaiting: false) }

  /// - Parameter awaiting: begins without the device where it cannot be opened, and plays through it once it can.
  /// - Returns: why it is not open yet.
  /// - Throws: what waiting would not help, or any failure when it is not to wait.
  @discardableResult
  func start(_ source: any FrameSource, awaiting: Bool) throws(OutputError) -> OutputError? {
    AudioThread.mustNotCall()
    try settings.validate()
    return try running.withLock { (running: inout sending Running?) throws(OutputError) in
      guard running == nil else { throw .alreadyRunning }
      var failure: OutputError?
      var device: ALSADevice?
      do throws(OutputError) {
        device = try ALSADevice.open(settings)
      } catch {
        guard awaiting, error.mayPass else { throw error }
        failure = error
      }
      board.describe(device?.status(settings) ?? .awaiting(settings))
      if settings.locksMemory { board.memoryError.store(segue_lock_memory(), ordering: .relaxed) }
      running = try begin(source, device)
      return failure
    }
  }

  private func begin(_ source: any FrameSource, _ device: ALSADevice?) throws(OutputError) -> Running {
    let reopener = Reopener(settings, board: board)
    let ring = settings.cueDevice == nil ? nil : HeadphoneRing()
    let cue = ring.map { HeadphoneThread(settings, ring: $0) }
    let thread = OutputThread(
      source: source, tap: tap, board: board, settings: settings, device: device, reopener: reopener, ring: ring)
    do throws(OutputError) {
      try reopener.begin()
      try thread.begin()
    } catch {
      reopener.end()
      device?.close()
      throw error
    }
    if device == nil { reopener.open() }
    do throws(OutputError) {
      try cue?.begin()
    } catch {
      thread.end()
      throw error
    }
    return Running(thread: thread, cue: cue)
  }

  /// Ends the audio thread and closes the device; see `Output`.
  package func stop() {
    AudioThread.mustNotCall()
    running.withLock { running in
      running?.cue?.end()
      running?.thread.end()
      running = nil
    }
  }

  /// From any thread; see `Output`.
  package var status: OutputStatus {
    var status = board.status(priority: settings.priority)
    status.cue = running.withLock { $0?.cue?.status }
    return status
  }
}

/// The threads of an output.
private struct Running: Sendable {
  let thread: OutputThread
  let cue: HeadphoneThread?
}

extension HeadphoneThread {
  /// As the status line shows it; any thread.
  fileprivate var status: CueStatus {
    let output = board.status(priority: 0)
    var status = CueStatus()
    status.state = output.state
    status.device = output.device
    status.bufferFrames = output.bufferFrames
    status.xruns = output.xruns
    status.losses = output.losses
    status.driftPartsPerMillion = Double(drift.load(ordering: .relaxed)) / 1e3
    status.lagMilliseconds = Double(lag.load(ordering: .relaxed)) / 1e3
    status.jumps = jumps.load(ordering: .relaxed)
    return status
  }
}

extension ALSADevice {
  /// What the device alone decides.
  func status(_ settings: OutputSettings) -> OutputStatus {
    var status = OutputStatus()
    status.device = description
    status.rate = settings.rate
    status.deviceRate = rate
    status.periodFrames = periodFrames
    status.bufferFrames = bufferFrames
    status.channels = channels
    status.format = format
    status.isResampled = isResampled
    return status
  }
}

extension OutputDevices {
  /// Opens a device as the program would and closes it again.
  /// - Returns: what it would play like.
  /// - Throws: why it cannot be opened now.
  package static func examine(_ settings: OutputSettings) throws(OutputError) -> OutputStatus {
    try settings.validate()
    let device = try ALSADevice.open(settings)
    defer { device.close() }
    var status = device.status(settings)
    status.state = .running
    return status
  }
}
