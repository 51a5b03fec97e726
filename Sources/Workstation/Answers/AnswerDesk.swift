import Engine
import Library
import Music
import Platform

/// What can be done with the DJ's answers to tracks.
package enum AnswerCommand: Sendable, Hashable {
  /// To the track that is auditioned; where none is, to this one.
  case give(Answer, Command.LoadSource)
  /// Takes the last answer back.
  case undo
}

/// What the DJ says to tracks, and takes back; all of it goes to the library. The main thread's.
final class AnswerDesk {
  /// An answer of this session.
  struct Given {
    var track: Track
    var answer: Answer
    /// Seconds since 1970; it tells answers apart.
    var date: Double
    /// What was said to the track before.
    var before: (answer: Answer, date: Double)?
  }

  private let library: LibraryWork
  private let queue: QueueDesk
  private let log: MessageLog
  /// The last one last.
  private var given: [Given] = []
  /// Whether growers that are due were spoken of.
  private var hasAsked = false

  init(library: LibraryWork, queue: QueueDesk, log: MessageLog) {
    (self.library, self.queue, self.log) = (library, queue, log)
  }

  /// Keeps an answer.
  /// - Parameters:
  ///   - after: what plays.
  ///   - course: how the set's energy is to go, in words.
  /// - Returns: it; nil where the library does not have the track.
  func give(_ answer: Answer, to track: Track, after: Track?, course: String?) -> Given? {
    guard library.keeps(track) else {
      log.add(.warning, "\(track.title) is not in the library yet: an answer to it could not be kept")
      return nil
    }
    // Two within one tick of the clock are two.
    let date = max(secondsSince1970(), (given.last?.date ?? 0) + 1e-3)
    let before = track.answer.flatMap { answer in track.answeredAt.map { (answer, $0) } }
    let new = Given(track: track, answer: answer, date: date, before: before)
    given.append(new)
    let previous = after.flatMap { $0.id.value > 0 && $0.id != track.id ? $0.id : nil }
    library.keep(.track(.init(track), .answer(answer, at: date, after: previous, course: course)))
    queue.mark(track.path, answer, at: date)
    let words = answer == .grower ? "\(track.title) asks again in \(Answer.growerDays) days" : track.title
    log.add(.note, "\(answer.words): \(words)")
    return new
  }

  /// The last answer of this session that was not taken back.
  var lastGiven: Given? { given.last }

  /// Takes the last answer of this session back. - Returns: it; nil where there is none.
  func undo() -> Given? {
    guard let last = given.popLast() else {
      log.add(.warning, "there is no answer to take back")
      return nil
    }
    library.keep(.track(.init(last.track), .answer(nil, at: last.date, after: nil, course: nil)))
    queue.mark(last.track.path, last.before?.answer, at: last.before?.date)
    log.add(.note, "taken back: \(last.answer.words) of \(last.track.title)")
    return last
  }

  /// Says how many growers ask again: once, a while after the start.
  func askAgain() {
    if hasAsked { return }
    hasAsked = true
    library.countGrowers { [messages = log.elsewhere] count in
      if count > 0 {
        let growers = count == 1 ? "1 grower asks" : "\(count) growers ask"
        messages.post(.note, "\(growers) to be heard again: search answer:again")
      }
    }
  }
}

extension Workstation {
  /// Does what a command about answers says.
  func perform(_ command: AnswerCommand) {
    switch command {
    case .undo:
      guard let given = answers.undo() else { return }
      taste.takeBack(given)
      test.noteUndo(of: given.track.path)
    case .give(let answer, let source):
      guard let track = answerable(source) else {
        return log.add(.warning, "there is no track to answer to: select one, or play one")
      }
      let given = answers.give(answer, to: track, after: playingTrack, course: auto.courseWords)
      guard let given else { return }
      taste.note(given)
      test.noteAnswer(answer, to: track.path)
    }
  }

  /// What an answer is about.
  private func answerable(_ source: Command.LoadSource) -> Track? {
    switch source {
    case .path(let path):
      let path = absolutePath(path)
      return library.track(at: path) ?? Track(id: TrackID(0), path: path)
    case .selected: return test.track ?? audition.track ?? library.selected ?? playingTrack
    case .suggested: return test.track ?? audition.track ?? library.suggested ?? playingTrack
    }
  }

  /// What the room hears.
  var playingTrack: Track? { engine.snapshot.heardDeck.flatMap { decks[$0].track?.track } }
}
