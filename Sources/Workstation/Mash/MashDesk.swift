import Engine
import Music
import Platform

/// Mashups, from this side of the audio thread: what one will shift and stretch, and what stands in its way. The main
/// thread's.
final class MashDesk {
  private let decks: DeckPair
  private let engine: EngineLink
  private let log: MessageLog
  private var shift = MashShift.voice
  /// The one that waits or is heard.
  private var latest: MashPlan?
  /// Tracks on the decks when that was last looked at.
  private var serials: [DeckID: UInt64] = [:]

  init(decks: DeckPair, engine: EngineLink, log: MessageLog) {
    self.decks = decks
    self.engine = engine
    self.log = log
  }

  func perform(_ command: MashCommand) {
    switch command {
    case .shift(let wish):
      shift = wish
      let words =
        switch wish {
        case .voice: "the next mashup shifts the voice so that the keys fit"
        case .beat: "the next mashup shifts the instrumental so that the keys fit"
        case .off: "the next mashup leaves the keys alone"
        }
      log.add(.note, words)
    }
  }

  // MARK: Planning

  /// What a mashup is to be, and says it; widens the tempo range that it takes. - Returns: nil, and says why, where
  /// nothing would come of it.
  func plan(_ setup: MashSetup, at moment: Moment) -> MashSetup? {
    let (voice, beat) = (decks[setup.voice], decks[setup.voice.other])
    if let complaint = complaint(voice, beat) {
      log.add(.warning, complaint)
      return nil
    }
    var plan = MashPlan(setup: setup, moment: moment)
    for deck in decks.all { plan.former[deck.id] = restingShift(deck) }
    if setup.keys == nil { plan.setup.keys = keys(voice, beat) }
    plan.tempo = tempo(voice, beat)
    plan.balance = engine.snapshot.mash.balance
    if let tempo = plan.tempo { widen(decks[tempo.leader.other], to: tempo.followerPercent) }
    latest = plan
    log.add(.note, plan.words)
    return plan.setup
  }

  /// Why nothing would be heard of it, in a sentence.
  private func complaint(_ voice: DeckController, _ beat: DeckController) -> String? {
    for deck in [voice, beat] {
      if deck.track == nil { return deck.emptyComplaint }
      if deck.load.awaitsStems { return "\(deck.name): its stems are still being read: try again in a moment" }
    }
    let bare = [voice, beat].filter { $0.track?.loaded.stems.isEmpty != false }
    if bare.count == 2 { return bare[0].whyNoStem(.vocals) }
    if let deck = bare.first { log.add(.warning, deck.whyNoStem(.vocals) + ": it plays whole, at its own level") }
    if voice.track?.loaded.busLoudness.map({ !$0.isSung }) == true {
      return "\(voice.name): its vocals are silent: there is no voice to lay over \(beat.name)"
    }
    if beat.track?.loaded.busLoudness.map({ !$0.isPlayed }) == true {
      return "\(beat.name): all but its vocals is silent: there is no instrumental to sing over"
    }
    return nil
  }

  /// The shifts that make the keys fit; nil, and says why, where they are left alone.
  private func keys(_ voice: DeckController, _ beat: DeckController) -> MashKeys? {
    guard shift != .off else { return nil }
    let (moved, other) = shift == .voice ? (voice, beat) : (beat, voice)
    switch moved.keyMatch(with: other, otherShift: restingShift(other)) {
    case .failure(let why):
      log.add(.warning, why.sentence + ": the keys are left alone")
      return nil
    case .success(let match):
      let rounded = (match.shift * 10_000).rounded() / 10_000
      let rest = restingShift(other)
      return shift == .voice ? MashKeys(voice: rounded, beat: rest) : MashKeys(voice: rest, beat: rounded)
    }
  }

  /// A deck's own key shift: what the last mashup made of it is gone by then.
  private func restingShift(_ deck: DeckController) -> Double {
    guard let keys = latest?.setup.keys, let singer = engine.snapshot.mash.voice, latest?.setup.voice == singer else {
      return deck.state.keyShift
    }
    let own = singer == deck.id ? keys.voice : keys.beat
    return deck.state.keyShift == own ? latest?.former[deck.id] ?? own : deck.state.keyShift
  }

