import Engine
import Media
import Music
import Platform

/// The sound card that the engine plays through, or the silent clock in its place: it is opened, changed while the set
/// goes on, and watched: what goes away, comes back or keeps dropping out is said. The main thread's.
final class SoundDevice {
  /// As the device is open now.
  private(set) var settings: OutputSettings
  private let source: any FrameSource
  private let tap: RecordingTap
  private let saved: SavedSettingsFile
  private let log: MessageLog
  private var output: any Output
  /// How the device was at the last look.
  private var lastState = OutputStatus.State.stopped
  private var dropoutCount = DropoutCount()
  private var overload = OverloadDetector()

  /// Opens the device and begins to play; a device that is not there is said and waited for.
  /// - Throws: `OutputError` only when not even a thread for a silent clock can be had.
  init(
    _ settings: OutputSettings, source: any FrameSource, tap: RecordingTap, saved: SavedSettingsFile, log: MessageLog
  ) throws(OutputError) {
    self.settings = settings
    self.source = source
    self.tap = tap
    self.saved = saved
    self.log = log
    let started = try Self.start(settings, source, tap)
    output = started.output
    if let failure = started.failure {
      let waiting = started.output.status.state == .silent ? "" : " Playing silently until the device opens."
      log.add(.warning, failure.description + waiting)
    }
  }

  private static func start(
    _ settings: OutputSettings, _ source: any FrameSource, _ tap: RecordingTap
  ) throws(OutputError) -> (output: any Output, failure: OutputError?) {
    if settings.device == Settings.noDevice {
      let silent = SilentOutput(rate: settings.rate, speed: settings.silentSpeed, tap: tap)
      try silent.start(source)
      return (silent, nil)
    }
    return try startOutput(settings, playing: source, tap: tap)
  }

  /// What the device says of itself.
  var status: OutputStatus { output.status }
  /// Frames that were rendered and are not heard yet.
  var latencyFrames: Int {
    settings.device == Settings.noDevice ? 0 : settings.periodFrames * settings.periods
  }
  /// How often the sound card ran dry while a deck played.
  var dropouts: Int { dropoutCount.count }
  /// One of them was heard within the last ten seconds.
  var isDroppingOut: Bool { overload.isRecent }

  /// Where the headphones are, in words; nil where there are none.
  var headphones: String? {
    if let device = settings.cueDevice { return "headphones on \(device)" }
    return switch settings.cue {
    case .none: nil
    case .pair: "outputs \(settings.cue.word)"
    case .splitMono: "the right ear"
    }
  }

  /// The headphones' own card is not there just now.
  var lacksHeadphones: Bool { output.status.cue.map { $0.state != .running && $0.state != .stopped } ?? false }

  /// The sound ends.
  func stop() { output.stop() }

  // MARK: Another device

  /// Another device. It is kept for the next time.
  func open(_ device: String) { reopen(saving: "device", device) { $0.device = device } }

  /// Other periods on the same device.
  func change(periodFrames: Int) { reopen(saving: "period", "\(periodFrames)") { $0.periodFrames = periodFrames } }

  /// Another place for the headphones. A second device must be there, as the first one must: a slip of the finger keeps
  /// them where they are. (One that goes away later is waited for.)
  func putHeadphones(at place: String) {
    var wanted = settings
    wanted.place(headphones: place)
    guard wanted != settings else {
      return log.add(.note, "the headphones are at \(settings.headphoneOutput) already")
    }
    if let name = wanted.cueDevice {
      var alone = wanted
      (alone.device, alone.cueDevice, alone.cue) = (name, nil, .none)
      do throws(OutputError) {
        try wanted.validate()
        _ = try OutputDevices.examine(alone)
      } catch {
        return log.add(.failure, "\(error.description) The headphones stay at \(settings.headphoneOutput).")
      }
    }
    reopen(saving: "headphones", place) { $0.place(headphones: place) }
  }

  /// What plays is kept as chosen; where opening fails, the old device goes on.
  private func reopen(saving name: String, _ value: String, _ change: (inout OutputSettings) -> Void) {
    var wanted = settings
    change(&wanted)
    output.stop()
    lastState = .stopped
    do {
      var started = try Self.start(wanted, source, tap)
      output = started.output
      if let failure = started.failure {
        // The one that played goes on: a slip of the finger must not silence the room.
        output.stop()
        started = try Self.start(settings, source, tap)
        output = started.output
        let rest = started.failure == nil ? "Still playing through" : "Waiting for"
        return log.add(.failure, "\(failure.description) \(rest) \(settings.device).")
      }
      settings = wanted
      let place = wanted.headphoneOutput
      let headphones = place == "none" ? "" : ", headphones: \(place)"
      log.add(.note, "playing through \(wanted.device), \(wanted.periodFrames) × \(wanted.periods)\(headphones)")
      saved.keep(name, value)
    } catch { log.add(.failure, error.description) }
  }

  // MARK: Watching

  /// What is done thirty times a second: says that the device went away or is back (the status line shows it all the
  /// while), and counts dropouts. - Returns: whether there were too many dropouts of late.
  func tick(isPlaying: Bool) -> Bool {
    let now = output.status
    defer { lastState = now.state }
    switch (lastState, now.state) {
    case (.running, .lost):
      log.add(.failure, "\(now.device) went away: the set goes on in silence until it is back")
    case (.running, .stalled): log.add(.failure, "\(now.device) takes no sound: the set goes on")
    case (.lost, .running), (.stalled, .running), (.awaited, .running):
      log.add(.note, "\(now.device) is \(lastState == .awaited ? "there" : "back")")
    default: break
    }
    dropoutCount.note(xruns: now.xruns, isPlaying: isPlaying)
    return overload.notices(dropoutCount.count, at: monotonicTime())
  }
}
