import Library

/// Commands that name a track by words of its title (`queue add blue room`, `audition blue room`): they are done, with
/// its file in place of the words, as soon as the library has said which track is meant. What words mean is decided in
/// one place, by `TrackFinder`, as for loads, which ask it on their decks' threads.
extension Workstation {
  /// Whether a command must wait until the library has said which track it means; it is done then.
  func mustBeFound(_ command: Command) -> Bool {
    guard let title = command.title else { return false }
    library.find(title, for: foundTracks) { workstation, found in
      switch found {
      case .success(let track):
        workstation.asOneStep([command.naming(track.path)], title: nil, isTyped: true) { workstation.carryOut($0) }
      case .failure(let none): workstation.log.add(.warning, none.description)
      }
    }
    return true
  }
}

extension Command {
  /// What names a track and is no path: a file beside the program, or words of a title. Nil where there is nothing
  /// like that in it.
  fileprivate var title: String? {
    let path: String? =
      switch action {
      case .queue(.add(.path(let path))), .audition(.start(.path(let path), _)), .audition(.room(.path(let path))),
        .answer(.give(_, .path(let path))), .queue(.put(_, let path)):
        path
      default: nil
      }
    return path.flatMap { $0.contains("/") ? nil : $0 }
  }

  /// The same of this file.
  fileprivate func naming(_ path: String) -> Command {
    var command = self
    switch action {
    case .queue(.add): command.action = .queue(.add(.path(path)))
    case .queue(.put(let row, _)): command.action = .queue(.put(row, path))
    case .audition(.start(_, let place)): command.action = .audition(.start(.path(path), place))
    case .audition(.room): command.action = .audition(.room(.path(path)))
    case .answer(.give(let answer, _)): command.action = .answer(.give(answer, .path(path)))
    default: break
    }
    return command
  }

  /// It names a track by what only the library can tell: nothing is done yet.
  var isByTitle: Bool { title != nil }
}
