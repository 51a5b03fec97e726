import CALSA
import Glibc
import Music

/// What a device was set up with: its own hardware parameters, nearest to what was asked for.
struct DeviceSetup {
  var format = SampleFormat.s16
  var channels = 2
  var rate = 44_100
  var period = 0
  var buffer = 0
  var isResampled = false
  var access = ALSADevice.Access.interleaved
}

/// Opens the device by its name. Not blocking, so that a device in use says so instead of making the DJ wait for it.
func openHandle(_ settings: OutputSettings) throws(OutputError) -> OpaquePointer {
  var pcm: OpaquePointer?
  let code: Int32
  if let text = settings.configuration {
    let configuration = try PrivateConfiguration(text)
    code = snd_pcm_open_lconf(&pcm, settings.device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK, configuration.top)
  } else {
    // ALSA reads its configuration again only when a file of it has changed.
    code = snd_pcm_open(&pcm, settings.device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK)
  }
  if code == 0, let pcm { return pcm }
  throw switch -code {
  case EBUSY, EAGAIN: .busy(settings.device)
  case EPERM, EACCES: .notPermitted(settings.device)
  case ENOENT, ENODEV, ENXIO: .noSuchDevice(settings.device)
  default: .failed(device: settings.device, step: "opening", reason: alsaReason(code))
  }
}

/// Agrees with the device on everything, nearest to what is wished for.
func negotiate(_ pcm: OpaquePointer, _ settings: OutputSettings) throws(OutputError) -> DeviceSetup {
  var parameters: OpaquePointer?
  guard snd_pcm_hw_params_malloc(&parameters) == 0, let parameters else {
    throw .failed(device: settings.device, step: "opening", reason: alsaReason(-ENOMEM))
  }
  defer { snd_pcm_hw_params_free(parameters) }
  var setup = DeviceSetup()
  try negotiateRate(pcm, parameters, settings, &setup)
  setup.format = try negotiateFormat(pcm, parameters, settings)
  setup.channels = try negotiateChannels(pcm, parameters, settings)

  // As long in time as it would be at the engine's rate.
  let scale = Double(setup.rate) / settings.rate.hz
  var period = snd_pcm_uframes_t((Double(settings.periodFrames) * scale).rounded())
  var buffer = snd_pcm_uframes_t(Int(period) * settings.periods)
  var direction: Int32 = 0
  // The nearest will do: a device knows its own blocks best.
  snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, &direction)
  snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer)
  let code = snd_pcm_hw_params(pcm, parameters)
  guard code == 0 else { throw .failed(device: settings.device, step: "being set up", reason: alsaReason(code)) }
  snd_pcm_hw_params_get_period_size(parameters, &period, &direction)
  snd_pcm_hw_params_get_buffer_size(parameters, &buffer)
  setup.period = max(1, Int(period))
  setup.buffer = Int(buffer)
  return setup
}

/// The rates that a device is asked for when it does not run at the engine's: the lowest one that loses nothing first.
private let commonRates: [UInt32] = [
  44_100, 48_000, 88_200, 96_000, 176_400, 192_000, 352_800, 384_000, 32_000, 24_000, 22_050, 16_000, 11_025, 8000,
]

/// At the engine's own rate when the device has it; else at the nearest above, and `RateConverter` converts: what ALSA
/// has for that is linear interpolation unless a plugin is installed. ALSA's own is the last resort.
private func negotiateRate(
  _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings, _ setup: inout DeviceSetup
) throws(OutputError) {
  let wanted = UInt32(settings.rate.hz)
  let others = commonRates.filter { $0 > wanted } + commonRates.filter { $0 < wanted }.sorted(by: >)
  for (rates, resamples) in [([wanted] + others, UInt32(0)), ([wanted], 1)] {
    for access in ALSADevice.Access.allCases {
      for rate in rates {
        guard snd_pcm_hw_params_any(pcm, parameters) >= 0,
          snd_pcm_hw_params_set_rate_resample(pcm, parameters, resamples) == 0,
          snd_pcm_hw_params_set_access(pcm, parameters, access.alsa) == 0
        else { break }
        guard snd_pcm_hw_params_set_rate(pcm, parameters, rate, 0) == 0 else { continue }
        setup.rate = Int(rate)
        setup.isResampled = resamples == 1
        setup.access = access
        return
      }
    }
  }
  throw .unsupported(
    device: settings.device, "offers no rate that Segue can play at: put 'plug' before the device's name.")
}

