/// A part of a track that was split from it.
package enum StemKind: String, Sendable, Hashable, Codable, CaseIterable {
  case vocals, drums, bass, other, guitar, piano, instrumental

  /// Where the stem plays when vocals and instrumentals are swapped.
  package var bus: StemBus { self == .vocals ? .vocal : .instrumental }
}

/// The two halves of a track that a swap exchanges.
package enum StemBus: UInt8, BitwiseCopyable, Sendable, Hashable, Codable { case vocal, instrumental }

/// Where a stem's samples are.
package struct StemFile: Sendable, Hashable, Codable {
  /// What it holds.
  package var kind: StemKind
  /// The label shown on screen: the file's or the stream's own name.
  package var label: String
  /// The file that it is in; absolute.
  package var path: String
  /// The audio stream in a file that holds several (a Native Instruments stem file: 1…4); 0 for a file of its own.
  package var stream: Int
  /// - Parameter stream: which of the file's audio streams, from 0.
  package init(kind: StemKind, label: String, path: String, stream: Int = 0) {
    self.kind = kind
    self.label = label
    self.path = path
    self.stream = stream
  }
}
