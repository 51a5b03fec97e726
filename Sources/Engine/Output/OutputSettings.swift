import Music

/// What the device is asked for.
///
/// The default of 4 periods of 512 frames is 2048 frames, 46 ms at 44.1 kHz: the smallest buffer that a PulseAudio
/// device played for minutes under load without a dropout (1024 frames had some). Small periods in the same buffer are
/// safer than large ones: when the thread wakes, three quarters of the buffer are still to be played, against one half
/// with 2 × 1024. A card that is played directly manages 3 × 128.
package struct OutputSettings: Sendable, Hashable {
  /// An ALSA name: "default", "hw:1,0", "plughw:CARD=DDJ,DEV=0".
  package var device = "default"
  /// The engine's.
  package var rate = SampleRate.cd
  /// How many times as fast as music the clock runs that no device drives: a set can be rehearsed in less time.
  package var silentSpeed = 1.0
  /// Frames rendered at a time: 16…8192.
  package var periodFrames = 512
  /// Periods in the device's buffer: 2…32.
  package var periods = 4
  /// Nil takes the best one that the device offers.
  package var format: SampleFormat?
  /// Where the cue bus is heard on this device.
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

  /// What a program begins with: the system's default device.
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
    try check((1...100).contains(silentSpeed), "A silent clock of \(silentSpeed) times the speed: choose 1 to 100.")
    try check(!device.isEmpty && !device.utf8.contains(0), "The name of the sound device is empty.")
    try check(
      cueDevice != device,
      "The headphones' device is the one that the room hears: choose 'headphones to 3-4' or 'headphones to split'.")
  }
}
