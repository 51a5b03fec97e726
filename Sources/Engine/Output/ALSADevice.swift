import CALSA
import Glibc
import Music

/// An open ALSA device, playing interleaved frames without blocking. One thread at a time.
// SAFETY: the handle is handed from the thread that opens the device to the audio thread and on to the one that closes
// it; each lets go of it before the next takes it.
final class ALSADevice: @unchecked Sendable {
  let pcm: OpaquePointer
  let format: SampleFormat
  let channels: Int
  let periodFrames: Int
  let bufferFrames: Int
  let isResampled: Bool
  /// The name that was asked for, and ALSA's words for the device.
  let description: String

  private static let mostDescriptors = 32
  private let descriptors = UnsafeMutablePointer<pollfd>.allocate(capacity: mostDescriptors)

  var frameBytes: Int { channels * format.bytes }

  private init(pcm: OpaquePointer, name: String, negotiated: Negotiated) {
    self.pcm = pcm
    self.format = negotiated.format
    self.channels = negotiated.channels
    self.periodFrames = negotiated.period
    self.bufferFrames = negotiated.buffer
    self.isResampled = negotiated.isResampled
    self.description = Self.words(for: pcm, name: name)
  }

  deinit { descriptors.deallocate() }

  /// Opens the device and readies it to play. May take long (a sound server that does not answer): never on the audio
  /// thread.
  static func open(_ settings: OutputSettings) throws(OutputError) -> ALSADevice {
    segue_alsa_silence()
    let pcm = try openHandle(settings)
    do {
      let negotiated = try negotiate(pcm, settings)
      try readySoftware(pcm, settings.device, negotiated)
      return ALSADevice(pcm: pcm, name: settings.device, negotiated: negotiated)
    } catch {
      snd_pcm_close(pcm)
      throw error
    }
  }

  /// Stops at once; what has not sounded is dropped.
  func close() {
    snd_pcm_drop(pcm)
    snd_pcm_close(pcm)
  }

  /// Frames that can be written now, or a negative error code.
  func room() -> Int {
    let room = snd_pcm_avail_update(pcm)
    // A suspended plugin says how much room it has, and that it never changes.
    return room < 0 ? room : accident.map { -Int($0) } ?? room
  }

  /// The error code for the state that the device is in, positive; nil when it can play.
  private var accident: Int32? {
    switch snd_pcm_state(pcm) {
    case SND_PCM_STATE_XRUN: EPIPE
    case SND_PCM_STATE_SUSPENDED: ESTRPIPE
    case SND_PCM_STATE_DISCONNECTED: ENODEV
    default: nil
    }
  }

  /// Waits until the device says something, `milliseconds` at most. Negative is an error code.
  ///
  /// (`snd_pcm_wait` starts its time anew at each sign of life of a plugin: a stalled one can hold it for ever.)
  func wait(milliseconds: Int32) -> Int32 {
    let count = snd_pcm_poll_descriptors(pcm, descriptors, UInt32(Self.mostDescriptors))
    if count < 0 { return count }
    if poll(descriptors, nfds_t(count), milliseconds) <= 0 { return 0 }
    var events: UInt16 = 0
    let code = snd_pcm_poll_descriptors_revents(pcm, descriptors, UInt32(count), &events)
    if code < 0 { return code }
    if Int32(events) & (POLLERR | POLLNVAL) == 0 { return 0 }
    return -(accident ?? EIO)
  }

  /// Frames taken (perhaps fewer than given), or a negative error code.
  func write(_ frames: UnsafeRawPointer, count: Int) -> Int { snd_pcm_writei(pcm, frames, UInt(count)) }

  /// After an error code: makes the device ready to be written to again.
  ///
  /// - Returns: 0 when it is, −EAGAIN while it still sleeps, else the error code: the device is lost.
  func recover(from code: Int) -> Int {
    switch Int32(-code) {
    case EPIPE: return Int(snd_pcm_prepare(pcm))
    case ESTRPIPE:
      let resumed = snd_pcm_resume(pcm)
      if resumed == -EAGAIN { return -Int(EAGAIN) }
      // Plugins that cannot resume may say that they have.
      if resumed == 0 && snd_pcm_state(pcm) != SND_PCM_STATE_SUSPENDED { return 0 }
      return Int(snd_pcm_prepare(pcm))
    default: return code
    }
  }

  // MARK: Opening

  private struct Negotiated {
    var format = SampleFormat.s16
    var channels = 2
    var period = 0
    var buffer = 0
    var isResampled = false
  }

  private static func openHandle(_ settings: OutputSettings) throws(OutputError) -> OpaquePointer {
    var pcm: OpaquePointer?
    let code: Int32
    // Not blocking, so that a device in use says so instead of making the DJ wait for it.
    if let text = settings.configuration {
      let configuration = try PrivateConfiguration(text)
      code = snd_pcm_open_lconf(
        &pcm, settings.device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK, configuration.top)
    } else {
      code = snd_pcm_open(&pcm, settings.device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK)
    }
    if code == 0, let pcm { return pcm }
    throw switch -code {
    case EBUSY, EAGAIN: .busy(settings.device)
    case EPERM, EACCES: .notPermitted(settings.device)
    case ENOENT, ENODEV, ENXIO: .noSuchDevice(settings.device)
    default: .failed(device: settings.device, step: "opening", reason: reason(code))
    }
  }

  private static func negotiate(
    _ pcm: OpaquePointer, _ settings: OutputSettings
  ) throws(OutputError) -> Negotiated {
    var parameters: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&parameters) == 0, let parameters else {
      throw .failed(device: settings.device, step: "opening", reason: reason(-ENOMEM))
    }
    defer { snd_pcm_hw_params_free(parameters) }
    var result = Negotiated()
    result.isResampled = try fixRate(pcm, parameters, settings)
    result.format = try fixFormat(pcm, parameters, settings)
    result.channels = try fixChannels(pcm, parameters, settings)

