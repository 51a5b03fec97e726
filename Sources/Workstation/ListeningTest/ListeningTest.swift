import Music
import Platform

/// The listening test: track by track, the strongest thirty seconds of each, until the DJ has said what it is. Pure: it
/// is told what is heard and answered, and says what is to be done.
struct ListeningTest {
  /// Of what the tracks are, as the DJ called it.
  let name: String
  private let tracks: [Track]
  private var index = 0
  /// Since when the track is heard; nil while it is on its way, or was heard.
  private var heardSince: Seconds?
  private var wasHeard = false
  /// What was said, track by track.
  private(set) var given: [(track: Track, answer: Answer)] = []

  /// Of each track so much is heard.
  static let length = Seconds(30)

  /// What is to be done.
  enum Deed: Equatable {
    /// Let this be heard from its strongest part.
    case hear(Track)
    /// Its thirty seconds are over: silence, and the question.
    case ask(Track)
    /// All tracks were answered to.
    case end
  }

  /// - Parameter tracks: in the order in which they are heard.
  init(name: String, tracks: [Track]) { (self.name, self.tracks) = (name, tracks) }

  /// The track that is asked about; nil at the end.
  var track: Track? { tracks.indices.contains(index) ? tracks[index] : nil }

  /// What the DJ wants to hear again: what was kept and the classics, in the order of the answers.
  var liked: [Track] { given.filter { [.keep, .classic].contains($0.answer) }.map(\.track) }

  /// What comes first.
  func begin() -> Deed { track.map(Deed.hear) ?? .end }

  /// - Parameters:
  ///   - isHeard: the track sounds now.
  ///   - now: on a clock that never goes back.
  mutating func look(isHeard: Bool, now: Seconds) -> Deed? {
    guard let track, !wasHeard else { return nil }
    if isHeard, heardSince == nil { heardSince = now }
    guard let since = heardSince, now - since >= Self.length || !isHeard else { return nil }
    (heardSince, wasHeard) = (nil, true)
    return .ask(track)
  }

  /// The DJ has answered; what counts is only an answer to the track that is asked about.
  mutating func answered(_ answer: Answer, to path: String) -> Deed? {
    guard let track, FilePath(track.path) == FilePath(path) else { return nil }
    given.append((track, answer))
    return goOn()
  }

  /// The DJ took the last answer back: its track is heard again.
  mutating func tookBack(_ path: String) -> Deed? {
    guard let last = given.last, FilePath(last.track.path) == FilePath(path) else { return nil }
    given.removeLast()
    index = tracks.firstIndex { FilePath($0.path) == FilePath(path) } ?? index
    (heardSince, wasHeard) = (nil, false)
    return .hear(last.track)
  }

  /// It cannot be heard: the next one.
  mutating func leaveOut() -> Deed { goOn() }

  private mutating func goOn() -> Deed {
    index += 1
    (heardSince, wasHeard) = (nil, false)
    return begin()
  }

  /// The track has not been heard yet.
  var isOnItsWay: Bool { track != nil && heardSince == nil && !wasHeard }

  /// "3 of 12".
  var place: String { "\(min(index + 1, tracks.count)) of \(tracks.count)" }

  /// "2 keep, 1 skip, 1 classic".
  var tally: String {
    let counts = Answer.allCases.map { answer in (answer, given.count { $0.answer == answer }) }.filter { $0.1 > 0 }
    return counts.isEmpty ? "no answers" : counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
  }
}

/// What can be done with the listening test.
package enum TestCommand: Sendable, Hashable {
  /// With all that the browser lists.
  case listed
  /// With a playlist, a crate or a folder.
  case of(String)
  case stop
}
