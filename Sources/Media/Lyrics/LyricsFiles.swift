import Platform

/// The file of words that belongs to a track: beside it or in a folder `lyrics` there, under its name.
package enum LyricsFiles {
  /// Blocks on the disk. - Returns: nil where there is none.
  package static func file(of track: String) -> FileStamp? {
    let folder = folder(of: track)
    for place in [folder, folder + "/lyrics", folder + "/Lyrics"] {
      for name in [baseName(track), fileName(track)] {
        for ending in ["lrc", "LRC"] {
          if let stamp = FileStamp(at: "\(place)/\(name).\(ending)") { return stamp }
        }
      }
    }
    return nil
  }

  /// What a track's words are read from: its own file and the one beside it. Equal texts mean that nothing has changed.
  /// Blocks on the disk.
  package static func stamp(of track: FileStamp) -> String {
    let words = file(of: track.path.text).map { " \($0.path.text) \($0.bytes) \($0.modified)" } ?? ""
    return "\(track.bytes) \(track.modified)\(words)"
  }

  /// Whether a file holds words and no sound.
  package static func isLyrics(_ path: String) -> Bool { fileEnding(path) == "lrc" }
}
