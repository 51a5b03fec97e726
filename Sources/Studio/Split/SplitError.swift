import Platform

/// Why a track was not split: a sentence for a DJ, free of control characters.
package struct SplitError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What a caller may want to tell apart.
  package enum Kind: Sendable, Hashable {
    /// The nets are not there, or are damaged.
    case noModel
    /// The track cannot be read.
    case unreadable
    /// The stems cannot be written.
    case unwritable
    /// Another one splits the same track into the same place.
    case busy
    case cancelled
  }

  /// What to do about it.
  package let kind: Kind
  /// What failed, where, what to do.
  package let description: String

  /// A file that is still being written, or was written anew.
  static func changed(_ path: String) -> SplitError {
    SplitError(.unreadable, "\(fileName(path)) was written to while it was split: split it again when it is whole.")
  }

  /// - Parameter sentence: what failed, where, what to do.
  package init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    description = sentence.printable
  }
}
