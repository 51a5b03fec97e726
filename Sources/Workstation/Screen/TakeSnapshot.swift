import Engine
import Music
import Platform

/// The picture of now, for whoever shows or tells it.
extension Workstation {
  /// The picture of now. - Parameter browserRows: rows of the browser that can be shown.
  package func snapshot(browserRows: Int) -> Snapshot {
    beginTurn()
    defer { NoWaiting.end() }
    shownRows = browserRows
    var snapshot = Snapshot()
    for deck in decks.all { snapshot[deck.id] = deck.display }
    snapshot.setSound(engine.snapshot)
    snapshot.browser = library.browserPage(rows: browserRows)
    snapshot.suggestions = library.suggestions
    snapshot.suggestions.taste = taste.shown
    snapshot.queue = queue.shown
    snapshot.steering = steering.shown
    snapshot.mashups = mashups.shown
    snapshot.audition = audition.shown
    snapshot.mash = mash.words(engine.snapshot, early: early.mash(decks))
    snapshot.status = status()
    snapshot.master = masterMeter.loudness
    snapshot.view = view
    snapshot.browser.columns = columns
    snapshot.help = help
    snapshot.spokenAnswer = spokenAnswer
    snapshot.spokenAside = spokenAside
    snapshot.announcements = announcements
    snapshot.waveView = waveView
    return snapshot
  }

  /// What is so of a topic, in sentences.
  func sentences(on topic: SayTopic) -> [String] {
    var snapshot = snapshot(browserRows: shownRows)
    snapshot.browser = library.browserPageBelow(rows: 6)
    return snapshot.sentences(on: topic)
  }

  private func status() -> Status {
    let output = sound.status
    var status = Status()
    status.device = output.summary
    status.isSilent = [.silent, .lost, .awaited, .stalled].contains(output.state)
    status.cue = output.cue?.summary ?? ""
    status.cueIsHeard = output.cue.map { $0.state == .running } ?? true
    status.sampleRate = rate
    status.scheduling = output.scheduling.description
    status.isRealtime = output.isRealtime
    status.load = output.load
    status.dropouts = sound.dropouts
    status.isDroppingOut = sound.isDroppingOut
    status.recording = set.shownRecording
    status.lastRecording = set.lastRecording
    status.air = air.shown
    let background = [splits.progress, songs.progress].compactMap(\.self)
    status.jobs = background + library.progress + steering.progress + imports.progress
    (status.auto, status.coming) = (auto.words, auto.coming)
    status.test = test.words
    status.pending = macros.lines + engine.pendingLines + early.lines(decks)
    status.isOnItsWay = engine.glides(isAutopilots: false) || isSwappingByHand
    status.messages = log.current(at: monotonicTime())
    status.trackCount = library.trackCount
    return status
  }
}
