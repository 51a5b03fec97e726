import CRealtime
import Glibc
import Music
import Synchronization

/// How an output goes, as the status line shows it.
///
/// More than fifteen stored properties: a mere record.
package struct OutputStatus: Sendable, Hashable {
  /// Whether it plays, and if not, why.
  package enum State: UInt8, Sendable, Hashable {
    case stopped
    /// The device plays.
    case running
    /// The device is there and takes nothing; the clock goes on without it.
    case stalled
    /// The device went away; the clock goes on, and it is opened again as soon as it returns.
    case lost
    /// There is no device; the clock goes on.
    case silent
    /// The device was not there at the start, or another program has it; it is opened as soon as that can be.
    case awaited
  }

  /// How the system schedules the audio thread.
  package enum Scheduling: Sendable, Hashable, CustomStringConvertible {
    /// SCHED_FIFO at this priority.
    case realtime(priority: Int)
    /// Ordinary scheduling, with a sentence that says why and what to do.
    case ordinary(String)

    package var description: String {
      switch self {
      case .realtime(let priority): "SCHED_FIFO \(priority)"
      case .ordinary(let why): why
      }
    }
  }

  /// Whether it plays.
  package var state = State.stopped
  /// ALSA's name for the device, and what it is in words when ALSA knows it.
  package var device = ""
  /// The engine's.
  package var rate = SampleRate.cd
  /// The device's own, Hz; where it is another one than the engine's, Segue converts.
  package var deviceRate = 44_100
  /// Frames that the device takes at a time; 0 without one.
  package var periodFrames = 0
  /// Frames in the device's buffer; 0 without one.
  package var bufferFrames = 0
  /// Of the device.
  package var channels = 0
  /// Nil when there is no device.
  package var format: SampleFormat?
  /// ALSA converts the rate behind what it shows.
  package var isResampled = false
  /// Times that the device ran out of frames (or the machine slept) and was started again.
  package var xruns = 0
  /// Times that the device went away.
  package var losses = 0
  /// Time that a render took by the time that its frames last; the greatest of the last half to one second.
  package var load = 0.0
  /// Of the audio thread.
  package var scheduling = Scheduling.ordinary("not started")
  /// Nil when memory is locked or was not asked to be; else a sentence that says why not and what to do.
  package var memoryWarning: String?
  /// Frames rendered since the start, whether heard or not.
  package var frames: Int64 = 0
  /// The second card, where the cue bus has one.
  package var cue: CueStatus?

  /// The audio thread has a real-time class.
  package var isRealtime: Bool { if case .realtime = scheduling { true } else { false } }

  /// "default (HDA Intel PCH) 44.1 kHz, 512 × 4, S32", "no sound device: silent clock".
  package var summary: String {
    let name = "\(device) \(kilohertz(Int(rate.hz)))"
    let converted =
      deviceRate != Int(rate.hz) ? ", at \(kilohertz(deviceRate))" : isResampled ? ", resampled by ALSA" : ""
    let periods = bufferFrames / max(1, periodFrames)
    return switch state {
    case .stopped: "sound is off"
    case .silent: "no sound device: silent clock"
    case .lost: "\(device) went away: waiting for it"
    case .stalled: "\(device) takes no sound: waiting for it"
    case .awaited: "\(device) is not there: waiting for it"
    case .running:
      "\(name), \(periodFrames) × \(periods), \(format?.rawValue ?? "")\(converted)\(channels == 1 ? ", mono" : "")"
    }
  }

  /// What is known of a device that is not open yet.
  static func awaiting(_ settings: OutputSettings) -> OutputStatus {
    var status = OutputStatus()
    status.device = settings.device.printable
    status.rate = settings.rate
    status.deviceRate = Int(settings.rate.hz)
    status.periodFrames = settings.periodFrames
    status.bufferFrames = settings.periodFrames * settings.periods
    return status
  }
}

