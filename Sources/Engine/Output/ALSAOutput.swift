import CRealtime
import Glibc
import Music
import Synchronization

/// A sound device, opened through ALSA (which reaches PulseAudio, PipeWire and JACK by their plugins).
///
/// When the device goes away the clock goes on by the monotonic clock, unheard, while the device is opened again; when
/// it is back, the music is heard where it is by then.
package final class ALSAOutput: Output {
  package let settings: OutputSettings
  private let tap: RecordingTap
  private let board = StatusBoard()
  private let running = Mutex<OutputThread?>(nil)

  /// - Parameter tap: sees every frame that is rendered.
  package init(_ settings: OutputSettings, tap: RecordingTap) {
    self.settings = settings
    self.tap = tap
  }

  deinit { stop() }

  package func start(_ source: any FrameSource) throws(OutputError) {
    try settings.validate()
    try running.withLock { (running: inout sending OutputThread?) throws(OutputError) in
      guard running == nil else { throw .alreadyRunning }
      let device = try ALSADevice.open(settings)
      board.describe(device.status(settings))
      if settings.locksMemory { board.memoryError.store(segue_lock_memory(), ordering: .relaxed) }
      let reopener = Reopener(settings, board: board)
      let thread = OutputThread(
        source: source, tap: tap, board: board, settings: settings, device: device, reopener: reopener)
      do throws(OutputError) {
        try reopener.begin()
        try thread.begin()
      } catch {
        reopener.end()
        device.close()
        throw error
      }
      running = thread
    }
  }

  package func stop() {
    running.withLock { running in
      running?.end()
      running = nil
    }
  }

  package var status: OutputStatus { board.status(priority: settings.priority) }
}

/// No device: the clock runs, and nothing is heard.
package final class SilentOutput: Output {
  private let settings: OutputSettings
  private let tap: RecordingTap
  private let board = StatusBoard()
  private let running = Mutex<OutputThread?>(nil)

  /// - Parameters:
  ///   - periodFrames: frames rendered at a time.
  ///   - tap: sees every frame that is rendered.
  package init(rate: SampleRate = .cd, periodFrames: Int = 512, tap: RecordingTap) {
    var settings = OutputSettings()
    settings.rate = rate
    settings.periodFrames = periodFrames
    self.settings = settings
    self.tap = tap
  }

  deinit { stop() }

  package func start(_ source: any FrameSource) throws(OutputError) {
    try settings.validate()
    try running.withLock { (running: inout sending OutputThread?) throws(OutputError) in
      guard running == nil else { throw .alreadyRunning }
      var status = OutputStatus()
      status.rate = settings.rate
      status.periodFrames = settings.periodFrames
      board.describe(status)
      let thread = OutputThread(
        source: source, tap: tap, board: board, settings: settings, device: nil, reopener: nil)
      try thread.begin()
      running = thread
    }
  }

  package func stop() {
    running.withLock { running in
      running?.end()
      running = nil
    }
  }

  package var status: OutputStatus { board.status(priority: settings.priority) }
}

extension ALSADevice {
  /// What the device alone decides.
  func status(_ settings: OutputSettings) -> OutputStatus {
    var status = OutputStatus()
    status.device = description
    status.rate = settings.rate
    status.periodFrames = periodFrames
    status.bufferFrames = bufferFrames
    status.channels = channels
    status.format = format
    status.isResampled = isResampled
    return status
  }
}
