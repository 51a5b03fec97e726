import Library
import Media
import Music
import Platform

/// Tracks are split while music plays.
extension Workstation {
  /// Does what is said of splitting.
  func perform(_ command: SplitCommand) {
    switch command {
    case .deck(let id): split(decks[id])
    case .selected:
      guard let track = library.selected else { return log.add(.warning, "no track is selected") }
      splitWhereBare([track], otherwise: "\(track.title) has stems already")
    case .list(let name): split(listed: name)
    case .stop:
      let count = splits.stop()
      log.add(.note, count == 0 ? "nothing is being split" : "\(counted(count, "track")) not split")
    }
  }

  private func split(_ deck: DeckController) {
    guard let onDeck = deck.track else { return log.add(.warning, deck.emptyComplaint) }
    if deck.load.awaitsStems {
      return log.add(.warning, "\(deck.name): its stems are still being looked for; say it again in a moment")
    }
    guard onDeck.shown.stems.isEmpty else {
      let kinds = onDeck.shown.stems.map(\.rawValue).joined(separator: ", ")
      return log.add(.note, "\(deck.name) has stems already: \(kinds)")
    }
    split(onDeck.track)
  }

  private func split(_ track: Track) {
    let job = SplitJob(track)
    if splits.contains(job) { return log.add(.note, "\(track.title) is being split already") }
    splits.add([job])
    log.add(.note, "\(track.title) is being split: the music plays on; split stop gives it up")
  }

  /// The library is asked on the files' queue: a crate may be long.
  private func split(listed name: String) {
    files.run {
      [library = library.tracks.library, playlists = directories.playlists, foundTracks, log = log.elsewhere] in
      do {
        let list = try NamedList(name, in: library, playlists: playlists)
        let tracks = try library.tracks(list.tracks).filter { !$0.isMissing }
        foundTracks.post { $0.splitWhereBare(tracks, otherwise: "all tracks of \(list.name) have stems already") }
      } catch { log.post(.warning, "\(error)") }
    }
  }

  /// Has those tracks split that have no stems. The disk is asked: the library learns with the next scan only what was
  /// removed.
  private func splitWhereBare(_ tracks: [Track], otherwise nothing: String) {
    files.run { [media = decks.a.media, foundTracks] in
      let folders = StemFolders(isForMany: tracks.count > 1)
      let bare = tracks.filter { media.stems(of: $0.path, content: $0.contentID, in: folders).isEmpty }
      foundTracks.post { workstation in
        guard bare.count != 1 else { return workstation.split(bare[0]) }
        guard !bare.isEmpty else { return workstation.log.add(.note, nothing) }
        workstation.splits.add(bare.map(SplitJob.init))
        workstation.log.add(
          .note, "\(bare.count) tracks are being split, one after the other; split stop gives them up")
      }
    }
  }

  /// What became of a track: decks that hold it take its stems up, and the library knows.
  func take(_ outcome: SplitJobs.Outcome) {
    switch outcome {
    case .givenUp: break
    case .failed(let job, let sentence): log.add(.failure, "\(job.title) is not split: \(sentence)")
    case .made(let job, let account):
      let kinds = account.kinds.map(\.rawValue).joined(separator: ", ")
      log.add(.note, "\(job.title) has stems now: \(kinds)")
      if !account.warnings.isEmpty {
        log.add(.warning, "\(job.title): \(account.warnings.joined(separator: " "))")
      }
      let holders = decks.all.filter { $0.track.map { FilePath($0.track.path) } == job.path }
      for deck in holders { deck.stemsWereMade() }
      // A deck tells the library itself what it has read.
      if holders.isEmpty, let track = library.track(at: job.path.text) {
        library.keep(.track(.init(track), .stems(true)))
        library.listenToStems(of: track.path)
      }
    }
  }
}

extension StemCache.Account {
  /// The stems that were made, in the order of `StemKind`.
  fileprivate var kinds: [StemKind] { StemKind.allCases.filter { files[$0.rawValue] != nil } }
}
