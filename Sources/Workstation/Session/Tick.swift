import Dispatch
import Engine
import Library
import Music
import Platform

extension Workstation {
  /// What is to be done again and again: thirty times a second is enough. Opens the jobs' letters, writes the journal,
  /// keeps what the DJ made, frees what the audio thread gave back.
  package func tick() {
    for letter in inbox.take() { letter(self) }
    if !hasResumed, engine.snapshot().frame.seconds(at: settings.output.rate) > Seconds(1) {
      // Not at once: the first screen comes before work that nobody waits for.
      hasResumed = true
      jobs.resume()
    }
    let snapshot = engine.snapshot()
    forgetWaits(snapshot)
    for applied in engine.takeApplied() { note(applied) }
    noteRecording(listening.update(snapshot, decks, rate: settings.output.rate))
    if let complaint = journal?.takeComplaint() { messages.add(.failure, complaint) }
    engine.collectReturns()
    for deck in DeckID.allCases {
      keepCues(of: deck, snapshot)
      notePlay(of: deck, snapshot[deck])
      noticeEnd(of: deck, snapshot[deck])
      noticeRefusal(of: deck, snapshot[deck])
    }
    suggesting.update(snapshot, decks, store, inbox)
    if browser.needsRest() { readOrder() }
    if libraryIsStale {
      libraryIsStale = false
      browser.refresh(library)
      suggesting.forget()
    }
    noticeDevice()
    dropouts.note(xruns: output.status.xruns, isPlaying: DeckID.allCases.contains { snapshot[$0].isPlaying })
    if overload.notices(dropouts.count, at: monotonicTime()) { lightenKeyLock(snapshot) }
    lookAfterLibrary()
  }

  /// Sound that keeps dropping out is worse than any key lock: decks that stretch with the engine of most work take the
  /// one of least.
  private func lightenKeyLock(_ snapshot: EngineSnapshot) {
    for deck in DeckID.allCases
    where snapshot[deck].isPlaying && snapshot[deck].keyLock && snapshot[deck].keyLockEngine == .finer {
      submit(EngineCommand(.deck(deck, .keyLockEngine(.faster))))
      messages.add(
        .warning,
        "the sound keeps dropping out: key lock of deck \(deck.word) is faster now, for finer is a lot of work. "
          + "Longer periods help, too (--period 512)")
    }
  }

  private func lookAfterLibrary() {
    guard monotonicTime() >= nextLook else { return }
    nextLook = monotonicTime() + Seconds(2)
    guard let watched = libraryFile else { return }
    libraryFile = nil
    files.run { [inbox] in
      var watch = watched
      let isLost = watch.noticesLoss()
      inbox.post { [watch] workstation in
        workstation.libraryFile = watch
        if isLost { workstation.sayLibraryIsLost(watch.path) }
      }
    }
  }

  private func sayLibraryIsLost(_ path: String) {
    messages.add(
      .failure,
      "the library \(path) was deleted or moved while it is open: cues and plays from now on are lost. "
        + "The music plays on; put the file back and start Segue again")
  }

  /// A track that has run out is said: the room is silent when the other deck stands.
  private func noticeEnd(of deck: DeckID, _ state: DeckState) {
    let wasPlaying = decks[deck].wasPlaying
    decks[deck].wasPlaying = state.isPlaying
    guard wasPlaying, !state.isPlaying, state.lengthFrames > FrameCount(0),
      state.position.value >= state.lengthFrames.value - Seconds(0.1).frames(at: settings.output.rate).value
    else { return }
    messages.add(.warning, "deck \(deck.word) has come to its end")
  }

  /// Sync that would have to leave the tempo range does not follow, and says by how much.
  private func noticeRefusal(of deck: DeckID, _ state: DeckState) {
    let wasRefused = decks[deck].wasRefused
    decks[deck].wasRefused = state.refusedPercent != nil
    guard !wasRefused, let percent = state.refusedPercent else { return }
    let wide = [6.0, 10, 16, 50].first { $0 >= abs(percent) }
    let way = wide.map { "deck \(deck.word) range \(Int($0)) widens it" } ?? "no range reaches that"
    messages.add(
      .warning,
      "deck \(deck.word) would need \(signed(percent, 1)) % to follow deck \(deck.other.word), its range is "
        + "\(Int(state.tempoRange.rounded())) %: it keeps its own tempo; \(way)")
  }

