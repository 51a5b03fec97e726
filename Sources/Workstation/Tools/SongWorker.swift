import FoundationEssentials
import Media
import Platform

/// A song that was made for a Segue that plays.
struct SavedSong: Sendable, Codable {
  /// Its file.
  var path: String
  /// What a DJ should know, in sentences.
  var notes: [String]
}

/// `segue mashup-worker`: makes a whole song of two for a Segue that plays, which has started this process. It is not
/// meant to be called by hand.
/// - Parameters:
///   - wish: a `SongWish` as JSON; where its file is there already, another name is taken.
///   - data, cache: folders of Segue's own.
///   - library: the one that knows the files; empty: none.
/// - Returns: the exit status.
package func makeSongForWorkstation(_ wish: String, data: String, cache: String, library: String) -> Int32 {
  guard var wish = try? JSONDecoder().decode(SongWish.self, from: Data(wish.utf8)) else { return 2 }
  let song = wish.vocals
  // It asks after each second of sound; reading a file's stems takes several.
  return runInBackground(on: song, patience: 60) { progress, goesOn in
    if let complaint = makeFolder(folder(of: wish.output)) {
      throw MediaError(.unwritable, path: wish.output, complaint)
    }
    let name = neighbour(of: wish.output, named: baseName(wish.output))
    wish.output = freeName(name, ending: fileEnding(wish.output), beside: ["txt"])
    let directories = AppDirectories(config: data, data: data, cache: cache)
    let made = try makeMashup(wish, in: directories, library: library.isEmpty ? nil : library, jobs: 1) { state in
      guard goesOn() else { throw MediaError(.cancelled, path: song, "given up") }
      progress(state.share)
    }
    return String(decoding: try JSONEncoder().encode(SavedSong(path: wish.output, notes: made.notes)), as: UTF8.self)
  }
}