/// How the second card goes.
package struct CueStatus: Sendable, Hashable {
  /// Whether it plays.
  package var state = OutputStatus.State.stopped
  /// ALSA's name for it.
  package var device = ""
  /// Parts per million by which its clock is faster than the first card's, as far as it is known.
  package var driftPartsPerMillion = 0.0
  /// Milliseconds by which the headphones are behind the room.
  package var lagMilliseconds = 0.0
  /// Frames in its buffer.
  package var bufferFrames = 0
  /// Times that it ran out of frames.
  package var xruns = 0
  /// Times that it went away.
  package var losses = 0
  /// Times that the sound had to jump to be in step again, the first time included.
  package var jumps = 0

  /// "cue hw:1,0 +12 ppm", "cue hw:1,0 is not there".
  package var summary: String {
    switch state {
    case .running:
      "cue \(device) \(driftPartsPerMillion < 0 ? "" : "+")\(Int(driftPartsPerMillion.rounded())) ppm"
        + (lagMilliseconds.magnitude >= 5 ? ", \(Int(lagMilliseconds.rounded())) ms late" : "")
    case .lost: "cue \(device) went away"
    default: "cue \(device) is not there"
    }
  }
}

/// "44.1 kHz".
private func kilohertz(_ hz: Int) -> String {
  let tenths = (hz + 50) / 100
  return tenths % 10 == 0 ? "\(tenths / 10) kHz" : "\(tenths / 10).\(tenths % 10) kHz"
}

/// Where the audio thread leaves word, and others read it: atomics only on its side. What changes with the device alone
/// is written by the threads that open one, under a lock that the audio thread never takes.
final class StatusBoard: Sendable {
  let state = Atomic<UInt8>(OutputStatus.State.stopped.rawValue)
  let xruns = Atomic<Int>(0)
  let losses = Atomic<Int>(0)
  let loadPartsPerMillion = Atomic<Int>(0)
  let frames = Atomic<Int64>(0)
  /// −1 before the thread ran, 0 for real time, else errno.
  let schedulingError = Atomic<Int32>(-1)
  /// 0 when memory is locked or was not asked to be, else errno.
  let memoryError = Atomic<Int32>(0)
  private let device = Mutex(OutputStatus())

  /// Takes all that is not written by the audio thread from `status`.
  func describe(_ status: OutputStatus) { device.withLock { $0 = status } }

  /// Raises the thread that calls it to the class of an audio thread, under this name, and shows what came of it.
  func schedule(_ thread: String, _ settings: OutputSettings) {
    schedulingError.store(
      settings.priority == 0 ? ENOTSUP : segue_become_audio_thread(thread, Int32(settings.priority)),
      ordering: .relaxed)
  }

  func show(_ state: OutputStatus.State) { self.state.store(state.rawValue, ordering: .relaxed) }

  func status(priority: Int) -> OutputStatus {
    var status = device.withLock { $0 }
    status.state = OutputStatus.State(rawValue: state.load(ordering: .relaxed)) ?? .stopped
    status.xruns = xruns.load(ordering: .relaxed)
    status.losses = losses.load(ordering: .relaxed)
    status.load = Double(loadPartsPerMillion.load(ordering: .relaxed)) / 1e6
    status.frames = frames.load(ordering: .relaxed)
    status.scheduling = Self.scheduling(schedulingError.load(ordering: .relaxed), priority: priority)
    status.memoryWarning = Self.memoryWarning(memoryError.load(ordering: .relaxed))
    return status
  }

  private static func memoryWarning(_ error: Int32) -> String? {
    switch error {
    case 0: nil
    case EPERM:
      "memory is not locked: put '@audio - memlock unlimited' into /etc/security/limits.d/audio.conf, "
        + "add your user to the group audio and log in again"
    default: "memory is not locked: \(String(cString: strerror(error)))"
    }
  }

  private static func scheduling(_ error: Int32, priority: Int) -> OutputStatus.Scheduling {
    switch error {
    case 0: .realtime(priority: priority)
    case -1: .ordinary("not started")
    case ENOTSUP: .ordinary("ordinary priority, as asked")
    case EPERM:
      .ordinary(
        "no real-time priority: put '@audio - rtprio 95' into /etc/security/limits.d/audio.conf, "
          + "add your user to the group audio and log in again")
    default: .ordinary("no real-time priority: \(String(cString: strerror(error)))")
    }
  }
}