  private func tempo(_ voice: DeckController, _ beat: DeckController) -> MashTempo? {
    guard let mine = decks.a.track?.loaded.grid, let theirs = decks.b.track?.loaded.grid else {
      let bare = voice.track?.loaded.grid == nil ? voice : beat
      log.add(
        .warning, "\(bare.name) has no beat grid: the voice is not held on the beat (deck \(bare.id.word) grid tap)")
      return nil
    }
    let snapshot = engine.snapshot
    return MashTempo(
      speeds: SIMD2(mine.bpm(at: decks.a.playhead).value, theirs.bpm(at: decks.b.playhead).value),
      ratios: SIMD2(snapshot.deckA.setRatio.value, snapshot.deckB.setRatio.value),
      leader: snapshot.leader ?? beat.id)
  }

  private func widen(_ deck: DeckController, to percent: Double) {
    guard abs(percent) > deck.tempoRange, let range = [6.0, 10, 16, 50].first(where: { $0 >= abs(percent) }) else {
      return
    }
    let action = DeckAction.tempoRange(range)
    deck.note(action)
    engine.send(EngineCommand(.deck(deck.id, action)))
    log.add(.note, "\(deck.name): its tempo range is ±\(Int(range)) % now")
  }

  // MARK: Ticks

  /// Looks at what has become of it, and says what has gone missing.
  func tick(_ snapshot: EngineSnapshot) {
    defer { for deck in decks.all { serials[deck.id] = deck.track?.serial } }
    guard let singer = snapshot.mash.voice else { return }
    for deck in decks.all where serials[deck.id] != nil && serials[deck.id] != deck.track?.serial {
      let part = deck.id == singer ? "its voice alone" : "its instrumental alone"
      log.add(.warning, "\(deck.name) has another track, in its own key: \(part) is heard until mash off")
    }
  }

  /// "MASH at bar: voice +2, −3.1 %, +1.0 LU", until it is over.
  func words(_ snapshot: EngineSnapshot) -> String? {
    guard var plan = latest else { return nil }
    plan.balance = snapshot.mash.balance
    if snapshot.mash.voice == plan.setup.voice { return plan.activeWords }
    let isWaiting = engine.pendingLines.contains { $0.hasPrefix("mash \(plan.setup.voice.word)") }
    return isWaiting ? "MASH \(plan.planned)" : nil
  }
}

/// A mashup as it was planned.
private struct MashPlan {
  var setup: MashSetup
  var moment: Moment
  var tempo: MashTempo?
  var balance = 1.0
  /// Key shifts of the decks before it.
  var former: [DeckID: Double] = [:]

  init(setup: MashSetup, moment: Moment) {
    self.setup = setup
    self.moment = moment
  }

  /// "mash at bar: voice +2, −3.1 %, +1.0 LU": what is heard of it.
  var words: String { "mash" + (moment == .now ? ": " : " ") + planned }

  var planned: String { (moment == .now ? "" : "at \(moment.word): ") + parts.joined(separator: ", ") }

  var activeWords: String {
    let (voice, beat) = (setup.voice.word.uppercased(), setup.voice.other.word.uppercased())
    return "MASH: voice of \(voice) over \(beat): " + parts.joined(separator: ", ")
  }

  private var parts: [String] {
    var parts: [String] = []
    let balance = signed(self.balance, 1)
    if let keys = setup.keys {
      if keys.beat != 0 { parts.append("beat " + Self.semitones(keys.beat)) }
      if keys.voice != 0 || keys.beat == 0 { parts.append("voice " + Self.semitones(keys.voice)) }
    } else {
      parts.append("keys as they are")
    }
    if let tempo {
      let follower = tempo.leader.other == setup.voice ? "" : "beat "
      let times = tempo.followerBeats == 1 ? "" : tempo.followerBeats > 1 ? " in double time" : " in half time"
      parts.append("\(follower)\(signed(tempo.followerPercent, 1)) %\(times)")
    }
    parts.append("\(balance) LU")
    return parts
  }

  /// "+2", "−1.38".
  private static func semitones(_ shift: Double) -> String {
    shift == 0 ? "±0" : signed(shift, shift == shift.rounded() ? 0 : 2)
  }
}

extension LoadedTrack.BusLoudness {
  /// Some of it is louder than the absolute gate of BS.1770.
  fileprivate static func isHeard(_ tenths: [Float]) -> Bool { tenths.contains { $0 > 1e-7 } }
  fileprivate var isSung: Bool { Self.isHeard(voice) }
  fileprivate var isPlayed: Bool { Self.isHeard(instrumental) }
}
