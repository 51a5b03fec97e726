import Library
import Media
import Music
import Platform

/// What lies beside tracks: their stems and their words.
extension LibraryJobs {
  /// Looks for the stems of the tracks that a scan has met, beside them and in the cache: the library knows them before
  /// a deck has held the track.
  func findStems(_ scanned: [String: Set<FilePath>]) throws(LibraryError) {
    let folders = StemFolders(isForMany: true)
    let cached = media.stemCache?.contents ?? []
    for (folder, files) in scanned {
      var changed: [Bool: [TrackID]] = [:]
      var others: [TrackID] = []
      let tracks = try library.stems(under: folder).filter { files.contains($0.path) }
      for (index, track) in tracks.enumerated() {
        if isClosed.load(ordering: .relaxed) { return }
        if index % 64 == 0 { showScan(JobProgress(name: "looking for stems", done: index, total: tracks.count)) }
        var files = StemSearch.stems(of: track.path.text, in: folders)
        if files.isEmpty, let content = track.content, cached.contains(content) {
          files = media.stemCache?.stems(of: content) ?? []
        }
        if files.isEmpty == track.hasStems { changed[!files.isEmpty, default: []].append(track.track) }
        if track.hasStems, let known = try library.stemStamp(of: track.track), known != StemJobs.stamp(of: files) {
          others.append(track.track)
        }
      }
      for (areThere, tracks) in changed {
        try patiently { () throws(LibraryError) in try library.setStems(areThere, of: tracks) }
      }
      if !others.isEmpty {
        try patiently { () throws(LibraryError) in try library.forgetStemFacts(of: others) }
      }
      if !changed.isEmpty { tell(.changed) }
    }
    if listensToStems, !isClosed.load(ordering: .relaxed) { try stems.start() }
  }

  /// Reads the words of tracks that nobody has read yet, and of those that a scan has met where they may have changed.
  func findLyrics(_ scanned: [String: Set<FilePath>]) throws(LibraryError) {
    let files = scanned.values.reduce(into: Set<FilePath>()) { $0.formUnion($1) }
    // A folder of words belongs to the tracks above it.
    let above = Set(scanned.keys.filter { fileName($0).lowercased() == "lyrics" }.map { folder(of: $0) })
    var due: [(state: LyricsState, stamp: String)] = []
    for state in try library.lyricsStates() {
      guard state.stamp == nil || files.contains(state.file.path) || above.contains(folder(of: state.file.path.text))
      else { continue }
      if isClosed.load(ordering: .relaxed) { return }
      let stamp = LyricsFiles.stamp(of: state.file)
      if stamp != state.stamp { due.append((state, stamp)) }
    }
    var hasNew = false
    defer { if hasNew { tell(.changed) } }
    for start in stride(from: 0, to: due.count, by: 16) {
      if isClosed.load(ordering: .relaxed) { return }
      showScan(JobProgress(name: "reading words", done: start, total: due.count))
      let batch = due[start..<min(start + 16, due.count)]
      for (read, known) in zip(media.lyrics(batch.map(\.state.file.path.text)), batch) {
        // A file at fault has no words; where the program or the disk was, it is read again another time.
        switch read.failure?.kind {
        case .program?, .notStarted?, .timedOut?: return
        case .missing?: continue
        default: break
        }
        hasNew = hasNew || read.lyrics?.isEmpty == false
        do throws(LibraryError) {
          try patiently { () throws(LibraryError) in
            try library.keep(read.lyrics, stamp: known.stamp, of: known.state.track)
          }
        } catch .unknownTrack {
          // Gone from the library while it was read.
        }
      }
    }
  }
}
