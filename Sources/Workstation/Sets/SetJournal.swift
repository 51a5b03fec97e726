import Engine
import Glibc
import Media
import Music
import Platform

/// What is left of the running set: its journal, its recording with the cue sheet beside it, and which tracks the room
/// has heard. The main thread's; files are written on threads of their own.
final class SetJournal {
  private let folders: (journals: String, recordings: String)
  private let rate: SampleRate
  private let format: RecordingFormat
  private let taps: Recorder.Taps
  private let files: DiskQueue
  private let log: MessageLog
  /// Nil where it could not be made: the set is played all the same.
  private let writer: JournalWriter?
  private var recording: SetRecording?
  private var recordsDecks: Bool
  private var played = PlayedTracks()
  /// Where recordings of this set lie.
  private var recordings: [String] = []
  /// The file of the last one that began.
  var lastRecording: String? { recordings.last }
  private var hasBeenHeard = false
  /// How the journal brings back each track that is on its way to the audio thread, by serial number.
  private var onTheWay: [UInt64: (track: Journal.TrackSpec, stems: [StemKind])] = [:]
  /// The stems of the tracks that the audio thread has, for their names.
  private var stems: [DeckID: [StemKind]] = [:]
  /// How it brings back each ident on its way, by serial number.
  private var idents: [UInt64: Journal.IdentSpec] = [:]

  /// Begins the journal; a journal that cannot be written is said, and the set is played without.
  init(
    directories: AppDirectories, settings: Settings, rate: SampleRate, taps: Recorder.Taps, files: DiskQueue,
    log: MessageLog
  ) {
    folders = (directories.journals, directories.recordings)
    self.rate = rate
    self.taps = taps
    self.files = files
    self.log = log
    format = settings.recordingFormat
    recordsDecks = settings.recordsDecks
    do {
      writer = try JournalWriter(folder: directories.journals, rate: rate, started: dateAndTime())
    } catch {
      writer = nil
      log.add(.warning, error.description)
    }
  }

  // MARK: The journal

  /// A track is on its way to the audio thread: the journal names it when it has arrived.
  func expect(_ loaded: LoadedTrack, from path: String) {
    let grid = loaded.grid.map(Journal.GridSpec.known) ?? .none
    let spec = Journal.TrackSpec(path: path, grid: grid, stems: !loaded.stems.isEmpty)
    onTheWay[loaded.serial] = (spec, loaded.stems.map(\.kind))
  }

  /// An ident is on its way to the audio thread.
  func expect(_ loaded: LoadedTrack, as ident: Journal.IdentSpec) { idents[loaded.serial] = ident }

  /// Writes down what the audio thread has done.
  func note(_ applied: AppliedCommand) {
    switch applied.command.action {
    case .load(let deck, let handle):
      if let spec = arrived(handle, on: deck) { writer?.write(.load(deck, spec), at: applied.frame) }
    case .refresh(let deck, let handle):
      if let spec = arrived(handle, on: deck) { writer?.write(.refresh(deck, spec), at: applied.frame) }
    // What is heard in the headphones alone is no part of the set.
    case .preview: break
    case .ident(let handle, _, _):
      if let spec = idents.removeValue(forKey: handle.serial) {
        writer?.write(.ident(spec, applied.command.at), at: applied.frame)
      }
    default: writer?.write(.command(applied.command), at: applied.frame, stems: stems)
    }
  }

  private func arrived(_ handle: TrackHandle, on deck: DeckID) -> Journal.TrackSpec? {
    let spec = onTheWay.removeValue(forKey: handle.serial)
    stems[deck] = spec?.stems ?? []
    return spec?.track
  }

  /// What is done thirty times a second: what was heard and recorded since the last time is written down.
  func tick(_ snapshot: EngineSnapshot, _ tracks: [DeckID: TrackOnDeck]) {
    noteRecording(played.update(snapshot, tracks, rate: rate))
    if let complaint = writer?.takeComplaint() { log.add(.failure, complaint) }
  }

  /// The set's last line.
  func end(at frame: ClockFrame) { writer?.write(.end, at: frame) }

  /// Waits until all lines are written, for so long at most. - Returns: whether they are.
  func finish(within limit: Seconds) -> Bool { writer?.finish(within: limit) ?? true }

