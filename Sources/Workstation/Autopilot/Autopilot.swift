import Engine
import Music
import Platform

/// Plays a set by itself: what comes next, when it is loaded, the plan of each blend and the hands that perform it.
/// Pure: it is shown the set many times a second and answers with what is to be done; what takes time (choosing,
/// planning) it asks for, and is told later.
struct Autopilot {
  private(set) var isOn = false
  /// The deck that plays.
  private(set) var active: DeckID?
  /// The file that plays.
  private var playing: String?
  private(set) var next: Next?
  /// The file that comes next.
  var nextPath: String? { next?.path }
  private var wishes = Wishes()
  private(set) var hands: BlendHands?
  /// The deck that has run out, and since when: ejected when its echoes are gone.
  private var leaving: Leaving?
  /// Where the track that plays came in, and the tempo that it goes back to.
  private var cameIn: (until: TrackTime, ratio: TempoRatio?)?
  private(set) var isChoosing = false
  private(set) var nothingSince: Seconds?
  private var startSaid: Seconds?
  /// Files that it has brought, played or left out: that one of them is on a deck is not the DJ's doing.
  private var own: Set<String> = []
  /// It was switched on while both decks played.
  private var mayTakeOver = false
  private var wishNumber = 0
  /// The bars of the plan of late, for "longer" and "shorter".
  private let usualBars: Int

  /// Whoever plays for days has one track in memory rather than two: the next one is loaded only when it will soon be
  /// wanted.
  var loadsLate = false

  /// So much of what plays is left then: time for a file that hangs, for another one, and for a long blend.
  private static let late = Seconds(110)
  /// The next track is made ready so long before its blend.
  private static let readying = Seconds(2.5)
  /// So shortly before its blend the next track stays, whatever the queue says.
  private static let settled = Seconds(15)

  init(usualBars: Int) { self.usualBars = usualBars }

  // MARK: The DJ

  /// Switches it on or off; on in a blend takes back what was touched.
  mutating func power(_ isOn: Bool, _ look: SetLook) -> [Deed] {
    if !isOn || !self.isOn {
      let loadsLate = loadsLate
      self = Autopilot(usualBars: usualBars)
      self.loadsLate = loadsLate
    }
    self.isOn = isOn
    mayTakeOver = isOn && hands == nil
    if isOn { return (hands?.takeBack(look) ?? []).map(Deed.say) }
    return []
  }

  /// A command of the DJ's own: what it moves is the DJ's until the blend ends.
  mutating func touched(_ command: Command) { hands?.touch(command.touches) }

  mutating func wish(_ wish: AutoWish, _ look: SetLook) -> [Deed] {
    guard isOn else { return [.tell(.warning, "the autopilot is off: auto on")] }
    guard hands == nil else { return [.tell(.warning, "the blend is under way")] }
    let bars = next?.plan.map { max(4, $0.bars) } ?? wishes.bars ?? usualBars
    switch wish {
    case .next: wishes.place = .soon
    case .hold: wishes.place = wishes.place == .late ? nil : .late
    case .longer: wishes.bars = min(32, 2 * bars)
    case .shorter: wishes.bars = max(4, bars / 2)
    case .skip, .another: return drop(keepsQueue: wish == .another)
    }
    replan()
    return []
  }

  mutating func want(_ kind: BlendPlan.Kind) -> [Deed] {
    guard isOn else { return [.tell(.warning, "the autopilot is off: auto on")] }
    wishes.kind = kind
    replan()
    return []
  }

  private mutating func replan() {
    next?.plan = nil
    next?.asked = nil
  }

  /// What was to come does not.
  private mutating func drop(keepsQueue: Bool) -> [Deed] {
    guard let next else { return [] }
    self.next = nil
    isChoosing = false
    own.insert(next.path)
    var deeds = [Deed.reject(next.path)]
    if next.isQueued { deeds.append(.takeFromQueue(next.path)) }
    guard keepsQueue else { return deeds }
    isChoosing = true
    return deeds + [.choose(after: active)]
  }

