import Engine
import Music

extension Workstation {
  /// How the decks and the mixer stand, as lines that bring it back; nothing of a mixer without tracks.
  func standing() -> [String] {
    let now = engine.snapshot
    let loaded = decks.all.filter { $0.track != nil }
    guard !loaded.isEmpty else { return [] }
    let lines = loaded.flatMap { deckCommands($0, now[$0.id]) } + mixerCommands(now)
    return lines.map(\.line)
  }

  private func deckCommands(_ deck: DeckController, _ state: DeckState) -> [Command] {
    guard let track = deck.track?.track else { return [] }
    func hundredth(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    let place = TrackTime(hundredth(state.position.time(at: engine.snapshot.sampleRate).value))
    let id = deck.id
    let controls: [DeckControl] =
      EQBand.allCases.map { .eq($0) } + [.trim, .filter, .fader, .tempo, .keyShift]
      + DeckEffect.allCases.map { .effect($0) }
    var actions: [DeckAction] = [.tempoRange(state.tempoRange), .keyLock(state.keyLock ? .on : .off)]
    actions += controls.map { .set($0, (state.value(of: $0) * 10_000).rounded() / 10_000) }
    actions += EQBand.allCases.map { .kill($0, state.kills[$0.index] ? .on : .off) }
    actions += [.headphones(state.headphones ? .on : .off), .quantize(state.quantize ? .on : .off)]
    // A follower's tempo is the other deck's: it is told last.
    actions.append(.sync(state.sync ? .on : .off))
    let stems = deck.track?.shown.stems ?? []
    let muted = stems.indices.filter { $0 < stemCount && state.stemMutes[$0] }
    return [Command(.loadAt(id, .path(track.path), .time(place)))] + actions.map { Command(.engine(.deck(id, $0))) }
      + muted.map { Command(.stem(id, stems[$0], .mute(.on))) }
  }

  private func mixerCommands(_ now: EngineSnapshot) -> [Command] {
    let actions: [MixerAction] = [
      .set(.crossfader, (now.crossfader * 10_000).rounded() / 10_000), .curve(now.curve),
      .set(.master, now.masterDecibels),
      .set(.headphoneMix, now.headphoneMix), .set(.headphoneLevel, now.headphoneDecibels),
      .limiter(now.limiterOn ? .on : .off),
    ]
    return actions.map { Command(.engine(.mixer($0))) }
  }

  /// Brings the last set back, as soon as it is read: its tracks where they were, not playing, and the mixer. Only
  /// onto empty decks: who says resume may mean the track that stands there.
  package func resume() {
    guard let lines = lastSet.lines else {
      wantsResume = true
      return
    }
    wantsResume = false
    guard !lines.isEmpty else { return log.add(.note, "there is no last set to bring back") }
    if let deck = decks.all.first(where: { $0.track != nil || $0.load.awaitsStems }) {
      return log.add(
        .warning, "\(deck.name) has a track: deck \(deck.id.word) play starts it; the last set comes onto empty decks")
    }
    // A line that a later version wrote and this one does not know is left out.
    for command in lines.compactMap({ try? CommandTable.parse($0) }) { carryOut(command) }
    log.add(.note, "the last set is back: nothing plays yet")
  }

  /// What would put back how things stand before the last set comes.
  var reversalOfResume: UndoLog.Reversal? {
    let commands = (lastSet.lines ?? []).compactMap { try? CommandTable.parse($0) }
    let back = commands.reversed().flatMap { reversal(of: $0)?.commands ?? [] }
    return back.isEmpty ? nil : kept(back)
  }
}
