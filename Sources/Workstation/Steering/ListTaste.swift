import CNettle
import Library
import Media
import Music
import Platform
import Suggestion

/// What a playlist, a crate or a folder sounds like, and how much that may count.
struct ListTaste: Sendable, Hashable {
  /// As it was called.
  var name: String
  /// The mean of its tracks on the library's scale, each track once.
  var mean: SoundScale.Scores
  /// How many tracks it was made of.
  var count: Int
  /// What the strengths do.
  var strength: LikeStrength

  /// Why a list says nothing.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}

/// The list by its name: the tracks of it that the library has, each once, and how many it has not.
struct NamedList: Sendable {
  let name: String
  let tracks: [TrackID]
  let unknown: Int

  /// - Parameter said: a playlist's file or its name among the saved ones, a folder, a file, or a crate's name.
  /// - Throws: that there is none of this name, or nothing in it, in a sentence.
  init(_ said: String, in library: Library, playlists: String) throws {
    let path = absolutePath(said)
    let saved = ["", ".m3u8", ".m3u"].map { "\(playlists)/\(said)\($0)" }
    var found: [TrackID] = []
    var unknown = 0
    if isFolder(path) {
      found = try library.stems(under: path).map(\.track)
    } else if let file = ([path] + saved).first(where: { FileStamp(at: $0) != nil }) {
      let (files, problems) = listedFiles([file])
      if let problem = problems.first, files.isEmpty { throw ListTaste.Failure(description: problem) }
      for file in files {
        if let track = try library.track(at: absolutePath(file)) { found.append(track.id) } else { unknown += 1 }
      }
    } else if let crate = try library.crate(named: said) {
      found = try library.tracks(of: crate)
    } else {
      throw ListTaste.Failure(description: "there is no playlist, crate or folder “\(said)”")
    }
    guard !found.isEmpty else {
      let what = unknown > 0 ? "none of its \(counted(unknown, "file")) is in the library" : "it is empty"
      throw ListTaste.Failure(description: "there is nothing to choose from in \(said): \(what)")
    }
    (name, self.unknown) = (baseName(said), unknown)
    tracks = Array(Set(found)).sorted()
  }
}

/// Makes tastes of lists, and keeps them in files: the same tracks with the same settings are never tried twice.
struct ListTastes: Sendable {
  let library: Library
  let sounds: SoundTables
  /// The folder of the kept ones.
  let folder: String
  /// The library's file, so that another library has its own.
  let place: String
  let settings: Settings

  /// What is going on, for the screen.
  enum Stage: Sendable, Hashable {
    case measuring
    case trying(Int)
  }

  /// - Parameter stage: is told what goes on; false ends the work.
  /// - Returns: nil where it was ended; and whether it had been kept.
  func taste(of list: NamedList, stage: (Stage) -> Bool) throws -> (taste: ListTaste, wasKept: Bool)? {
    let file = "\(folder)/\(try key(of: list))"
    if let kept = textFile(file).flatMap({ ListTaste(kept: $0, name: list.name) }) { return (kept, true) }
    guard stage(.measuring) else { return nil }
    try SoundMeasuring.measureAll(of: library)
    let table = try sounds.table(of: library)
    let wanted = Set(list.tracks)
    let peaks = Float(settings.tastePeaks)
    let scores = try library.sounds().sounds.filter { wanted.contains($0.id) && $0.sound.isKnown }.map { _, sound in
      table.scale.scores(of: sound.whole) * (1 - peaks) + table.scale.scores(of: sound.peaks) * peaks
    }
    guard !scores.isEmpty else {
      throw ListTaste.Failure(
        description: "nothing can be learnt from \(list.name): none of its tracks is analysed yet")
    }
    let mean = scores.reduce(SoundScale.Scores.zero, +) / Float(scores.count)
    guard table.scale.aim(like: mean) != nil else {
      throw ListTaste.Failure(
        description: "nothing can be learnt from \(list.name): it sounds as all of the library does")
    }
    let strength = LikeStrength(
      like: mean, in: table, try library.candidates(), rules: settings.suggest, blend: settings.blend
    ) { stage(.trying($0)) }
    guard let strength else { return nil }
    let taste = ListTaste(name: list.name, mean: mean, count: scores.count, strength: strength)
    // It can be made again.
    if makeFolder(folder) == nil { _ = replaceFile(file, with: taste.text) }
    return (taste, false)
  }

  /// A file's name: SHA-256 over the sounds of the list, in any order, the figures' version and the settings.
  private func key(of list: NamedList) throws -> String {
    let contents = try library.tracks(list.tracks).map { $0.contentID?.hex ?? $0.path }.sorted()
    let settings = [
      "figures \(SoundFigures.version)", "library \(place)", "peaks \(settings.tastePeaks)",
      "strengths \(LikeStrength.tried)",
    ]
    var hash = sha256_ctx()
    nettle_sha256_init(&hash)
    for line in settings + contents {
      let bytes = Array((line + "\n").utf8)
      nettle_sha256_update(&hash, bytes.count, bytes)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    nettle_sha256_digest(&hash, digest.count, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension TrackSound {
  /// Something was measured.
  fileprivate var isKnown: Bool { SoundFigure.allCases.contains { whole[$0] != nil } }
}

// As a file of text: a line each for the count, the strengths' effects and the mean.
extension ListTaste {
  private static let head = "segue list taste 1"

  var text: String {
    let effects = strength.effects.map { "\($0.strength) \($0.change) \($0.variety) \($0.fit)" }
    let lanes = SoundFigure.allCases.map { "\(mean[$0.rawValue])" }.joined(separator: " ")
    return ([Self.head, "\(count)", lanes] + effects).joined(separator: "\n") + "\n"
  }

  /// Nil for what `text` did not write.
  init?(kept text: String, name: String) {
    let lines = text.lines.map { $0.split(separator: " ") }
    guard text.hasPrefix(Self.head + "\n"), lines.count >= 3, let count = lines[1].first.flatMap({ Int($0) }) else {
      return nil
    }
    let lanes = lines[2].compactMap { Float($0) }
    let effects = lines.dropFirst(3).filter { !$0.isEmpty }.map { $0.compactMap { Double($0) } }
    guard lanes.count == SoundFigure.allCases.count, lanes.allSatisfy(\.isFinite),
      effects.count == LikeStrength.tried.count, effects.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isFinite) })
    else { return nil }
    var mean = SoundScale.Scores.zero
    for (index, lane) in lanes.enumerated() { mean[index] = lane }
    self.init(
      name: name, mean: mean, count: count,
      strength: LikeStrength(
        effects: effects.map {
          LikeStrength.Effect(strength: $0[0], change: $0[1], variety: $0[2], fit: $0[3])
        }))
  }
}
