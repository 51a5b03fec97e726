import Music

/// A command and the output frame at which it was taken: a line of the journal. Given to `renderOffline` again, it
/// gives the same sound.
package struct AppliedCommand: BitwiseCopyable, Sendable {
  /// The output frame at which it was taken.
  package var frame: ClockFrame
  /// What was said.
  package var command: EngineCommand
  /// Where it waits for its beat, bar or phrase: its number in `EngineSnapshot.waiting`.
  package var waitingNumber: UInt64?
  /// - Parameter waitingNumber: nil for what was done at once.
  @_noLocks package init(frame: ClockFrame, command: EngineCommand, waitingNumber: UInt64? = nil) {
    self.frame = frame
    self.command = command
    self.waitingNumber = waitingNumber
  }
}
