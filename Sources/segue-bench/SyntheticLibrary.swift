import Glibc
import Library
import Music
import Platform

/// A collection made of dice, the same in every run: names that share words, as real ones do; one fact in twenty is not
/// known.
struct SyntheticLibrary {
  /// A folder of its own; `remove` it.
  let folder: String
  var path: String { folder + "/library.sqlite" }

  /// - Parameter heardAs: makes of a track's names and facts, and its number, what was heard.
  /// - Returns: nil when there is no room for it in the folder for temporary files.
  init?(tracks count: Int, heardAs: (TrackAnalysis, Int) -> FileAnalysis = { analysis, _ in FileAnalysis(analysis) }) {
    var template = Array(((getenv("TMPDIR").map { String(cString: $0) }) ?? "/tmp").utf8CString.dropLast())
    template += Array("/segue-bench-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return nil }
    folder = String(cString: made)
    guard let library = try? Library(path: path) else { return nil }
    var dice = SeededRandom(seed: 100)
    for start in stride(from: 0, to: count, by: 2_000) {
      let analyses = (start..<min(start + 2_000, count)).map { Self.analysis($0, &dice) }
      guard (try? library.upsert(analyses.map { FileStamp(path: $0.path, bytes: 1, modified: 1) })) != nil,
        (try? library.store(zip(analyses, start...).map(heardAs))) != nil
      else { return nil }
    }
  }

  /// With all that a program which opened it left beside it.
  func remove() { Self.removeTree(folder) }

  private static func removeTree(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { removeTree(path + "/" + name) }
      }
      closedir(directory)
    }
    Glibc.remove(path)
  }

  private static let words = [
    "night", "drive", "Âme", "lost", "echo", "four", "tet", "Björk", "sun", "moon", "deep", "river", "static", "glass",
    "hands", "velvet", "signal", "alpha", "beta", "gamma", "delta", "love", "machine", "house", "acid", "blue", "train",
    "feather", "Étienne", "storm", "paper", "winter", "circle", "ghost", "summer", "garden", "electric", "silent",
  ]
  private static let genres = ["House", "Techno", "Drum & Bass", "Disco", "Ambient", "Electro", "Garage", "Trance"]

  private static func analysis(_ number: Int, _ dice: inout SeededRandom) -> TrackAnalysis {
    func name(_ most: Int) -> String {
      (0..<Int.random(in: 1...most, using: &dice)).map { _ in words.randomElement(using: &dice)! }.joined(
        separator: " ")
    }
    func known<T>(_ value: T) -> T? { Int.random(in: 0..<20, using: &dice) == 0 ? nil : value }
    let artist = "\(name(2)) \(number % 9_000)"
    let title = "\(name(3)) \(number)"
    var analysis = TrackAnalysis(path: "/music/\(artist)/\(name(2))/\(title).flac")
    analysis.content_id =
      String(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, radix: 16) + "00000000000000000000000000000000"
    analysis.duration_seconds = .random(in: 120...600, using: &dice)
    analysis.tags = Tags(
      title: known(title), artist: known(artist), album: known(name(2)),
      genre: known(genres.randomElement(using: &dice)!),
      year: known(.random(in: 1970...2025, using: &dice)))
    analysis.bpm = known((Double.random(in: 80...176, using: &dice) * 100).rounded() / 100)
    analysis.key = known(MusicalKey.all.randomElement(using: &dice)!.name)
    analysis.energy = known(.random(in: 1...10, using: &dice))
    analysis.loudness.integrated_lufs = known(.random(in: -16 ... -5, using: &dice))
    return analysis
  }
}