  /// Lists are read again at the next tick: many changes cost one reading.
  func libraryChanged() { libraryIsStale = true }

  /// Brings the order of all tracks into the library's memory, on a thread of its own: for a large library it takes
  /// longer than the first screen does. The list is then found again, at once.
  private func readOrder() {
    DispatchQueue(label: "segue.order", qos: .userInitiated).async { @Sendable [library, inbox] in
      _ = try? library.search(try Query(""))
      inbox.post { $0.libraryChanged() }
    }
  }

  private func note(_ applied: AppliedCommand) {
    waitTaken(applied)
    switch applied.command.action {
    case .load(let deck, let handle):
      decks[deck].taken = handle.serial
      let spec = specs.removeValue(forKey: handle.serial)
      decks[deck].takenStems = spec?.stems ?? []
      if let spec { journal?.write(.load(deck, spec.track), at: applied.frame) }
    case .refresh(let deck, let handle):
      let spec = specs.removeValue(forKey: handle.serial)
      decks[deck].takenStems = spec?.stems ?? []
      if let spec { journal?.write(.refresh(deck, spec.track), at: applied.frame) }
    case .unload(let deck):
      journal?.write(.command(applied.command), at: applied.frame)
      emptied(deck)
    default: journal?.write(.command(applied.command), at: applied.frame, stems: decks.takenStems)
    }
  }

  /// A track counts as played once it was heard for half a minute.
  private func notePlay(of deck: DeckID, _ state: DeckState) {
    guard state.isPlaying, !decks[deck].isNoted, let track = decks[deck].shown.track, track.id.value > 0 else {
      decks[deck].heardAt = nil
      return
    }
    let now = monotonicTime()
    if let before = decks[deck].heardAt { decks[deck].heard = decks[deck].heard + (now - before) }
    decks[deck].heardAt = now
    guard decks[deck].heard >= Seconds(30) else { return }
    decks[deck].isNoted = true
    let before = decks[deck.other].isNoted ? decks[deck.other].shown.track?.id : nil
    writer.keep(.track(.init(track), .play(startedAt: secondsSince1970(), after: before)))
    suggesting.forget()
  }

  /// The picture of now. - Parameter browserRows: rows of the browser that can be shown.
  package func snapshot(browserRows: Int) -> Snapshot {
    var snapshot = Snapshot()
    for deck in DeckID.allCases {
      snapshot[deck] = decks[deck].shown
      snapshot[deck].autoGain = decks[deck].autoGain
      snapshot[deck].loading = decks[deck].decoding.map(\.progress).flatMap { $0 < 1 ? $0 : nil }
    }
    snapshot.setSound(engine.snapshot())
    snapshot.browser = browser.page(rows: browserRows, from: library)
    snapshot.suggestions = suggesting.list
    snapshot.status = status()
    snapshot.master = masterMeter.loudness
    snapshot.helpRequests = helpRequests
    return snapshot
  }

  private func status() -> Status {
    let output = output.status
    var status = Status()
    status.device = output.summary
    status.isSilent = [.silent, .lost, .awaited, .stalled].contains(output.state)
    status.cue = output.cue?.summary ?? ""
    status.cueIsHeard = output.cue.map { $0.state == .running } ?? true
    status.sampleRate = settings.output.rate
    status.scheduling = output.scheduling.description
    status.isRealtime = output.isRealtime
    status.load = output.load
    status.dropouts = dropouts.count
    status.recording = recorder?.shown
    status.jobs = jobs.progress + (demoProgress.map { [$0] } ?? [])
    status.waits = waitingLines
    status.messages = messages.current(at: monotonicTime())
    status.trackCount = browser.libraryCount
    return status
  }
}