  /// Says what an earlier run left when it was ended by force: where its recording is.
  func findInterruptedSet() {
    files.run { [folder = folders.journals, own = writer?.path, messages = log.elsewhere] in
      let newest = JournalFile.all(in: folder).first { $0.path != own }
      guard let newest, !JournalWriter.isBeingWritten(newest.path), let text = textFile(newest.path),
        let set = try? Journal(parsing: text, name: newest.path), !set.isEnded
      else { return }
      guard let open = set.recordings.last, open.end == nil, access(open.recording.path, R_OK) == 0 else { return }
      messages.post(
        .note, "the last set was cut off; its recording is complete to the last second: \(open.recording.path)")
    }
  }

  // MARK: The recording

  /// As the screen shows it; nil while nothing is recorded.
  var shownRecording: Status.Recording? { recording?.shown }

  /// Begins a recording where none runs, or ends the one that does. - Parameter periodFrames: the output's.
  func record(_ wish: Switch, periodFrames: Int) {
    guard wish.applied(to: recording != nil) != (recording != nil) else {
      return log.add(.note, recording.map(already) ?? "nothing is being recorded")
    }
    if let recording { return recording.stop() }
    begin("\(folders.recordings)/\(dateAndTime())", format, periodFrames)
  }

  /// Begins a recording to this file: its ending says the format, and where it has no folder it lies with the others.
  func record(to name: String, periodFrames: Int) {
    if let recording { return log.add(.note, already(recording)) }
    let path = plainPath(name.contains("/") ? name : "\(folders.recordings)/\(name)")
    let ending = fileEnding(path)
    if ending.isEmpty { return begin(path, format, periodFrames) }
    guard let named = RecordingFormat(ending: ending) else {
      return log.add(.failure, "a recording ends in .wav, .flac, .ogg, .opus or .mp3, not in .\(ending)")
    }
    begin(neighbour(of: path, named: baseName(path)), format.ending == named.ending ? format : named, periodFrames)
  }

  /// Whether the next recordings have a file for each deck too.
  func recordDecks(_ wish: Switch) {
    recordsDecks = wish.applied(to: recordsDecks)
    let what = recordsDecks ? "the master and each deck" : "the master alone"
    log.add(.note, recording == nil ? "recordings hold \(what)" : "the next recording holds \(what)")
  }

  /// Ends the recording and waits until its files are whole; two seconds at most.
  func finishRecording() { recording?.finish() }

  private func already(_ recording: SetRecording) -> String {
    recording.file.map { "already recording to \($0.path)" } ?? "the recording is about to begin"
  }

  private func begin(_ name: String, _ format: RecordingFormat, _ periodFrames: Int) {
    let recorder = Recorder(
      name, format, decks: recordsDecks, taps: taps, rate: rate, periodFrames: periodFrames
    ) { [messages = log.elsewhere] recording in messages.post(.note, "recording to \(recording.path)") }
    recording = recorder.map(SetRecording.init)
    if recorder == nil { log.add(.failure, "the last recording is still being written: try again in a moment") }
  }

  /// What is left of the set, a line each: its journal, where the room heard anything, and its recordings.
  var kept: [String] {
    (hasBeenHeard ? writer.map { ["the set: \($0.path)"] } ?? [] : []) + recordings.map { "recorded: \($0)" }
  }

  /// Brings the journal and the cue sheet up to what was recorded and heard since the last tick.
  private func noteRecording(_ heard: [PlayedTracks.Entry]) {
    for entry in heard { writer?.write(.heard(entry.deck, entry.track), at: entry.frame) }
    if !heard.isEmpty { hasBeenHeard = true }
    if let (file, first) = recording?.takeStart(rate: rate) {
      recordings.append(file.path)
      writer?.write(.recordOn(file), at: first)
      for entry in played.present where !heard.contains(entry) {
        writer?.write(.heard(entry.deck, entry.track), at: max(first, entry.frame))
        recording?.add(entry, files, log.elsewhere)
      }
    }
    for entry in heard { recording?.add(entry, files, log.elsewhere) }
    if recording?.takeLowDiskWarning() == true {
      log.add(.warning, "the disk has room for less than ten more minutes of recording")
    }
    guard let outcome = recording?.outcome else { return }
    if let end = recording?.endFrame { writer?.write(.recordOff, at: end) }
    recording = nil
    log.add(outcome.weight, outcome.sentence)
  }
}

/// "NAME.wav", or "NAME-2.wav" where that is taken: nothing that was recorded is ever written over.
/// - Parameter beside: endings of files that come to lie beside it.
func freeName(_ name: String, ending: String, beside: [String] = []) -> String {
  var base = name
  var number = 2
  while ([ending] + beside).contains(where: { access("\(base).\($0)", F_OK) == 0 }) {
    base = "\(name)-\(number)"
    number += 1
  }
  return "\(base).\(ending)"
}
