import Library
import Music

/// What can be noted of the track that is auditioned, else of the selected or playing one.
package enum NoteCommand: Sendable, Hashable {
  /// Stars, 1…5; 0: not rated.
  case rate(Int)
  /// A word of the DJ's own to find it by.
  case tag(String)
  /// Takes a tag away; nil: all of them.
  case untag(String?)
  /// Nil: no comment.
  case comment(String?)
  /// Nil: no colour.
  case colour(CueColour?)
  /// Takes the last note back, or makes the one again that was taken back last.
  case undo, redo
}

/// What the DJ notes of tracks, and takes back; all of it goes to the library. The main thread's.
final class NoteDesk {
  private struct Change {
    var track: Track
    var before: TrackNotes
    var after: TrackNotes
  }

  private let library: LibraryWork
  private let log: MessageLog
  /// The last one last.
  private var done: [Change] = []
  private var undone: [Change] = []

  init(library: LibraryWork, log: MessageLog) { (self.library, self.log) = (library, log) }

  var canUndo: Bool { !done.isEmpty }
  var canRedo: Bool { !undone.isEmpty }

  /// Notes something of a track, and says what.
  func note(_ command: NoteCommand, of track: Track) {
    guard library.keeps(track) else {
      return log.add(.warning, "\(track.title) is not in the library yet: a note of it could not be kept")
    }
    let before = library.notes(of: track)
    var after = before
    let said: String
    switch command {
    case .rate(let stars):
      after = TrackNotes(rating: stars, comment: before.comment, colour: before.colour, tags: before.tags)
      said = after.rating.map { "\(Self.stars($0)) for \(track.title)" } ?? "\(track.title) is not rated"
    case .tag(let tag):
      guard after.add(tag: tag) else { return log.add(.warning, "\(track.title) is tagged “\(tag)” already") }
      said = "\(track.title): \(after.tags.joined(separator: ", "))"
    case .untag(let tag?):
      guard after.remove(tag: tag) else {
        let has = before.tags.isEmpty ? "it has none" : "it has \(before.tags.joined(separator: ", "))"
        return log.add(.warning, "\(track.title) is not tagged “\(tag)”: \(has)")
      }
      said = "\(track.title): no longer “\(tag)”"
    case .untag(nil):
      after = TrackNotes(rating: before.rating, comment: before.comment, colour: before.colour)
      said = "\(track.title) has no tags"
    case .comment(let text):
      after.comment = text
      said = text.map { "\(track.title): “\($0)”" } ?? "\(track.title) has no comment"
    case .colour(let colour):
      after.colour = colour
      said = "\(track.title) is \(colour?.rawValue ?? "without a colour")"
    case .undo, .redo: return
    }
    done.append(Change(track: track, before: before, after: after))
    undone = []
    keep(after, of: track)
    log.add(.note, said)
  }

  /// Takes the last note of this session back.
  func undo() {
    guard let last = done.popLast() else { return log.add(.warning, "there is no note to take back") }
    undone.append(last)
    keep(last.before, of: last.track)
    log.add(.note, "the notes of \(last.track.title) are as before")
  }

  /// Makes the note again that was taken back last.
  func redo() {
    guard let last = undone.popLast() else { return log.add(.warning, "no note was taken back") }
    done.append(last)
    keep(last.after, of: last.track)
    log.add(.note, "the notes of \(last.track.title) are there again")
  }

  private func keep(_ notes: TrackNotes, of track: Track) { library.keep(.track(.init(track), .notes(notes))) }

  private static func stars(_ count: Int) -> String { count == 1 ? "1 star" : "\(count) stars" }
}

extension Workstation {
  /// Does what a command about notes says.
  func perform(_ command: NoteCommand) {
    switch command {
    case .undo: notes.undo()
    case .redo: notes.redo()
    default:
      guard let track = audition.track ?? library.selected ?? playingTrack else {
        return log.add(.warning, "there is no track to note that of: select one, or play one")
      }
      notes.note(command, of: track)
    }
  }
}
