import Engine
import Music
import Platform
import Suggestion

/// Mashups, from this side of the audio thread: what one will shift and stretch, and what stands in its way. The main
/// thread's.
final class MashDesk {
  private let decks: DeckPair
  private let engine: EngineLink
  private let log: MessageLog
  /// So many semitones are shifted at most.
  private let most: Int
  private var shift = MashShift.voice
  /// The one that waits or is heard.
  private var latest: MashPlan?
  /// Tracks on the decks, all their stems read, when that was last looked at; 0 for none.
  private var settled: [DeckID: UInt64] = [:]
  /// Whose vocals were swapped then.
  private var singer: DeckID?

  init(decks: DeckPair, engine: EngineLink, most: Int, log: MessageLog) {
    self.decks = decks
    self.engine = engine
    self.most = most
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
    let (plan, remarks) = draft(setup, at: moment)
    for remark in remarks { log.add(.warning, remark) }
    if let tempo = plan.tempo { widen(decks[tempo.leader.other], to: tempo.followerPercent) }
    latest = plan
    log.add(.note, plan.words)
    return plan.setup
  }

  /// What a mashup would be now, and what it would lack.
  private func draft(_ setup: MashSetup, at moment: Moment) -> (plan: MashPlan, remarks: [String]) {
    let (voice, beat) = (decks[setup.voice], decks[setup.voice.other])
    var plan = MashPlan(setup: setup, moment: moment)
    var remarks: [String] = []
    for deck in decks.all { plan.former[deck.id] = restingShift(deck) }
    if setup.keys == nil, shift != .off {
      switch keys(voice, beat) {
      case .success(let keys): plan.setup.keys = keys
      case .failure(let why): remarks.append(why.sentence + ": the keys are left alone")
      }
    }
    plan.tempo = tempo(voice: setup.voice)
    if plan.tempo == nil {
      let bare = voice.track?.loaded.grid == nil ? voice : beat
      remarks.append("\(bare.name) has no beat grid: the voice is not held on the beat (deck \(bare.id.word) grid tap)")
    }
    plan.balance = engine.snapshot.mash.balance
    return (plan, remarks)
  }

