import CALSA
import Glibc
import Music

/// A device that could be played to.
package struct OutputDevice: Sendable, Hashable {
  /// ALSA's name, as `OutputSettings.device` takes it.
  package var name: String
  /// In words, on one line; may be empty.
  package var description: String
}

/// The sound devices that ALSA knows.
package enum OutputDevices {
  /// Names that ALSA lists as devices and that are converters to put before one.
  private static let converters: Set<String> = [
    "null", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix",
  ]

  /// What ALSA can play to now: "default" first (it is always there, if only as a name), then in ALSA's order. Reads
  /// configuration files and devices: some milliseconds; not on the audio thread.
  package static func list() -> [OutputDevice] {
    AudioThread.mustNotCall()
    segue_alsa_silence()
    // ALSA keeps its configuration; without this, what was plugged in since would not be seen.
    snd_config_update_free_global()
    var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    let anything = OutputDevice(name: "default", description: "What the system plays to")
    guard snd_device_name_hint(-1, "pcm", &hints) == 0, let hints else { return [anything] }
    defer { snd_device_name_free_hint(hints) }
    var devices: [OutputDevice] = []
    var hint = hints
    while let entry = hint.pointee {
      hint += 1
      guard let name = word(entry, "NAME"), !converters.contains(name), word(entry, "IOID") != "Input" else { continue }
      let lines = (word(entry, "DESC") ?? "").split(separator: "\n").joined(separator: ", ")
      devices.append(OutputDevice(name: name.printable, description: lines.printable))
    }
    let first = devices.first { $0.name == "default" } ?? anything
    return [first] + devices.filter { $0.name != "default" }
  }

  private static func word(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
    guard let text = snd_device_name_get_hint(hint, key) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// The rate for an engine that is to play through this device: 44.1 kHz where the device has it (most music does),
  /// else 48; at their multiples the converter has the least to do. Opens the device for a moment.
  ///
  /// - Returns: nil when the device cannot be opened now.
  package static func engineRate(for settings: OutputSettings) -> SampleRate? {
    segue_alsa_silence()
    guard let pcm = try? openHandle(settings) else { return nil }
    defer { snd_pcm_close(pcm) }
    var parameters: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&parameters) == 0, let parameters else { return nil }
    defer { snd_pcm_hw_params_free(parameters) }
    guard snd_pcm_hw_params_any(pcm, parameters) >= 0 else { return nil }
    // What ALSA would convert to is not counted.
    snd_pcm_hw_params_set_rate_resample(pcm, parameters, 0)
    func has(_ hz: UInt32) -> Bool { snd_pcm_hw_params_test_rate(pcm, parameters, hz, 0) == 0 }
    if has(44_100) { return .cd }
    if has(48_000) { return .video }
    if [88_200, 176_400, 352_800].contains(where: has) { return .cd }
    return [96_000, 192_000, 384_000].contains(where: has) ? .video : .cd
  }
}
