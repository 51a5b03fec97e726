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

package enum OutputDevices {
  /// Names that ALSA lists as devices and that are converters to put before one.
  private static let converters: Set<String> = [
    "null", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix",
  ]

  /// What ALSA can play to now: "default" first (it is always there, if only as a name), then in ALSA's order. Reads configuration files and devices: some
  /// milliseconds; not on the audio thread.
  package static func list() -> [OutputDevice] {
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
}
