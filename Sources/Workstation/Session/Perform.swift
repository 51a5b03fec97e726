import Engine
import Library
import Music
import Platform

extension Workstation {
  /// Does what a line of the command language says, or one near enough to be understood, which is then said as the
  /// language has it; several commands are separated by semicolons. What cannot be done becomes a message that says
  /// why.
  package func perform(_ line: String) { _ = answer(to: line) }

  /// The same. - Returns: the commands that were understood, and what was said of them.
  func answer(to line: String) -> ControlAnswer {
    beginTurn()
    defer { NoWaiting.end() }
    var answer = ControlAnswer(line: line)
    log.beginAnswer()
    for text in CommandLine.commands(in: line) {
      do {
        let read = try NaturalLine(text, decks: namedDecks)
        if let line = read.translated { log.echo(line) }
        asOneStep(read.commands, title: read.commands.count > 1 ? text : nil, isTyped: true) { command in
          let asked = spokenAnswer.number
          answer.commands.append(command.line)
          if asksFirst(command, isTyped: true) { return }
          touched(command)
          carryOut(command)
          if spokenAnswer.number > asked { answer.told += spokenAnswer.lines }
          tellWhatIsShown(after: command)
        }
      } catch {
        log.add(.failure, error.description)
      }
    }
    answer.messages = log.endAnswer()
    return answer
  }

  /// Does a command that is known already, as a key holds it.
  package func perform(_ command: Command) {
    beginTurn()
    defer { NoWaiting.end() }
    log.beginAnswer()
    defer { log.endAnswer() }
    asOneStep([command], title: nil, isTyped: false) { command in
      if asksFirst(command, isTyped: false) { return }
      touched(command)
      carryOut(command)
    }
  }

  /// The DJ says a command: the autopilot leaves alone what it moves, and a choice of a track says what is liked.
  private func touched(_ command: Command) {
    if let deck = command.deck { focus = deck }
    switch command.action {
    case .load(let deck, let source) where !engine.snapshot[deck].isPlaying,
      .loadAt(let deck, let source, _) where !engine.snapshot[deck].isPlaying:
      switch source {
      case .selected: if let track = library.selected { taste.noteLoad(track) }
      case .suggested: if let track = library.suggested { taste.noteLoad(track) }
      case .path(let path): if let track = library.track(at: absolutePath(path)) { taste.noteLoad(track) }
      }
    case .loadSuggested(let deck, let row) where !engine.snapshot[deck].isPlaying:
      let rows = library.suggestions.rows
      if rows.indices.contains(row - 1) { taste.noteLoad(rows[row - 1].track) }
    case .auto(.wish(.skip)), .auto(.wish(.another)): if let path = auto.nextPath { taste.noteLeftOut(path) }
    default: break
    }
    auto.touched(command)
    macros.touched(command)
  }

  private func choose(columns words: String) {
    switch BrowserColumn.read(words) {
    case .success(let chosen):
      columns = chosen
      saved.keep("columns", words)
    case .failure(let bad): log.add(.warning, bad.sentence)
    }
  }