private func negotiateFormat(
  _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings
) throws(OutputError) -> SampleFormat {
  for format in settings.format.map({ [$0] }) ?? SampleFormat.allCases
  where snd_pcm_hw_params_set_format(pcm, parameters, format.alsa) == 0 {
    return format
  }
  let wanted = settings.format.map(\.rawValue) ?? "linear"
  throw .unsupported(
    device: settings.device, "does not take \(wanted) samples: leave the format open, or choose another device.")
}

/// The fewest channels that carry what is wanted, stereo where it can be had: many interfaces offer all of theirs or
/// none.
private func negotiateChannels(
  _ pcm: OpaquePointer, _ parameters: OpaquePointer, _ settings: OutputSettings
) throws(OutputError) -> Int {
  let fewest = settings.cue.channels
  let numbers = Array(max(2, fewest)...CueRouting.mostChannels) + (fewest == 1 ? [1] : [])
  for channels in numbers where snd_pcm_hw_params_set_channels(pcm, parameters, UInt32(channels)) == 0 {
    return channels
  }
  throw .unsupported(
    device: settings.device,
    settings.cue == .splitMono
      ? "does not play stereo: choose another device."
      : "does not have outputs \(settings.cue.word): choose 'cue split', 'cue none' or another device.")
}

func setSoftwareParameters(_ pcm: OpaquePointer, _ name: String, _ setup: DeviceSetup) throws(OutputError) {
  var parameters: OpaquePointer?
  guard snd_pcm_sw_params_malloc(&parameters) == 0, let parameters else {
    throw .failed(device: name, step: "opening", reason: alsaReason(-ENOMEM))
  }
  defer { snd_pcm_sw_params_free(parameters) }
  // Playing begins when no further whole period fits, and the thread wakes when one fits again.
  let period = snd_pcm_uframes_t(setup.period)
  let start = max(1, snd_pcm_uframes_t(setup.buffer) / period) * period
  var code = snd_pcm_sw_params_current(pcm, parameters)
  if code == 0 { code = snd_pcm_sw_params_set_start_threshold(pcm, parameters, start) }
  if code == 0 { code = snd_pcm_sw_params_set_avail_min(pcm, parameters, period) }
  if code == 0 { code = snd_pcm_sw_params(pcm, parameters) }
  if code == 0 { code = snd_pcm_prepare(pcm) }
  guard code == 0 else { throw .failed(device: name, step: "being set up", reason: alsaReason(code)) }
}

/// The name that was asked for, and ALSA's words for the device where it has any.
func deviceWords(for pcm: OpaquePointer, name: String) -> String {
  var info: OpaquePointer?
  guard snd_pcm_info_malloc(&info) == 0, let info else { return name }
  defer { snd_pcm_info_free(info) }
  guard snd_pcm_info(pcm, info) == 0, let words = snd_pcm_info_get_name(info) else { return name }
  let text = String(cString: words).printable
  return text.isEmpty || text == name ? name : "\(name) (\(text))"
}

func alsaReason(_ code: Int32) -> String { String(cString: snd_strerror(code)) }

extension SampleFormat {
  var alsa: snd_pcm_format_t {
    switch self {
    case .float: SND_PCM_FORMAT_FLOAT_LE
    case .floatBig: SND_PCM_FORMAT_FLOAT_BE
    case .float64: SND_PCM_FORMAT_FLOAT64_LE
    case .s32: SND_PCM_FORMAT_S32_LE
    case .s32Big: SND_PCM_FORMAT_S32_BE
    case .u32: SND_PCM_FORMAT_U32_LE
    case .s24: SND_PCM_FORMAT_S24_LE
    case .s24Big: SND_PCM_FORMAT_S24_BE
    case .u24: SND_PCM_FORMAT_U24_LE
    case .s24in3: SND_PCM_FORMAT_S24_3LE
    case .s24in3Big: SND_PCM_FORMAT_S24_3BE
    case .u24in3: SND_PCM_FORMAT_U24_3LE
    case .s20: SND_PCM_FORMAT_S20_LE
    case .s20in3: SND_PCM_FORMAT_S20_3LE
    case .u20in3: SND_PCM_FORMAT_U20_3LE
    case .s18in3: SND_PCM_FORMAT_S18_3LE
    case .u18in3: SND_PCM_FORMAT_U18_3LE
    case .s16: SND_PCM_FORMAT_S16_LE
    case .s16Big: SND_PCM_FORMAT_S16_BE
    case .u16: SND_PCM_FORMAT_U16_LE
    case .u16Big: SND_PCM_FORMAT_U16_BE
    case .s8: SND_PCM_FORMAT_S8
    case .u8: SND_PCM_FORMAT_U8
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
