import Engine
import Music
import Platform

/// A station with no one in the chair: the autopilot is on from the start, what plays is written where others read it,
/// silence is ended, and the end comes at a bar. The main thread's.
final class RadioDesk {
  private let files: DiskQueue
  private let log: MessageLog
  private let lastSet: LastSet
  private let nowPlaying: NowPlayingFile
  private var watchdog = SilenceWatchdog()
  let fallback: Fallback
  let page: PageDesk
  private var playedSound = PlayedSound()
  private var hasAsked = false
  private var hasBegun = false
  /// When it has to be over, whatever still plays.
  private var ending: Seconds?
  /// All has stood still since it was told to end.
  private(set) var isOver = false

  /// Bars are shorter; what has not ended by then ends in the middle.
  private static let longestEnd = Seconds(6)

  init(
    directories: AppDirectories, files: DiskQueue, log: MessageLog, lastSet: LastSet, nowPlaying path: String?,
    fallback: Fallback
  ) {
    (self.files, self.log, self.lastSet, self.fallback) = (files, log, lastSet, fallback)
    page = PageDesk(log: log)
    nowPlaying = NowPlayingFile(path: path ?? directories.nowPlaying, files: files, log: log)
  }

  /// What is done thirty times a second. - Returns: what is to be done now.
  func tick(_ snapshot: EngineSnapshot, _ decks: DeckPair, _ air: AirDesk, _ auto: AutopilotDesk) -> [Command] {
    let now = monotonicTime()
    if let ending {
      isOver = now >= ending || !DeckID.allCases.contains { snapshot[$0].isPlaying }
      return []
    }
    nowPlaying.keep(Self.facts(air, auto))
    guard hasBegun else { return begin(auto) }
    // As the music counts, not as the wall does: a clock that is put right is no silence.
    let heard = snapshot.frame.seconds(at: fallback.rate)
    playedSound.letGo(snapshot, decks, but: fallback.sound, at: heard, fallback.rate)
    return watchdog.look(silence: air.silence, snapshot, at: heard) { log.add(.warning, $0) }
      + fallback.tick(snapshot, decks, auto, silence: air.silence, at: heard)
  }

  /// As soon as it is known what was cut off last time: that is not played again.
  private func begin(_ auto: AutopilotDesk) -> [Command] {
    guard let lines = lastSet.lines else { return [] }
    if !hasAsked {
      hasAsked = true
      let paths = lines.compactMap { line -> String? in
        switch try? CommandTable.parse(line).action {
        case .load(_, .path(let path)), .loadAt(_, .path(let path), _): path
        default: nil
        }
      }
      auto.rememberPlays(cutOff: paths) { $0.remembers = true }
    }
    guard auto.remembers else { return [] }
    hasBegun = true
    page.remember(auto.heardBefore.map { StationPage.Played(time: WallTime(here: $0.date).clock, title: $0.title) })
    return [Command(.auto(.radio(.on))), Command(.auto(.power(.on)))]
  }

  /// Ends at the next bar. - Returns: what is to be done now.
  func end(_ snapshot: EngineSnapshot, _ decks: DeckPair) -> [Command] {
    guard ending == nil else { return [] }
    ending = monotonicTime() + Self.longestEnd
    log.add(.note, "the radio ends at the bar")
    let playing = DeckID.allCases.filter { snapshot[$0].isPlaying }
    return [Command(.auto(.power(.off)))]
      + playing.map { deck in
        let hasBars = decks[deck].track?.loaded.grid != nil
        return Command(.engine(.deck(deck, .pause)), at: hasBars ? .bar : .now)
      }
  }

  /// What others read: what plays, and what comes.
  private static func facts(_ air: AirDesk, _ auto: AutopilotDesk) -> JSON {
    .object([
      ("artist", JSON(air.title?.artist)), ("title", JSON(air.title?.title)), ("path", JSON(air.playingPath)),
      ("since", JSON(air.title == nil ? nil : air.titleSince.rounded())),
      (
        "next",
        auto.coming.map { coming in
          .object([
            ("title", .text(coming.title)), ("kind", .text(coming.kind)),
            ("reasons", .list(coming.reasons.map(JSON.text))),
          ])
        } ?? .null
      ),
    ])
  }
}

/// The file that says what plays: replaced as a whole when that changes, so that nobody ever reads half of it.
private final class NowPlayingFile {
  private let path: String
  private let files: DiskQueue
  private let log: MessageLog
  private let inbox = MainQueue<NowPlayingFile>()
  private var written = ""
  private var hasFailed = false

  init(path: String, files: DiskQueue, log: MessageLog) { (self.path, self.files, self.log) = (path, files, log) }

  func keep(_ facts: JSON) {
    inbox.run(on: self)
    let line = facts.line
    guard line != written else { return }
    written = line
    files.run { [path, inbox] in
      guard let complaint = makeFolder(folder(of: path)) ?? replaceFile(path, with: line + "\n") else { return }
      inbox.post { $0.failed(complaint) }
    }
  }

  /// Said once: a disk that is full stays so.
  private func failed(_ complaint: String) {
    if hasFailed { return }
    hasFailed = true
    log.add(.warning, "what plays cannot be written to \(path): \(complaint)")
  }
}