  /// Does a command, whoever says it.
  func carryOut(_ command: Command) {
    let (at, over) = (command.at, command.over)
    audition.touched(command)
    if mustWait(command) || mustBeFound(command) { return }
    switch command.action {
    case .engine(let action): carryOut(EngineCommand(action, at: at, over: over))
    case .bpm(let deck, let bpm):
      guard let action = decks[deck].tempoAction(for: bpm) else { return }
      carryOut(EngineCommand(.deck(deck, action), at: at, over: over))
    case .load(let deck, let source): load(source, onto: deck)
    case .loadAt(let deck, let source, let place): load(source, onto: deck, at: place)
    case .doubles(let deck): double(deck)
    case .neutral(let deck):
      sayGivenUp(early.cancel(concerning: deck) + engine.cancel(.concerning(deck)))
      for command in neutral(deck) { submit(command) }
    case .loadPlace(let place): changeLoadPlace(to: place)
    case .seekBy(let deck, let distance):
      let place = decks[deck].playhead + distance
      submit(EngineCommand(.deck(deck, .seek(TrackTime(max(-10, place.value)))), at: at))
    case .seekFraction(let deck, let fraction): seek(deck, to: fraction, at: at)
    case .seekSection(let deck, let label):
      if let action = decks[deck].jump(toSection: label, at: at) { submit(EngineCommand(.deck(deck, action), at: at)) }
    case .line(let deck, let words):
      if let time = decks[deck].place(of: words) { submit(EngineCommand(.deck(deck, .seek(time)), at: at)) }
    case .stem(let deck, let stem, let change): decks[deck].move(stem, change, at: at, over: over)
    case .editGrid(let deck, let edit): decks[deck].editGrid(edit)
    case .correct(let deck, let correction): decks[deck].correct(correction)
    case .browse(let move): library.browse(move)
    case .search(let text): library.find(text)
    case .sort(let column): if let column = SortColumn(rawValue: column) { library.sort(by: column) }
    case .suggestFor(let deck): library.suggest(for: deck)
    case .loadSuggested(let deck, let row): loadSuggestion(row, onto: deck)
    case .suggestMove(let step): library.moveInSuggestions(by: step)
    case .why:
      _ = taste.hide()
      mashups.subject == nil ? library.explainSuggestion() : mashups.explain()
    case .record(let wish): set.record(wish, periodFrames: sound.settings.periodFrames)
    case .recordTo(let name): set.record(to: name, periodFrames: sound.settings.periodFrames)
    case .recordDecks(let wish): set.recordDecks(wish)
    case .air(let wish): air.switchAir(wish)
    case .followKicks(let wish): for command in kicks.change(wish) { engine.send(command) }
    case .sendClock(let wish): midiClock { $0.send(wish) }
    case .followClock(let wish): midiClock { $0.follow(wish) }
    case .autoGain(let deck, let wish): decks[deck].switchAutoGain(wish)
    case .target(let loudness): for deck in decks.all { deck.changeTarget(to: loudness) }
    case .meterReset: masterMeter.reset()
    case .device(let name): sound.open(name)
    case .period(let frames): sound.change(periodFrames: frames)
    case .headphoneOutput(let place): sound.putHeadphones(at: place)
    case .theme(let name): themeName = name
    case .layout(let layout):
      self.layout = layout
      saved.keep("layout", layout.rawValue)
    case .zoom(let step): zoom(step)
    case .glyphs(let choice): choose(choice)
    case .columns(let words): choose(columns: words)
    case .view(let view):
      self.view = view ?? self.view.next
      saved.keep("view", self.view.rawValue)
    case .addFolder(let path): library.addFolder(path)
    case .removeFolder(let path): library.removeFolder(path)
    case .rescan: library.rescan()
    case .analyzeAll: library.analyse()
    case .help: help = HelpRequest(number: help.number + 1)
    case .helpOn(let words): help = HelpRequest(number: help.number + 1, words: words)
    case .quit: wantsToQuit = true
    case .say(let topic):
      tell(sentences(on: topic))
    case .announce(let level): announcements = level
    case .undo: undo()
    case .resume: resume()
    case .redo: redo()
    case .history: tell(history(), title: "What undo takes back", otherwise: "there is nothing to take back")
    case .messages:
      tell(
        log.past.reversed().map { "\($0.time) \($0.message.text)" }, title: "Messages",
        otherwise: "nothing was said yet")
    case .nameCue(let deck, let number, let name): decks[deck].mark(number) { $0.label = name }
    case .colourCue(let deck, let number, let colour): decks[deck].mark(number) { $0.colour = colour }
    case .matchKey(let deck): decks[deck].matchKey(with: decks[deck.other], at: at, over: over)
    case .toggleEffect(let deck, let effect):
      let isOn = engine.snapshot[deck].effectAmounts[effect.index] > 0.001
      let action = DeckAction.set(.effect(effect), isOn ? 0 : effect.usualAmount)
      submit(EngineCommand(.deck(deck, action), at: at, over: over))
    case .queue(.loadNext): loadNext()
    case .queue(let command): queue.perform(command)
    case .answer(let command): perform(command)
    case .note(let command): perform(command)
    case .crate(.list):
      tell(crates.lines(), title: "Crates", otherwise: "there are no crates yet: crate add warm-up makes one")
    case .crate(let command): crates.perform(command)
    case .imports(let command): imports.perform(command)
    case .taste(let command): taste.perform(command)
    case .steer(let command):
      steering.perform(command, heard: library.suggestions.deck.flatMap { decks[$0].track?.track })
    case .audition(let command): audition.perform(command)
    case .mashup(let command): mashups.perform(command)
    case .split(let command): perform(command)
    case .song(let command): perform(command)
    case .test(let command): test.perform(command, isPlaying: playingTrack != nil)
    case .mash(let command): mash.perform(command)
    case .macro(let command): macros.perform(command, focus: focus)
    case .cancel(let deck): cancel(concerning: deck)
    case .auto(let command): perform(command)
    }
  }

  /// Does what the autopilot is told. One that is switched off gives the decks to the DJ as they are: what it has on
  /// its way stops there, and what it has waiting is not done. A bass swap that has begun ends with its last kick.
  private func perform(_ command: AutoCommand) {
    let wasOn = auto.isOn
    engine.isAutopilots = true
    for command in auto.perform(command) { carryOut(command) }
    engine.isAutopilots = false
    guard wasOn, !auto.isOn else { return }
    sayGivenUp(engine.cancel(.autopilots))
    _ = saysStopped(engine.stopGlides(isAutopilots: true))
  }

