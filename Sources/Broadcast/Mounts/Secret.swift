/// A password: it is compared, and handed to the server; what is printed of it, by whatever way, are three dots.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// What the server is told.
  let text: String
  /// - Parameter text: as the config has it.
  package init(_ text: String) { self.text = text }
  package var description: String { "•••" }
  package var debugDescription: String { "•••" }
  /// Nothing: `dump` shows none of it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
