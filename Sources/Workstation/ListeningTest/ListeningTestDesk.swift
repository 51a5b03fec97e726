import Dispatch
import Library
import Music
import Platform

/// The listening test in its place: lets tracks be auditioned one after the other, takes in the answers, and at the end
/// says the tally and saves a playlist of what was liked. The main thread's.
final class ListeningTestDesk {
  private var test: ListeningTest?
  private let audition: AuditionDesk
  private let library: LibraryWork
  private let directories: AppDirectories
  private let files: DiskQueue
  private let log: MessageLog
  private let inbox = MainQueue<ListeningTestDesk>()
  private let worker = DispatchQueue(label: "segue.test", qos: .userInitiated)
  /// No set was on when the test began: the room hears the test. Else the headphones do.
  private var isInRoom = false

  init(audition: AuditionDesk, library: LibraryWork, directories: AppDirectories, files: DiskQueue, log: MessageLog) {
    (self.audition, self.library, self.directories, self.files) = (audition, library, directories, files)
    self.log = log
  }

  /// As the screen shows it; nil while there is none.
  var words: String? {
    test.flatMap { test in test.track.map { "\(test.place): \($0.title) · keep, skip, grower or classic?" } }
  }

  /// Does what a command says. - Parameter isPlaying: the room hears a deck.
  func perform(_ command: TestCommand, isPlaying: Bool) {
    switch command {
    case .stop:
      guard test != nil else { return log.add(.note, "no listening test is on") }
      end()
    case .listed: begin(of: "the list", library.listed, isPlaying: isPlaying)
    case .of(let name):
      worker.async { @Sendable [inbox, library = library.tracks.library, playlists = directories.playlists] in
        do {
          let list = try NamedList(name, in: library, playlists: playlists)
          inbox.post { $0.begin(of: list.name, list.tracks, isPlaying: isPlaying) }
        } catch {
          inbox.post { $0.log.add(.failure, "\(error)") }
        }
      }
    }
  }

  private func begin(of name: String, _ ids: [TrackID], isPlaying: Bool) {
    let known = library.tracks.trouble.read("the tracks of \(name)") { () throws(LibraryError) in
      try library.tracks.library.tracks(ids)
    }
    let tracks = (known ?? []).filter { !$0.isMissing }
    guard !tracks.isEmpty else { return log.add(.warning, "there is no track to test in \(name)") }
    isInRoom = !isPlaying
    test = ListeningTest(name: name, tracks: tracks)
    if let deed = test?.begin() { carryOut(deed) }
  }

  // MARK: Ticks and answers

  /// Looks at what is heard.
  func tick() {
    inbox.run(on: self)
    guard let track = test?.track else { return }
    let shown = audition.isGoing && audition.track?.path == track.path ? audition.shown : nil
    // A file that cannot be played: why has been said.
    if test?.isOnItsWay == true, !audition.isGoing, let deed = test?.leaveOut() { return carryOut(deed) }
    if let deed = test?.look(isHeard: shown?.position != nil, now: monotonicTime()) { carryOut(deed) }
  }

  /// The DJ has answered.
  func noteAnswer(_ answer: Answer, to path: String) {
    if let deed = test?.answered(answer, to: path) { carryOut(deed) }
  }

  /// The DJ took an answer back.
  func noteUndo(of path: String) {
    if let deed = test?.tookBack(path) { carryOut(deed) }
  }

  /// The track that an answer is about; nil while no test is on.
  var track: Track? { test?.track }

  private func carryOut(_ deed: ListeningTest.Deed) {
    switch deed {
    case .hear(let track):
      audition.start(track, .best, isInRoom: isInRoom)
      // Refused: without headphones nobody would hear it, which has been said.
      if !audition.isGoing { test = nil }
    case .ask: audition.stop()
    case .end: end()
    }
  }

  private func end() {
    guard let test else { return }
    self.test = nil
    audition.stop()
    log.add(.note, "the test of \(test.name): \(test.tally)")
    if !test.liked.isEmpty { save(test) }
  }

  /// What was liked, beside the other playlists.
  private func save(_ test: ListeningTest) {
    var queue = PlayQueue()
    for track in test.liked { queue.add(track) }
    // A name that a file can have.
    let name = String(test.name.prefix(80).map { $0 == "/" ? "-" : $0 })
    queue.save(as: plainPath("\(directories.playlists)/liked of \(name).m3u8"), files, log)
  }
}
