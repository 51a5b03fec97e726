import Library
import Media
import Music
import Platform

/// Something that the library is to keep: what the DJ did to a track, that it was played, what was found out about a
/// file.
enum LibraryChange: Sendable {
  case track(Subject, Fact)
  /// The file could not be read.
  case failure(path: String, MediaError)
  /// A file that a deck was given and no scan has met.
  case file(FileStamp)
  /// A folder that is scanned from now on.
  case folder(String)
  /// What is in the crate of this path; nil: there is none.
  case crate([String], CrateContent?)

  /// The track that a fact is about. A file whose content turns out to be known becomes a place of the known track:
  /// then its path says which.
  struct Subject: Sendable {
    var id: TrackID
    var path: FilePath
    var title: String

    init(_ track: Track) {
      id = track.id
      path = FilePath(track.path)
      title = track.title
    }
  }

  /// What there is to keep of a track; nil takes back what the DJ made.
  enum Fact: Sendable {
    case hotCue(number: Int, HotCue?)
    case cue(TrackTime)
    case grid(BeatGrid?)
    case gridLock(Bool)
    case key(MusicalKey?)
    case sections([TrackAnalysis.Section]?)
    case stems(Bool)
    /// All of them, in place of those that are there.
    case notes(TrackNotes)
    case play(startedAt: Double, after: TrackID?)
    /// Nil takes the one of this date back.
    case answer(Answer?, at: Double, after: TrackID?, course: String?)
  }

  /// Of changes with equal keys the last one counts.
  struct Key: Sendable, Hashable {
    var path: FilePath
    var what: String
  }

  var key: Key {
    switch self {
    case .track(let subject, let fact): Key(path: subject.path, what: fact.name)
    case .failure(let path, _): Key(path: FilePath(path), what: "failure")
    case .file(let file): Key(path: file.path, what: "file")
    case .folder(let path): Key(path: FilePath(path), what: "folder")
    case .crate(let path, _): Key(path: FilePath(path.joined(separator: "\u{1F}")), what: "crate")
    }
  }

  /// "hot cue 3 of Low Tide", to say what was not stored.
  var words: String {
    switch self {
    case .track(let subject, let fact): "\(fact.name) of \(subject.title)"
    case .failure(let path, _): "that \(fileName(path)) cannot be read"
    case .file(let file): "the file \(fileName(file.path.text))"
    case .folder(let path): "the folder \(path)"
    case .crate(let path, _): "the crate \(path.joined(separator: "/"))"
    }
  }

  /// Blocks on the disk, and on whatever holds the library. - Throws: `.unknownTrack` for one that is gone.
  func store(in library: Library) throws(LibraryError) {
    switch self {
    case .track(let subject, let fact):
      do throws(LibraryError) {
        guard subject.id.value > 0 else { throw LibraryError.unknownTrack }
        try fact.store(of: subject.id, in: library)
      } catch .unknownTrack {
        guard let now = try library.track(at: subject.path.text) else { throw LibraryError.unknownTrack }
        try fact.store(of: now.id, in: library)
      }
    case .failure(let path, let error): try library.mark(path, by: error)
    case .file(let file): try library.upsert([file])
    case .folder(let path): try library.add(folder: path)
    case .crate(let path, let content): try library.setCrate(path, to: content)
    }
  }
}

extension LibraryChange.Fact {
  fileprivate var name: String {
    switch self {
    case .hotCue(let number, _): "hot cue \(number)"
    case .cue: "the cue point"
    case .grid: "the grid"
    case .gridLock: "the grid's lock"
    case .key: "the key"
    case .sections: "the sections"
    case .stems: "whether there are stems"
    case .notes: "the notes"
    // Each is one of its own.
    case .play(let start, _): "the play at \(Int(start))"
    case .answer(_, let date, _, _): "the answer at \(date)"
    }
  }

  fileprivate func store(of track: TrackID, in library: Library) throws(LibraryError) {
    switch self {
    case .hotCue(_, let cue?): try library.set(cue, of: track)
    case .hotCue(let number, nil): try library.clearHotCue(number, of: track)
    case .cue(let time): try library.setCue(time, of: track)
    case .grid(let grid):
      try library.setGridEdit(grid, of: track)
      // Sections and mix points lie on bars.
      try rederive([track], of: library)
    case .gridLock(let isLocked): try library.lockGrid(isLocked, of: track)
    case .key(let key): try library.setKeyEdit(key, of: track)
    case .sections(let sections): try library.setSectionEdit(sections, of: track)
    case .notes(let notes): try library.setNotes(notes, of: track)
    case .stems(let areThere): try library.setStems(areThere, of: [track])
    case .answer(let answer?, let date, let before, let course):
      try library.record(GivenAnswer(track: track, answer: answer, date: date, after: before, course: course))
    case .answer(nil, let date, _, _): try library.takeBackAnswer(to: track, at: date)
    case .play(let start, let before): try library.record(Play(track: track, startedAt: start, after: before))
    }
  }
}