  /// Why nothing would be heard of it, in a sentence.
  private func complaint(_ voice: DeckController, _ beat: DeckController) -> String? {
    for deck in [voice, beat] {
      if deck.track == nil { return deck.emptyComplaint }
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

  /// The shifts that make the keys fit.
  private func keys(_ voice: DeckController, _ beat: DeckController) -> Result<MashKeys, DeckController.NoMatch> {
    let (moved, other) = shift == .voice ? (voice, beat) : (beat, voice)
    let rest = restingShift(other)
    let shifts = (own: restingShift(moved), other: rest)
    return moved.mashMatch(with: other, shifts: shifts, isVoice: shift == .voice, most: most).map { match in
      let rounded = (match * 10_000).rounded() / 10_000
      return shift == .voice ? MashKeys(voice: rounded, beat: rest) : MashKeys(voice: rest, beat: rounded)
    }
  }

  /// A deck's own key shift: what the last mashup made of it is gone by then.
  func restingShift(_ deck: DeckController) -> Double {
    guard let keys = latest?.setup.keys, let singer = engine.snapshot.mash.voice, latest?.setup.voice == singer else {
      return deck.state.keyShiftTarget
    }
    let own = singer == deck.id ? keys.voice : keys.beat
    return deck.state.keyShiftTarget == own ? latest?.former[deck.id] ?? own : deck.state.keyShiftTarget
  }

  /// The mash that is on has the keys that were planned for it, from decks in their tracks' own keys: no DJ has set
  /// one.
  var hasPlannedKeys: Bool {
    guard let plan = latest, engine.snapshot.mash.voice == plan.setup.voice else { return false }
    let keys = plan.setup.keys ?? MashKeys(voice: 0, beat: 0)
    return decks.all.allSatisfy { deck in
      let planned = deck.id == plan.setup.voice ? keys.voice : keys.beat
      return plan.former[deck.id] == 0 && deck.state.keyShiftTarget == planned
    }
  }

  /// Who leads, and what the other one's tempo takes; nil where a deck has no grid.
  private func tempo(voice: DeckID) -> MashTempo? {
    guard let mine = decks.a.track?.loaded.grid, let theirs = decks.b.track?.loaded.grid else { return nil }
    let snapshot = engine.snapshot
    return MashTempo(
      speeds: SIMD2(mine.bpm(at: decks.a.playhead).value, theirs.bpm(at: decks.b.playhead).value),
      ratios: SIMD2(snapshot.deckA.setRatio.value, snapshot.deckB.setRatio.value),
      leader: snapshot.leader ?? voice.other)
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

  /// Looks at what has become of a swap or a mash, and says what has gone missing.
  func tick(_ snapshot: EngineSnapshot) {
    let changed = decks.all.filter { deck in
      if deck.load.awaitsStems { return false }
      let serial = deck.track?.serial ?? 0
      defer { settled[deck.id] = serial }
      return settled[deck.id] != serial
    }
    // A mash may begin with a voice that is a track of its own; a swap waits, and its deck gets another track
    // meanwhile.
    let isNewSwap = snapshot.swap != singer && snapshot.mash.voice == nil
    singer = snapshot.swap
    guard let singer else { return }
    let (voice, beat) = (decks[singer], decks[singer.other])
    let name = snapshot.mash.voice == nil ? "swap" : "mash"
    if Self.isBare(voice), isNewSwap || changed.contains(where: { $0 === voice }) {
      engine.send(EngineCommand(.mixer(snapshot.mash.voice == nil ? .swapOff : .mashOff)))
      let why = voice.track == nil ? "\(voice.name) is empty" : voice.whyNoStem(.vocals)
      return log.add(.warning, "\(why): the \(name) is off, \(beat.name) is whole again")
    }
    for deck in changed where deck.track != nil {
      if Self.isBare(deck) {
        let why = deck.whyNoStem(.vocals)
        log.add(.warning, "\(why): it plays whole under the voice of \(voice.name) until \(name) off")
      } else if snapshot.mash.voice != nil {
        let part = deck === voice ? "its voice alone" : "its instrumental alone"
        log.add(.warning, "\(deck.name) has another track, in its own key: \(part) is heard until mash off")
      }
    }
  }

  /// Nothing of it can be swapped.
  private static func isBare(_ deck: DeckController) -> Bool { deck.track?.loaded.stems.isEmpty ?? true }

  /// "MASH at bar: voice +2, −3.1 %, +1.0 LU", until it is over. - Parameter early: one that waits to be planned.
  func words(_ snapshot: EngineSnapshot, early: (setup: MashSetup, at: Moment, waitsFor: String)?) -> String? {
    if let early {
      let isRead = decks.all.allSatisfy { $0.track != nil }
      let planned = isRead ? draft(early.setup, at: early.at).plan.planned : "at \(early.at.word)"
      return "MASH \(planned) · waits for \(early.waitsFor)"
    }
    guard var plan = latest else { return nil }
    plan.balance = snapshot.mash.balance
    if snapshot.mash.voice == plan.setup.voice { return "MASH: " + plan.activeWords(listens: snapshot.mash.listens) }
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

  var planned: String { (moment == .now ? "" : "at \(moment.word): ") + (changes + [level]).joined(separator: ", ") }

  /// "voice of A over B, +1.0 LU: voice +2, −3.1 %". On a small screen the end is cut off: what changes live stands
  /// before it. - Parameter listens: the headphones have this alone; who forgets it takes them for broken.
  func activeWords(listens: MashPart?) -> String {
    let (voice, beat) = (setup.voice.word.uppercased(), setup.voice.other.word.uppercased())
    let heard = listens.map { "\($0.word) alone in the headphones, " } ?? ""
    return heard + "voice of \(voice) over \(beat), \(level): " + changes.joined(separator: ", ")
  }

  private var level: String { "\(signed(balance, 1)) LU" }

  private var changes: [String] {
    var parts: [String] = []
    if let keys = setup.keys {
      if keys.beat != 0 { parts.append("beat " + Self.semitones(keys.beat)) }
      if keys.voice != 0 || keys.beat == 0 { parts.append("voice " + Self.semitones(keys.voice)) }
    } else {
      parts.append("keys as they are")
    }
    if let tempo {
      let follower = tempo.leader.other == setup.voice ? "" : "beat "
      let times = tempo.followerBeats == 1 ? "" : tempo.followerBeats > 1 ? " in double time" : " in half time"
      let stays = abs(tempo.followerPercent) < 0.05
      parts.append("\(follower)\(stays ? "±0.0" : signed(tempo.followerPercent, 1)) %\(times)")
    }
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