    var period = snd_pcm_uframes_t(settings.periodFrames)
    var buffer = snd_pcm_uframes_t(settings.periodFrames * settings.periods)
    var direction: Int32 = 0
    // The nearest will do: a device knows its own blocks best.
    snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, &direction)
    snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer)
    let code = snd_pcm_hw_params(pcm, parameters)
    guard code == 0 else { throw .failed(device: settings.device, step: "being set up", reason: reason(code)) }
    snd_pcm_hw_params_get_period_size(parameters, &period, &direction)
    snd_pcm_hw_params_get_buffer_size(parameters, &buffer)
    result.period = Int(period)
    result.buffer = Int(buffer)
    return result
  }

  /// At the engine's own rate when the device has it; else ALSA converts, where the device's name allows that.
  private static func fixRate(
    _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings
  ) throws(OutputError) -> Bool {
    let rate = UInt32(settings.rate.hz)
    for resamples in [UInt32(0), 1] {
      guard snd_pcm_hw_params_any(pcm, parameters) >= 0,
        snd_pcm_hw_params_set_rate_resample(pcm, parameters, resamples) == 0,
        snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED) == 0
      else { continue }
      if snd_pcm_hw_params_set_rate(pcm, parameters, rate, 0) == 0 { return resamples == 1 }
    }
    let other = settings.rate == .cd ? "48000" : "44100"
    throw .unsupported(
      device: settings.device,
      "does not run at \(rate) Hz: run the engine at \(other) Hz, or put 'plug' before the device's name.")
  }

  private static func fixFormat(
    _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings
  ) throws(OutputError) -> SampleFormat {
    for format in settings.format.map({ [$0] }) ?? SampleFormat.allCases
    where snd_pcm_hw_params_set_format(pcm, parameters, format.alsa) == 0 {
      return format
    }
    let wanted = settings.format.map { "\($0.rawValue)" } ?? "float, S32, S24 or S16"
    throw .unsupported(
      device: settings.device, "does not take \(wanted) samples: leave the format open, or choose another device.")
  }

  /// The fewest channels that carry what is wanted: many interfaces offer all of theirs or none.
  private static func fixChannels(
    _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings
  ) throws(OutputError) -> Int {
    let fewest = UInt32(settings.cue.channels)
    for channels in fewest...32 where snd_pcm_hw_params_set_channels(pcm, parameters, channels) == 0 {
      return Int(channels)
    }
    throw .unsupported(
      device: settings.device,
      fewest == 4
        ? "does not have four outputs: choose split-mono for the headphones, or another device."
        : "does not play stereo: choose another device.")
  }

  private static func readySoftware(
    _ pcm: OpaquePointer, _ name: String, _ negotiated: Negotiated
  ) throws(OutputError) {
    var parameters: OpaquePointer?
    guard snd_pcm_sw_params_malloc(&parameters) == 0, let parameters else {
      throw .failed(device: name, step: "opening", reason: reason(-ENOMEM))
    }
    defer { snd_pcm_sw_params_free(parameters) }
    // Playing begins when no further whole period fits, and the thread wakes when one fits again.
    let period = snd_pcm_uframes_t(negotiated.period)
    let start = max(1, snd_pcm_uframes_t(negotiated.buffer) / period) * period
    var code = snd_pcm_sw_params_current(pcm, parameters)
    if code == 0 { code = snd_pcm_sw_params_set_start_threshold(pcm, parameters, start) }
    if code == 0 { code = snd_pcm_sw_params_set_avail_min(pcm, parameters, period) }
    if code == 0 { code = snd_pcm_sw_params(pcm, parameters) }
    if code == 0 { code = snd_pcm_prepare(pcm) }
    guard code == 0 else { throw .failed(device: name, step: "being set up", reason: reason(code)) }
  }

  private static func words(for pcm: OpaquePointer, name: String) -> String {
    var info: OpaquePointer?
    guard snd_pcm_info_malloc(&info) == 0, let info else { return name }
    defer { snd_pcm_info_free(info) }
    guard snd_pcm_info(pcm, info) == 0, let words = snd_pcm_info_get_name(info) else { return name }
    let text = String(cString: words).printable
    return text.isEmpty || text == name ? name : "\(name) (\(text))"
  }

  private static func reason(_ code: Int32) -> String { String(cString: snd_strerror(code)) }
}

extension SampleFormat {
  var alsa: snd_pcm_format_t {
    switch self {
    case .float: SND_PCM_FORMAT_FLOAT_LE
    case .s32: SND_PCM_FORMAT_S32_LE
    case .s24: SND_PCM_FORMAT_S24_LE
    case .s24in3: SND_PCM_FORMAT_S24_3LE
    case .s16: SND_PCM_FORMAT_S16_LE
    }
  }
}

/// The system's ALSA configuration with a text on top of it, for one device: the process's own stays as it is, so that
/// two outputs with different ones do not disturb each other.
private final class PrivateConfiguration {
  private(set) var top: OpaquePointer?
  private var update: OpaquePointer?

  init(_ text: String) throws(OutputError) {
    var code = snd_config_update_r(&top, &update, nil)
    if code >= 0, let top {
      var input: OpaquePointer?
      code = text.withCString { snd_input_buffer_open(&input, $0, strlen($0)) }
      if code >= 0, let input {
        code = snd_config_load(top, input)
        snd_input_close(input)
      }
    }
    if code < 0 || top == nil { throw .configuration(reason: String(cString: snd_strerror(code))) }
  }

  deinit {
    if let top { snd_config_delete(top) }
    if let update { snd_config_update_free(update) }
  }
}
