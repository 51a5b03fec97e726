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
      "No sound device is called '\(name)' (or it is switched off): choose another one with :device NAME (segue "
        + "devices lists them), or plug it in and try again."
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