  /// Much more of the library is known than when the next track was chosen: another choice is made, which may be the
  /// same, while there is time for it.
  mutating func libraryHasGrown(_ look: SetLook) -> [Deed] {
    guard isOn, hands == nil, let next, !next.isQueued, !next.isManual, let active else { return [] }
    let out = next.plan?.out.lowerBound ?? TrackTime(look[active].length.value)
    guard look[active].heard(out - look[active].position) > Self.unhurried else { return [] }
    self.next = nil
    isChoosing = true
    return [.choose(after: active)]
  }

  /// So long before its blend another track can still be brought.
  private static let unhurried = Seconds(45)

  // MARK: Answers

  /// What was chosen. - Parameter choice: nil: there is nothing.
  mutating func chose(_ choice: Choice?, _ look: SetLook) -> [Deed] {
    guard isOn, isChoosing else { return [] }
    isChoosing = false
    guard hands == nil, next == nil else { return [] }
    if let choice {
      nothingSince = nil
      next = Next(path: choice.path)
      return choice.reason.map { [.tell(.note, $0)] } ?? []
    }
    let isNew = nothingSince == nil
    nothingSince = look.time
    guard isNew else { return [] }
    return [.tell(.warning, "auto: nothing else is left to play; add music, or queue a track")]
  }

  /// - Parameter voices: who sings in the window, in words.
  mutating func planned(_ plan: BlendPlan, voices: String, for wish: PlanWish) {
    guard next?.asked == wish.number else { return }
    next?.plan = plan
    next?.voices = voices
    next?.asked = nil
  }

  // MARK: A look

  /// What is to be done now.
  mutating func look(_ look: SetLook) -> [Deed] {
    guard isOn else { return [] }
    var deeds = eject(look)
    if hands != nil { return deeds + blend(look) }
    let playingDecks = DeckID.allCases.filter { look[$0].state.isPlaying }
    switch playingDecks.count {
    case 0: deeds += begin(look)
    case 1: deeds += (mayTakeOver ? bringOver(playingDecks[0], look) : []) + accompany(playingDecks[0], look)
    default: if mayTakeOver { deeds += takeOver(look) }
    }
    mayTakeOver = false
    return deeds
  }

  /// One deck plays: what comes next is found, loaded, planned, and begun in time.
  private mutating func accompany(_ deck: DeckID, _ look: SetLook) -> [Deed] {
    startSaid = nil
    if active != deck || playing != look[deck].path {
      if active != deck { cameIn = nil }
      (active, playing) = (deck, look[deck].path)
      // What was to come is what plays: somebody was faster.
      if same(next?.path, playing) { next = nil }
      replan()
      if let playing { return noteHeard(playing) }
    }
    guard leaving == nil else { return [] }
    var deeds = prepareNext(on: deck.other, look)
    if let next, let plan = next.plan, look[deck.other].isReady, same(look[deck.other].path, next.path) {
      let left = look[deck].heard(plan.out.lowerBound - look[deck].position)
      if left < Seconds(-0.3) {
        replan()
      } else if left <= Self.readying {
        hands = BlendHands(plan, out: deck)
        deeds += blend(look)
      }
    }
    return deeds
  }

  /// The next track, as far as it can be brought now.
  private mutating func prepareNext(on deck: DeckID, _ look: SetLook) -> [Deed] {
    let free = look[deck]
    noteManualLoad(free)
    var deeds = heedQueue(look)
    guard var next else { return deeds + choose(look) }
    defer { if self.next != nil { self.next = next } }
    if !same(free.path, next.path) {
      if free.isLoading { return deeds }
      if next.loadSaid == nil {
        if waitsToLoad(look) { return deeds }
        next.loadSaid = look.time
        own.insert(next.path)
        return deeds + [.say(Command(.load(deck, .path(next.path))))]
      }
      // Neither there nor on its way: why, the deck has said.
      self.next = nil
      deeds += [.reject(next.path), .takeFromQueue(next.path)]
      return deeds + [.tell(.warning, "auto: \(baseName(next.path)) is left out")]
    }
    guard free.isReady, let active, let playing else { return deeds }
    if free.isAnalysed != next.wasAnalysed {
      (next.wasAnalysed, next.plan, next.asked) = (free.isAnalysed, nil, nil)
    }
    let isPatient = look[active].heard(look[active].length - Seconds(look[active].position.value)) > Seconds(20)
    if next.plan == nil, next.asked == nil, !(free.isLoading && isPatient) {
      wishNumber += 1
      next.asked = wishNumber
      deeds.append(.plan(planWish(wishNumber, active, playing, next.path, look)))
    }
    return deeds
  }

