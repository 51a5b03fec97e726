import Exchange
import Glibc
import Library
import Platform

/// Finds the files that another machine's library names: at their paths, under a folder that is called otherwise here,
/// by name and length, by artist, title and length.
struct FileMatching {
  /// Where a file was found.
  enum Place: Sendable, Hashable {
    case exact(String)
    /// Under another path than it had there.
    case elsewhere(String)
    /// Several could be meant.
    case doubtful(Int)
    case missing
    /// It comes from a service on the net.
    case stream

    /// Its path here; nil where it is not known.
    var path: String? {
      switch self {
      case .exact(let path), .elsewhere(let path): path
      case .doubtful, .missing, .stream: nil
      }
    }
  }

  /// Lengths differ by so much between programs that read the same file, seconds.
  private static let sameLength = 1.5
  /// A folder's other name is believed when so many files say it.
  private static let confirmations = 3

  private let moved: (from: String, to: String)?
  private let known: Set<FilePath>
  private let byName: [String: [FileClue]]
  private let bySong: [String: [FileClue]]

  /// - Parameters:
  ///   - clues: all files of the library.
  ///   - moved: a folder's name there and here, as the DJ says it.
  init(_ clues: [FileClue], moved: (from: String, to: String)?) {
    self.moved = moved.map { (Self.plain($0.from), Self.plain($0.to)) }
    known = Set(clues.map { FilePath($0.path) })
    // Names are equal when they look the same, whichever machine wrote them.
    byName = Dictionary(grouping: clues) { fileName($0.path).lowercased() }
    bySong = Dictionary(grouping: clues.filter { $0.title != nil }) { Self.song($0.artist, $0.title) }
  }

  /// Where the files of tracks are, in the tracks' order.
  func places(of tracks: [ForeignTrack]) -> [Place] {
    var places = tracks.map(straight)
    let prefixes = learnt(tracks, places)
    for (index, track) in tracks.enumerated() where places[index] == .missing {
      places[index] = prefixed(track, prefixes) ?? byNameOrSong(track)
    }
    return places
  }

  /// At its path, or under the folder that the DJ named.
  private func straight(_ track: ForeignTrack) -> Place {
    if track.isStream { return .stream }
    guard !track.path.isEmpty else { return .missing }
    if track.path.hasPrefix("/"), let path = there(track.path) { return .exact(path) }
    guard let moved, let rest = FilePath(track.path).relative(to: FilePath(moved.from)) else { return .missing }
    return there(moved.to + "/" + rest).map { .elsewhere($0) } ?? .missing
  }

  private func there(_ path: String) -> String? {
    if known.contains(FilePath(path)) { return path }
    guard let found = FilePath(path).onDisk?.text else { return nil }
    return access(found, R_OK) == 0 && !isFolder(found) ? found : nil
  }

  // MARK: Folders of another name

  /// Folders there and here that enough files say are the same; the ones that most say first.
  private func learnt(_ tracks: [ForeignTrack], _ places: [Place]) -> [(from: String, to: String)] {
    struct Pair: Hashable {
      var from: String
      var to: String
    }
    var counts: [Pair: Int] = [:]
    for (track, place) in zip(tracks, places) where place == .missing {
      guard let clue = candidates(byName[fileName(track.path).lowercased()], track.seconds).first else { continue }
      let (there, here) = (FilePath(track.path).parts, FilePath(clue.path).parts)
      var common = 0
      while common < min(there.count, here.count), same(there[there.count - 1 - common], here[here.count - 1 - common])
      {
        common += 1
      }
      // Of each length: whose folders are called alike above, too, is not known yet.
      for length in 1...max(1, common) {
        let pair = Pair(
          from: there.dropLast(length).joined(separator: "/"), to: here.dropLast(length).joined(separator: "/"))
        counts[pair, default: 0] += 1
      }
    }
    return counts.filter { $0.value >= Self.confirmations }.sorted { $0.value > $1.value }.prefix(64)
      .map { ($0.key.from, $0.key.to) }
  }

  private func same(_ there: String, _ here: String) -> Bool {
    there == here || there.lowercased() == here.lowercased()
  }

  private func prefixed(_ track: ForeignTrack, _ prefixes: [(from: String, to: String)]) -> Place? {
    let path = FilePath(track.path).parts.joined(separator: "/")
    for prefix in prefixes {
      guard prefix.from.isEmpty || path.hasPrefix(prefix.from + "/") else { continue }
      let rest = prefix.from.isEmpty ? path : String(path.dropFirst(prefix.from.count + 1))
      if let found = there("/" + (prefix.to.isEmpty ? "" : prefix.to + "/") + rest) { return .elsewhere(found) }
    }
    return nil
  }

  // MARK: Names and songs

  private func byNameOrSong(_ track: ForeignTrack) -> Place {
    for clues in [byName[fileName(track.path).lowercased()], bySong[Self.song(track.tags.artist, track.tags.title)]] {
      guard track.seconds != nil else { continue }
      let found = candidates(clues, track.seconds)
      if found.count == 1 { return .elsewhere(found[0].path) }
      // Copies of one track are one.
      if Set(found.map(\.track)).count == 1 { return .elsewhere(found[0].path) }
      if found.count > 1 { return .doubtful(found.count) }
    }
    return .missing
  }

  private func candidates(_ clues: [FileClue]?, _ seconds: Double?) -> [FileClue] {
    (clues ?? []).filter { clue in
      guard let seconds, let here = clue.seconds else { return seconds == nil }
      return abs(seconds - here) <= Self.sameLength
    }
  }

  private static func song(_ artist: String?, _ title: String?) -> String {
    (artist ?? "").lowercased() + "\u{0}" + (title ?? "").lowercased()
  }

  private static func plain(_ path: String) -> String {
    var path = path
    while path.hasSuffix("/"), path != "/" { path.removeLast() }
    return path
  }
}
