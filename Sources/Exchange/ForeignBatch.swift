/// Some of what was read of a file: as much as crosses from the media program to the workstation at a time.
package struct ForeignBatch: Sendable, Hashable, Codable {
  /// What the file is; with the first batch.
  package var format: ForeignFormat?
  /// The program that wrote it, with its version; once it is known.
  package var program: String?
  /// In the file's order.
  package var tracks: [ForeignTrack] = []
  /// In the file's order.
  package var lists: [ForeignList] = []
  /// Nothing yet.
  package init() {}

  /// Takes one more piece.
  package mutating func add(_ piece: ForeignPiece) {
    switch piece {
    case .program(let name, let version): program = version.isEmpty ? name : "\(name) \(version)"
    case .track(let track): tracks.append(track)
    case .list(let list): lists.append(list)
    }
  }

  /// It has as much as is given at a time.
  package var isFull: Bool { tracks.count >= 256 || lists.reduce(0) { $0 + 1 + $1.tracks.count } >= 4096 }
}

/// Where the time of a file of music begins, as the media program says it.
package struct ReadOrigin: Sendable, Codable {
  /// The file.
  package var path: String
  /// Nil where it could not be read.
  package var origin: SoundOrigin?
  /// - Parameter origin: nil where it could not be read.
  package init(path: String, origin: SoundOrigin?) { (self.path, self.origin) = (path, origin) }
}