  private func waitsToLoad(_ look: SetLook) -> Bool {
    guard loadsLate, wishes.place != .soon, let active else { return false }
    return look[active].heard(look[active].length - Seconds(look[active].position.value)) > Self.late
  }

  /// A track that the DJ has put on the free deck comes next.
  private mutating func noteManualLoad(_ free: SetLook.Deck) {
    guard let path = free.path, path != next?.path, !own.contains(path), !free.hasEnded else { return }
    next = Next(path: path, isManual: true, loadSaid: Seconds(0))
  }

  /// What the DJ queues goes before what was chosen, while there is time.
  private mutating func heedQueue(_ look: SetLook) -> [Deed] {
    let head = look.queueHead
    guard let next else {
      if let head {
        self.next = Next(path: head, isQueued: true)
        isChoosing = false
      }
      return []
    }
    guard !next.isManual, head != (next.isQueued ? next.path : nil) else { return [] }
    guard let active, let plan = next.plan,
      look[active].heard(plan.out.lowerBound - look[active].position) < Self.settled
    else {
      self.next = head.map { Next(path: $0, isQueued: true) }
      return []
    }
    return []
  }

  private mutating func choose(_ look: SetLook) -> [Deed] {
    if isChoosing { return [] }
    if let nothingSince, look.time - nothingSince < Seconds(10) { return [] }
    isChoosing = true
    return [.choose(after: active)]
  }

  private func planWish(_ number: Int, _ out: DeckID, _ from: String, _ to: String, _ look: SetLook) -> PlanWish {
    let (going, coming) = (look[out], look[out.other])
    let now = going.position + Self.readying * (1.2 * going.state.ratio.value)
    var earliest = now
    if let cameIn, cameIn.until > now { earliest = cameIn.until }
    return PlanWish(
      number: number, out: out, from: from, to: to,
      ratio: cameIn?.ratio ?? going.state.setRatio,
      keyShift: Int(going.state.keyShiftTarget.rounded()), fromStems: going.stems, toStems: coming.stems,
      lengths: SIMD2(going.length.value, coming.length.value),
      earliest: wishes.place == .soon ? now : earliest, place: wishes.place, kind: wishes.kind, bars: wishes.bars)
  }

  // MARK: Beginning

  /// Nothing plays: a track that stands on a deck begins, else one is brought.
  private mutating func begin(_ look: SetLook) -> [Deed] {
    if let startSaid, look.time - startSaid < Seconds(2) { return [] }
    let order: [DeckID] = look.crossfader > 0.5 ? [.b, .a] : [.a, .b]
    let ready = order.first { look[$0].isReady && !look[$0].hasEnded && $0 != leaving?.deck }
    if let deck = ready, next == nil || same(next?.path, look[deck].path) || next?.isManual == true {
      startSaid = look.time
      next = nil
      return [
        .say(Command(.engine(.mixer(.set(.crossfader, deck == .a ? -1 : 1))))),
        .say(Command(.engine(.deck(deck, .play)))),
      ]
    }
    guard leaving == nil else { return [] }
    if let active, look[active].hasEnded {
      // It has run out with nothing behind it.
      leaving = Leaving(deck: active, path: playing ?? "", since: look.time)
      self.active = nil
      return []
    }
    return bring(onto: order.first { !look[$0].isLoading && look[$0].path == nil } ?? order[0], look)
  }

  private mutating func bring(onto deck: DeckID, _ look: SetLook) -> [Deed] {
    let deeds = heedQueue(look)
    guard var next else { return deeds + choose(look) }
    if DeckID.allCases.contains(where: { look[$0].isLoading }) { return deeds }
    guard next.loadSaid != nil else {
      next.loadSaid = look.time
      self.next = next
      own.insert(next.path)
      return deeds + [.say(Command(.load(deck, .path(next.path))))]
    }
    if DeckID.allCases.contains(where: { same(look[$0].path, next.path) }) { return deeds }
    self.next = nil
    return deeds + [
      .reject(next.path), .takeFromQueue(next.path), .tell(.warning, "auto: \(baseName(next.path)) is left out"),
    ]
  }

