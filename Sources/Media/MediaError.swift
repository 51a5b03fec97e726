import Music
import Platform

/// Why a file could not be read, written or analysed. It crosses from the media program to the workstation as JSON.
package struct MediaError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
  /// What a caller may want to tell apart.
  package enum Kind: String, Sendable, Hashable, Codable {
    /// Nothing is at the path.
    case missing
    /// Something is there that cannot be opened: a folder, no permission, an empty file.
    case unreadable
    /// It opens, but holds no sound that can be decoded.
    case notAudio
    /// The file ends, or is damaged, before its sound does. What came before it is there and can be played.
    case truncated
    /// Longer than `MediaLimits.longestTrack`. Where the file's head did not say so, its beginning is there and can be
    /// played.
    case tooLong
    /// The time limit passed.
    case timedOut
    case cancelled
    /// The media program itself is missing, died, or said something that was not understood: no fault of the file's, as
    /// far as is known.
    case program
    /// The media program does not start, or no pipe to it can be made: no file can be read.
    case notStarted
    /// A signal ended the media program twice over the same file.
    case crashed
    /// Stems that do not belong to the track.
    case stems
    /// A file could not be written, and the disk is full.
    case diskFull
    /// A file could not be written for another reason.
    case unwritable
  }

  /// What to do about it.
  package var kind: Kind
  /// The file concerned; empty for the media program itself.
  package var path: String
  /// One sentence for a DJ: what failed, where, what to do. Free of control characters.
  package var sentence: String

  /// - Parameter sentence: what went wrong and what to do, for a DJ.
  package init(_ kind: Kind, path: String, _ sentence: String) {
    self.kind = kind
    self.path = path
    self.sentence = sentence.printable
  }

  package var description: String { sentence }

  /// Sound came before it, which can be played as far as it goes: no reason to refuse the file. (Of an error that ends
  /// a reading; one that keeps it from beginning leaves nothing.)
  package var leavesSound: Bool { kind == .truncated || kind == .tooLong }
}

/// What the media part refuses to go beyond.
package enum MediaLimits {
  /// A track that is played is kept in memory as a whole: 3 h at 44.1 kHz are 3.8 GB.
  package static let longestTrack = Seconds(3 * 3600)
  /// How long one job of the media program may take in all: a minute, and once the track's own length. That is some
  /// hundred times what it needs on a processor that does nothing else; a file that takes longer keeps a decoder going
  /// round in circles. Where the length is not known, the longest one is allowed for.
  package static func patience(for length: Seconds?) -> Seconds {
    guard let length, length.value < longestTrack.value else { return Seconds(60 + longestTrack.value) }
    return Seconds(60 + max(0, length.value))
  }
  /// Sample rates in Hz that sound may have: from a quarter of the slowest sound cards' to twice what the fastest
  /// recorders write, DSD of 5.6 MHz. At 16 Hz, as a damaged head may say, twelve seconds would be decoded as nine
  /// hours.
  package static let rates = 1000.0...12_000_000
  /// Of a file, at most so many bytes of sound are hashed for its content id.
  package static let hashedBytes = 1 << 30
  /// The address space of the media program, bytes.
  package static let addressSpace: UInt64 = 6 << 30
}
