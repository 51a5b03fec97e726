import Platform

/// Keeps what was chosen while the program ran for the next time, on the thread of small files.
final class SavedSettingsFile: Sendable {
  private let directories: AppDirectories
  /// What the config file says, by name.
  private let said: [String: String]
  private let files: DiskQueue
  private let messages: MessageQueue

  init(directories: AppDirectories, said: [String: String], files: DiskQueue, messages: MessageQueue) {
    self.directories = directories
    self.said = said
    self.files = files
    self.messages = messages
  }

  /// Never waits; a failure is said.
  func keep(_ name: String, _ value: String) {
    files.run { [directories, messages, said = said[name]] in
      var choices = SavedSettings.read(directories)
      choices.keep(name, value, said: said)
      guard let complaint = choices.write(directories) else { return }
      messages.post(.warning, "\(name) \(value) will be forgotten when Segue ends: \(complaint)")
    }
  }
}