  /// One deck plays, and the crossfader keeps it from the room: it is brought over.
  private func bringOver(_ deck: DeckID, _ look: SetLook) -> [Deed] {
    let side = deck == .a ? -1.0 : 1
    guard !look[deck].state.isHeard, look[deck].state.fader > 0.01, look.crossfader * side < 0 else { return [] }
    return [.say(Command(.engine(.mixer(.set(.crossfader, side))), over: .seconds(1)))]
  }

  /// Both decks play, by the DJ's hand. One that is not heard stands, and comes next; of two that are heard the one
  /// that follows, or began later, takes over, in sixteen beats from where all stands.
  private mutating func takeOver(_ look: SetLook) -> [Deed] {
    let heard = DeckID.allCases.filter { look[$0].state.isHeard }
    if heard.count == 1 {
      let silent = heard[0].other
      return [
        .tell(.note, "auto: \(silent.name) plays, and is not heard: it is stopped, and comes next"),
        .say(Command(.engine(.deck(silent, .pause)))),
      ]
    }
    let later: DeckID = look.deckA.position < look.deckB.position ? .a : .b
    let coming = DeckID.allCases.first { look[$0].state.follows != nil } ?? later
    let (going, length) = (look[coming.other], Seconds(8))
    let window = going.position...(going.position + length)
    var plan = BlendPlan(
      kind: .shortBlend, out: window, in: look[coming].position...(look[coming].position + length), bars: 4)
    plan.steps = [
      BlendPlan.Step(Seconds(0), .crossfade(.seconds(length.value))), BlendPlan.Step(length, .stopOut),
    ]
    active = coming.other
    playing = going.path
    next = Next(path: look[coming].path ?? "", isManual: true, plan: plan)
    hands = BlendHands(takingOver: plan, out: coming.other, at: look.time)
    return blend(look)
  }

  // MARK: The blend

  private mutating func blend(_ look: SetLook) -> [Deed] {
    guard var hands else { return [] }
    let (commands, stand) = hands.look(look)
    var deeds = commands.map(Deed.say)
    self.hands = hands
    switch stand {
    case .underway: break
    case .over:
      let coming = hands.out.other
      leaving = Leaving(deck: hands.out, path: playing ?? "", since: look.time)
      let returns = hands.plan.steps.contains { if case .ownTempo = $0.move { true } else { false } }
      cameIn = (hands.plan.in.upperBound, returns ? .asRecorded : nil)
      deeds.append(.say(Command(.engine(.deck(coming, .kill(.low, .off))))))
      // It leads from now on, at the tempo that it has.
      if !returns { deeds.append(.say(Command(.engine(.deck(coming, .sync(.off)))))) }
      (active, playing) = (coming, look[coming].path)
      if let playing { deeds += noteHeard(playing) }
      finishBlend()
    case .givenUp:
      deeds.append(.tell(.warning, "auto: what was to come in does not play; another track is looked for"))
      if let path = next?.path { deeds.append(.reject(path)) }
      finishBlend()
    }
    return deeds
  }

  private mutating func finishBlend() { (hands, next, wishes) = (nil, nil, Wishes()) }

  private mutating func noteHeard(_ path: String) -> [Deed] {
    own.insert(path)
    return [.played(path), .takeFromQueue(path)]
  }

  /// The deck that has run out is emptied, and what a blend has left of its controls is brought back.
  private mutating func eject(_ look: SetLook) -> [Deed] {
    guard let leaving else { return [] }
    let deck = look[leaving.deck]
    guard !deck.state.isPlaying, let path = deck.path, path == leaving.path else {
      self.leaving = nil
      own.remove(leaving.path)
      return []
    }
    // Until the audio thread has let go of it, it is still there.
    if leaving.isToldToGo { return [] }
    var rings = false
    for effect in DeckEffect.allCases where deck.state.effectRings[effect.index] { rings = true }
    if rings, look.time - leaving.since < Seconds(12) { return [] }
    self.leaving?.isToldToGo = true
    return deck.state.leftovers.map { .say(Command(.engine(.deck(leaving.deck, $0)))) }
      + [.say(Command(.engine(.unload(leaving.deck))))]
  }
}
