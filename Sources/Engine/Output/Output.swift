import Music

/// What the output plays: the engine's renderer, or a test's signal.
package protocol FrameSource: AnyObject {
  /// Writes the next `frames` frames: 4 interleaved channels, master left and right, cue left and right; full scale is
  /// ±1. Called on the audio thread only, one call at a time; never waits. An output calls it for as long as it runs,
  /// with a device or without one, so the source's clock never stops.
  func render(into frames: UnsafeMutablePointer<Float>, frames count: Int)
}

/// Channels of a rendered frame: master left and right, cue left and right.
/// (Computed: a stored global is a call that the check of the audio path does not see through.)
@inlinable package var renderedChannels: Int { @_noLocks get { 4 } }

/// A running clock that takes frames from a source: a sound device, or silence.
///
/// `start` and `stop` may be called from any thread but the audio thread. When `stop` has returned, nothing calls the
/// source any more, so that it can be handed to another output.
package protocol Output: AnyObject, Sendable {
  /// Takes the source and begins to call it. When it throws, the source has not been called and never will be.
  func start(_ source: any FrameSource) throws(OutputError)
  /// Ends the audio thread and closes the device; returns within a period or 200 ms, whichever is longer. Nothing
  /// happens when it is not running.
  func stop()
  /// How it goes; from any thread, never holds up the audio thread.
  var status: OutputStatus { get }
}

/// What the device is asked for.
///
/// The default of 4 periods of 512 frames is 2048 frames, 46 ms at 44.1 kHz: the smallest buffer that a PulseAudio
/// device played for minutes under load without a dropout (1024 frames had some). Small periods in the same buffer are
/// safer than large ones: when the thread wakes, three quarters of the buffer are still to be played, against one half
/// with 2 × 1024. A card that is played directly manages 3 × 128.
package struct OutputSettings: Sendable, Hashable {
  /// An ALSA name: "default", "hw:1,0", "plughw:CARD=DDJ,DEV=0".
  package var device = "default"
  package var rate = SampleRate.cd
  /// Frames rendered at a time: 16…8192.
  package var periodFrames = 512
  /// Periods in the device's buffer: 2…32.
  package var periods = 4
  /// Nil takes the best one that the device offers.
  package var format: SampleFormat?
  package var cue = CueRouting.none
  /// A second device for the cue bus, with a clock of its own; nil when there is none.
  package var cueDevice: String?
  /// SCHED_FIFO priority that is asked for: 1…99, 0 for ordinary scheduling. 70 is above the kernel's interrupt threads
  /// and what desktops ask for their mixers (rtkit gives at most 20 there), below the watchdogs.
  package var priority = 70
  /// Keeps the program's pages in memory, where the limit memlock is infinite.
  package var locksMemory = false
  /// ALSA configuration text (as in asound.conf) that holds for this output alone, on top of the system's.
  package var configuration: String?
  /// The device's clock is not the one that the frames come by: there is a converter in any case, to be trimmed.
  var hasOwnClock = false

  package init() {}

  /// - Throws: `.settings` with what is out of range.
  package func validate() throws(OutputError) {
    func check(_ isRight: Bool, _ sentence: String) throws(OutputError) {
      if !isRight { throw .settings(sentence) }
    }
    try check((16...8192).contains(periodFrames), "A period of \(periodFrames) frames: choose 16 to 8192.")
    try check((2...32).contains(periods), "\(periods) periods: choose 2 to 32.")
    try check(
      rate == .cd || rate == .video, "A rate of \(Int(rate.hz)) Hz: the engine runs at 44100 or 48000 Hz.")
    try check((0...99).contains(priority), "A priority of \(priority): choose 1 to 99, or 0 for none.")
    try check(!device.isEmpty && !device.utf8.contains(0), "The name of the sound device is empty.")
    try check(
      cueDevice != device,
      "The headphones' device is the one that the room hears: choose 'headphones to 3-4' or 'headphones to split'.")
  }
}

/// Why there is no sound; each as a sentence to act on.
package enum OutputError: Error, Sendable, Hashable, CustomStringConvertible {
  case noSuchDevice(String)
  case busy(String)
  case notPermitted(String)
  /// The device is there and cannot do what was asked of it; the words say what.
  case unsupported(device: String, String)
  /// ALSA failed: the step, and its own words.
  case failed(device: String, step: String, reason: String)
  /// The settings are out of range; a sentence.
  case settings(String)
  case configuration(reason: String)
  case thread(reason: String)
  case alreadyRunning

  /// Whether it may go by itself: a device is plugged in, another program lets go of it, a sound server comes up.
  var mayPass: Bool {
    switch self {
    case .noSuchDevice, .busy, .notPermitted, .failed: true
    case .unsupported, .settings, .configuration, .thread, .alreadyRunning: false
    }
  }

  package var description: String {
    switch self {
    case .noSuchDevice(let name):
      "No sound device is called '\(name)' (or it is switched off): choose another one, or plug it in and try again."
    case .busy(let name):
      "The sound device '\(name)' is in use by another program: close that, or choose 'default' to share it."
    case .notPermitted(let name):
      "The sound device '\(name)' may not be opened: add your user to the group audio and log in again."
    case .unsupported(let name, let what): "The sound device '\(name)' \(what)"
    case .failed(let name, let step, let reason):
      "The sound device '\(name)' failed while \(step): \(reason). Choose another one, or try again."
    case .settings(let sentence): sentence
    case .configuration(let reason): "The ALSA configuration given for the output is wrong: \(reason)."
    case .thread(let reason): "No audio thread could be started: \(reason)."
    case .alreadyRunning: "This output is running already: stop it first."
    }
  }
}

/// Starts the device that is asked for. Where it cannot be opened yet, the clock runs and the device is waited for; where
/// it lacks the outputs for the headphones, it plays without them; where nothing would mend it, a silent clock.
///
/// - Parameter tap: sees every frame that is rendered; the same one for every output of a program's life.
/// - Returns: the running output, and why it is not as it was meant to be.
/// - Throws: only when no thread can be started.
package func startOutput(
  _ settings: OutputSettings, playing source: any FrameSource, tap: RecordingTap
) throws(OutputError) -> (output: any Output, failure: OutputError?) {
  do {
    let output = ALSAOutput(settings, tap: tap)
    let failure = try output.start(source, awaiting: true)
    return (output, failure)
  } catch {
    if case .unsupported = error, settings.cue != .none {
      var plain = settings
      plain.cue = .none
      return (try startOutput(plain, playing: source, tap: tap).output, error)
    }
    let output = SilentOutput(rate: settings.rate, tap: tap)
    try output.start(source)
    return (output, error)
  }
}