  // MARK: What is said too early

  /// Whether a command waits until what it needs of its decks' tracks is read; says so.
  private func mustWait(_ command: Command) -> Bool {
    let (waitsFor, givenUp) = early.keep(command, decks)
    sayGivenUp(givenUp)
    guard let waitsFor else { return false }
    // A file's first frames are there before anybody has read a message.
    if waitsFor.isEmpty { return true }
    log.add(.note, "“\(command.line)” waits until \(waitsFor) are there: Escape or cancel gives it up")
    return true
  }

  /// What was said too early and can be done now; what has lost its track is given up.
  func takeEarly() -> [Command] {
    for sentence in early.takeOverrun(decks) { log.add(.warning, sentence) }
    return early.takeReady(decks)
  }

  /// The queue's first track comes onto the deck that is empty, or else onto one that stands.
  private func loadNext() {
    guard let next = queue.queue.first else { return log.add(.warning, "the queue is empty") }
    guard let free = freeDeck else { return log.add(.warning, "both decks are playing: stop one first") }
    queue.take(next.path)
    free.load(.track(next))
  }

  private func zoom(_ step: ZoomStep) {
    if let end = waveView.zoom(step) { return log.add(.note, end) }
    saved.keep("zoom", String(waveView.zoom + 1))
  }

  private func choose(_ glyphs: WaveGlyphs?) {
    waveView.glyphs = glyphs
    saved.keep("glyphs", glyphs?.rawValue ?? "auto")
  }

  /// The deck that is empty, or else one that stands.
  var freeDeck: DeckController? {
    decks.all.first { $0.track == nil && !$0.load.awaitsStems } ?? decks.all.first { !$0.state.isPlaying }
  }

  /// Answers what was asked in words: sentences, or a list under its heading.
  private func tell(_ lines: [String], title: String = "", otherwise nothing: String = "") {
    if lines.isEmpty { return log.add(.note, nothing) }
    (spokenAnswer.lines, spokenAnswer.title) = (lines, title)
    spokenAnswer.number += 1
  }

  private func changeLoadPlace(to place: LoadPlace.Rule) {
    for deck in decks.all { deck.loadPlace = place }
    saved.keep("load_at", place.rawValue)
    log.add(.note, "tracks are loaded at \(place.words)")
  }

  /// - Parameter place: nil: where the settings say.
  private func load(_ source: Command.LoadSource, onto deck: DeckID, at place: LoadPlace? = nil) {
    switch source {
    case .path(let path): decks[deck].load(.file(path), at: place)
    case .selected:
      library.keepSelected()
      let line = place == nil ? library.sungWords : nil
      load(library.selected, onto: deck, line: line, at: place, otherwise: "no track is selected")
    case .suggested:
      load(library.suggested, onto: deck, at: place, otherwise: "nothing is suggested yet: play a track first")
    }
  }

  /// - Parameter row: counted from 1.
  private func loadSuggestion(_ row: Int, onto deck: DeckID) {
    let rows = library.suggestions.rows
    guard rows.indices.contains(row - 1) else {
      return log.add(
        .warning,
        rows.isEmpty
          ? "nothing is suggested yet: play a track first"
          : "there are \(counted(rows.count, "suggestion")), no suggestion \(row): say suggestions tells them")
    }
    decks[deck].load(.track(rows[row - 1].track))
  }

  private func load(
    _ track: Track?, onto deck: DeckID, line: String? = nil, at place: LoadPlace?, otherwise complaint: String
  ) {
    guard let track else { return log.add(.warning, complaint) }
    decks[deck].load(.track(track), line: line, at: place)
  }

  private func seek(_ deck: DeckID, to share: Double, at: Moment) {
    guard let loaded = decks[deck].track?.loaded else {
      return submit(EngineCommand(.deck(deck, .seek(TrackTime(0)))))
    }
    let length = engine.snapshot[deck].lengthFrames.seconds(at: loaded.original.sampleRate)
    submit(EngineCommand(.deck(deck, .seek(TrackTime(length.value * share))), at: at))
  }
}

extension Command.StemChange {
  /// What the engine is told: it knows stems by number. Empty when the track has no such stem.
  func actions(on stem: StemKind, of track: LoadedTrack?) -> [DeckAction] {
    let stems = track?.stems ?? []
    return stems.indices.filter { stems[$0].kind == stem }.map { index in
      let number = UInt8(index)
      return switch self {
      case .mute(let wish): .stemMute(number, wish)
      case .level(.value(let level)): .set(.stem(number), level)
      case .level(.change(let step)): .move(.stem(number), step)
      }
    }
  }
}
