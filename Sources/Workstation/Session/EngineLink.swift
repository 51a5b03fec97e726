import Engine
import Music

/// The way of commands and tracks to the audio thread, and what waits there for its moment. The main thread's.
final class EngineLink {
  private let engine: Engine
  private let journal: SetJournal
  private let log: MessageLog
  private var pending = PendingCommands()
  private var glides = RunningGlides()
  private var nextSerial: UInt64 = 1
  /// The stems of the tracks that the decks were given, for their names.
  private var stems: [DeckID: [StemKind]] = [:]

  init(_ engine: Engine, journal: SetJournal, log: MessageLog) {
    self.engine = engine
    self.journal = journal
    self.log = log
  }

  /// What the audio thread last said of itself.
  var snapshot: EngineSnapshot { engine.snapshot() }
  /// The lines of the commands that wait for their beat, bar or phrase.
  var pendingLines: [String] { pending.lines }
  /// What is sent now is the autopilot's.
  var isAutopilots = false

  /// The numbers of the commands with a moment that were sent since a number was the last; nil where none was.
  func numbers(since number: UInt32) -> ClosedRange<UInt32>? {
    pending.last > number ? number + 1...pending.last : nil
  }

  /// The number of the command with a moment that was sent last.
  var lastNumber: UInt32 { pending.last }

  /// Whether one of these still waits.
  func waits(_ choice: PendingCommands.Choice) -> Bool {
    pending.forgetDone(snapshot)
    return pending.waits(choice)
  }

  /// What waits is not done. - Returns: the lines of what is given up.
  func cancel(_ choice: PendingCommands.Choice) -> [String] {
    pending.forgetDone(snapshot)
    let taken = pending.take(choice)
    for (number, _) in taken { send(EngineCommand(.mixer(.cancel(number)))) }
    return taken.map(\.line)
  }

  /// Whether a control is on its way. - Parameter isAutopilots: by the autopilot, else by a hand or a macro.
  func glides(isAutopilots: Bool) -> Bool { glides.runs(isAutopilots: isAutopilots) }

  /// What is on its way stops where it is. - Returns: the lines that say so.
  func stopGlides(isAutopilots: Bool, concerning deck: DeckID? = nil) -> [String] {
    let stops = glides.take(isAutopilots: isAutopilots, concerning: deck, snapshot)
    for command in stops { send(command) }
    return stops.compactMap { CommandText.line(for: $0, stems: stems) }
  }

  /// Hands a command to the audio thread; that there is no room for it is said.
  func send(_ command: EngineCommand) {
    guard engine.submit(command) else {
      return log.add(.failure, "the engine is behind: the command was dropped; try again")
    }
    glides.said(command, isAutopilots: isAutopilots, snapshot)
    if command.at != .now {
      pending.add(command, line: line(of: command), isAutopilots: isAutopilots)
    }
  }

  /// What waits, as it will be heard: a toggle starts what stands and stops what plays.
  private func line(of command: EngineCommand) -> String? {
    guard case .deck(let deck, .playToggle) = command.action else {
      return CommandText.line(for: command, stems: stems)
    }
    let isPlaying = snapshot[deck].isPlaying
    let heard = EngineCommand(.deck(deck, isPlaying ? .pause : .play), at: command.at, over: command.over)
    return CommandText.line(for: heard, stems: stems)
  }

  /// Makes a track for the audio thread, under a number of its own.
  func track(
    _ original: PCM, stems: [LoadedTrack.LoadedStem] = [], grid: BeatGrid?,
    busLoudness: LoadedTrack.BusLoudness? = nil
  ) -> LoadedTrack {
    defer { nextSerial += 1 }
    return LoadedTrack(serial: nextSerial, original: original, stems: stems, grid: grid, busLoudness: busLoudness)
  }

  /// Hands a track to the audio thread; the journal notes how it comes back.
  /// - Parameter isNew: false for the track that the deck has already, with more known of it.
  func send(_ loaded: LoadedTrack, to deck: DeckID, isNew: Bool, path: String) {
    stems[deck] = loaded.stems.map(\.kind)
    journal.expect(loaded, from: path)
    let handle = engine.handle(for: loaded)
    send(EngineCommand(isNew ? .load(deck, handle) : .refresh(deck, handle)))
  }

  /// Plays a track in the headphones, or over the decks in the room.
  func preview(_ loaded: LoadedTrack, at time: TrackTime, gain: Decibels, _ inTime: PreviewTime, isInRoom: Bool) {
    let handle = engine.handle(for: loaded)
    send(EngineCommand(.preview(.start(handle, at: time, gain: gain, inTime, isInRoom: isInRoom))))
  }

  /// Another version of what is previewed goes on in its place.
  func exchangePreview(_ loaded: LoadedTrack, gain: Decibels) {
    send(EngineCommand(.preview(.exchange(engine.handle(for: loaded), gain: gain))))
  }

  /// Lays a station's ident over the mix.
  func play(ident spec: Journal.IdentSpec, _ sound: PCM, at moment: Moment) {
    let loaded = track(sound, grid: nil)
    journal.expect(loaded, as: spec)
    send(EngineCommand(.ident(engine.handle(for: loaded), gain: spec.gain, dip: spec.dip), at: moment))
  }

  /// The deck has no track any more.
  func emptied(_ deck: DeckID) { stems[deck] = nil }

  /// What the audio thread has done since it was last asked, in order; the journal has it by then.
  func takeApplied() -> [AppliedCommand] {
    pending.forgetDone(snapshot)
    let applied = engine.takeApplied()
    let now = snapshot
    for command in applied {
      journal.note(command)
      glides.note(command.command, now)
    }
    glides.forgetArrived(now)
    return applied
  }

  /// Frees what the audio thread gave back.
  func collectReturns() { engine.collectReturns() }
}
