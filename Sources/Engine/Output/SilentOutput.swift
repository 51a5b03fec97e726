import Music
import Synchronization

/// No device: the clock runs, and nothing is heard.
package final class SilentOutput: Output {
  private let settings: OutputSettings
  private let tap: RecordingTap
  private let board = StatusBoard()
  private let running = Mutex<OutputThread?>(nil)

  /// - Parameters:
  ///   - periodFrames: frames rendered at a time.
  ///   - speed: how many times as fast as music it runs.
  ///   - tap: sees every frame that is rendered.
  package init(rate: SampleRate = .cd, periodFrames: Int = 512, speed: Double = 1, tap: RecordingTap) {
    var settings = OutputSettings()
    settings.rate = rate
    settings.silentSpeed = speed
    settings.periodFrames = periodFrames
    self.settings = settings
    self.tap = tap
  }

  deinit { stop() }

  /// Begins the clock; see `Output`.
  package func start(_ source: any FrameSource) throws(OutputError) {
    AudioThread.mustNotCall()
    try settings.validate()
    try running.withLock { (running: inout sending OutputThread?) throws(OutputError) in
      guard running == nil else { throw .alreadyRunning }
      var status = OutputStatus()
      status.rate = settings.rate
      status.deviceRate = Int(settings.rate.hz)
      status.periodFrames = settings.periodFrames
      board.describe(status)
      let thread = OutputThread(
        source: source, tap: tap, board: board, settings: settings, device: nil, reopener: nil)
      try thread.begin()
      running = thread
    }
  }

  /// Ends the clock; see `Output`.
  package func stop() {
    AudioThread.mustNotCall()
    running.withLock { running in
      running?.end()
      running = nil
    }
  }

  /// From any thread; see `Output`.
  package var status: OutputStatus { board.status(priority: settings.priority) }
}
