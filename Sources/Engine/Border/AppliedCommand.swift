import Music

/// A command and the output frame at which it was taken: a line of the journal. Given to `renderOffline` again, it
/// gives the same sound.
package struct AppliedCommand: BitwiseCopyable, Sendable {
  /// The output frame at which it was taken.
  package var frame: ClockFrame
  /// What was said.
  package var command: EngineCommand
  /// A command as it was taken.
  @_noLocks package init(frame: ClockFrame, command: EngineCommand) {
    self.frame = frame
    self.command = command
  }
}
