import Library
import Music
import Platform
import Suggestion

/// What a programme says to the choice of the next track. On a thread that may wait for the library.
struct StationChoice: Sendable {
  /// With what is asked for.
  let run: ProgrammeRun
  /// What may be played, and why.
  let list: Shortlist
  /// What is to be said of the table.
  let notes: [String]
  /// What is left out of the library, and why.
  let remarks: [String]
  /// Files that were asked for and are not played, and why.
  let refused: [(path: String, why: String)]
  /// What was chosen of it; nil: nothing yet.
  private(set) var path: String?
  /// The record that it is on.
  private(set) var album: UInt64?
  private let pool: ProgrammePool

  /// - Parameter tempo: what is heard; nil: nothing.
  init(
    for station: NextChoice.Station, _ run: ProgrammeRun, _ library: Library, rejected: Set<FilePath>,
    after tempo: BPM?
  ) throws(LibraryError) {
    var run = run
    var left: Set<TrackID> = []
    for path in rejected { if let track = try library.track(at: path.text) { left.insert(track.id) } }
    let music = try station.source.music(library, for: run.programme, without: left)
    var paths: [TrackID: String] = [:]
    var refused: [(path: String, why: String)] = []
    var asked: [TrackID] = []
    for path in station.asked {
      guard let track = try library.track(at: path) else {
        refused.append((path, "the library does not know it"))
        continue
      }
      paths[track.id] = path
      asked.append(track.id)
    }
    run.ask(forAll: asked)
    list = run.shortlist(in: music.pool, at: station.time, after: tempo)
    for (id, why) in list.refused { if let path = paths[id] { refused.append((path, why)) } }
    (self.run, self.refused, pool, notes, remarks) = (run, refused, music.pool, music.notes, music.remarks)
  }

  /// This one is played.
  mutating func choose(_ track: Track) { (path, album) = (track.path, pool.album(of: track.id)) }

  /// Why it is played, in words.
  func reason(for track: Track) -> String {
    "auto: next is \(track.title): \(list.reasons.joined(separator: ", "))"
  }
}
