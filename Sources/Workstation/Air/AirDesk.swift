import Broadcast
import Engine
import Glibc
import Media
import Music
import Platform

/// What the room hears goes on air: to the mounts of the config and into the archive, with the names of tracks as they
/// take over. The main thread's; all that waits does so elsewhere.
final class AirDesk {
  private(set) var settings: AirSettings
  private let feed: AirFeed
  private let rate: SampleRate
  /// Where the archive lies, unless the config says so.
  private let archiveFolder: String
  private let log: MessageLog
  private let files: DiskQueue
  private var streams: [(mount: Mount, stream: MountStream)] = []
  private var archive: HourlyArchive?
  private(set) var isOn = false
  /// Of `monotonicSeconds`.
  private var since = 0.0
  /// What took over last.
  private(set) var title: StreamTitle?
  /// Its file, and when it took over, seconds since 1970.
  private(set) var playingPath: String?
  private(set) var titleSince = 0.0
  private var playing: UInt64?

  init(
    _ settings: AirSettings, tap: RecordingTap, rate: SampleRate, directories: AppDirectories, files: DiskQueue,
    log: MessageLog
  ) {
    (self.settings, self.rate, self.log, self.files) = (settings, rate, log, files)
    archiveFolder = directories.recordings + "/archive"
    feed = AirFeed(tap, rate: rate)
  }

  /// There is somewhere to go.
  var isWanted: Bool { !settings.mounts.isEmpty || settings.archive != nil }
  /// How long there was nothing to hear, up to now.
  var silence: Seconds { feed.silence }

  // MARK: On and off

  /// Does what a command says.
  func switchAir(_ wish: Switch) {
    let wanted = wish.applied(to: isOn)
    if wanted == isOn { return log.add(.note, isOn ? "on air already" : "off the air already") }
    wanted ? goOn() : goOff(within: 0)
  }

  private func goOn() {
    guard isWanted else {
      return log.add(
        .warning,
        "nowhere to stream to: the config wants lines like air_password = … and, below it, "
          + "mount = mp3 128 radio.example.org:8000/live.mp3")
    }
    (isOn, since) = (true, monotonicSeconds())
    open()
    feed.start()
    let names = settings.mounts.map(\.address) + (settings.archive == nil ? [] : ["the archive"])
    log.add(.note, "going on air: \(names.joined(separator: ", "))")
  }

  private func goOff(within seconds: Double) {
    isOn = false
    feed.stop()
    feed.use([])
    for item in streams { item.stream.close(within: seconds) }
    archive?.close(within: max(seconds, 2))
    (streams, archive) = ([], nil)
    log.add(.note, "off the air")
  }

  /// The program ends. - Parameter seconds: how long each stream may take to send what it has.
  func close(within seconds: Double) { if isOn { goOff(within: seconds) } }

  /// Other settings, while it goes on: what is as it was is not touched.
  func use(_ settings: AirSettings) {
    let old = self.settings
    self.settings = settings
    guard isOn else { return }
    let stays = settings.station == old.station
    for item in streams where !stays || !settings.mounts.contains(item.mount) {
      item.stream.close()
      log.add(.note, "\(item.mount.address) is left")
    }
    streams.removeAll { !stays || !settings.mounts.contains($0.mount) }
    if settings.archive != old.archive || settings.archiveFolder != old.archiveFolder {
      archive?.close()
      archive = nil
    }
    open()
  }

  /// All that the settings want and that is not there yet.
  private func open() {
    for mount in settings.mounts where !streams.contains(where: { $0.mount == mount }) {
      let stream = MountStream(mount, settings.station, title: title, rate: rate) { [messages = log.elsewhere] report in
        switch report {
        case .onAir: messages.post(.note, "on air: \(mount.address), \(mount.format.words)")
        case .lost(let why): messages.post(.warning, "\(mount.address): \(why); it is tried again")
        }
      }
      streams.append((mount, stream))
    }
    // The order of the config.
    streams = settings.mounts.compactMap { mount in streams.first { $0.mount == mount } }
    if archive == nil, let format = settings.archive { archive = makeArchive(format) }
    feed.use(streams.map(\.stream) + (archive.map { [$0] } ?? []))
  }

  private func makeArchive(_ format: RecordingFormat) -> HourlyArchive {
    let folder = settings.archiveFolder ?? archiveFolder
    let messages = log.elsewhere
    let hooks = HourlyArchive.Hooks(
      place: { hour throws(StreamError) in
        if let complaint = makeFolder(folder) { throw StreamError("\(folder): \(complaint)") }
        return freeName("\(folder)/\(hour)", ending: format.ending, beside: ["cue"])
      },
      list: { path, entries in
        if let complaint = CueSheet.write(CueSheet.text(of: entries, recording: path), beside: path) {
          messages.post(.warning, complaint)
        }
      },
      complain: { messages.post(.warning, $0) })
    return HourlyArchive(format, title: title, rate: rate, hooks: hooks)
  }

  // MARK: Ticks

  /// What is done thirty times a second: a track that takes over is named.
  func tick(_ snapshot: EngineSnapshot, _ tracks: [DeckID: TrackOnDeck]) {
    guard let deck = snapshot.heardDeck, snapshot[deck].isHeard, let onDeck = tracks[deck], playing != onDeck.serial
    else { return }
    playing = onDeck.serial
    let next = StreamTitle(artist: onDeck.track.artist, title: onDeck.track.title)
    (title, playingPath, titleSince) = (next, onDeck.track.path, secondsSince1970())
    if isOn { feed.begin(next) }
  }

  /// As the screen shows it; nil while it is off.
  var shown: AirStatus? {
    guard isOn else { return nil }
    return AirStatus(
      seconds: monotonicSeconds() - since, title: title?.line, streams: streams.map { $0.stream.status },
      archive: archive?.path, silence: feed.silence, lostFrames: feed.lostFrames)
  }
}

extension CueSheet {
  /// The sheet of a file of the archive.
  static func text(of entries: [HourlyArchive.Entry], recording: String) -> String {
    let items = entries.map { entry in
      Tracklist.Item(
        seconds: entry.seconds, deck: .a,
        track: Journal.PlayedTrack(path: "", title: entry.title.title, artist: entry.title.artist))
    }
    return text(of: items, recording: recording)
  }

  /// Writes it as NAME.cue beside NAME.flac. - Returns: nil, or why it cannot be written.
  static func write(_ text: String, beside recording: String) -> String? {
    write(text, to: neighbour(of: recording, named: "\(baseName(recording)).cue"))
  }
}
