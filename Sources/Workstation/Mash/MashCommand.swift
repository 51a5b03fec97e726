/// What is said of mashups to the program; what one does is the engine's `MashSetup`.
package enum MashCommand: Sendable, Hashable {
  /// What the next one shifts so that the keys fit.
  case shift(MashShift)
}

/// What is shifted so that the keys of a mashup fit.
package enum MashShift: String, Sendable, Hashable, CaseIterable {
  case voice, beat, off
}
