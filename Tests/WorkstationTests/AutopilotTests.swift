import Engine
import Music
import Testing

@testable import Workstation

/// The autopilot without engine and clock: looks in, deeds out.
@Suite struct AutopilotTests {
  /// Decks at 120 BPM, and the autopilot that is shown them.
  private struct Rig {
    var pilot = Autopilot(usualBars: 16)
    var look = SetLook()
    let grid = BeatGrid(
      anchors: [.init(time: TrackTime(0), beat: BeatPosition(0), bpm: BPM(120))], beatsPerBar: 4, downbeat: 0,
      phraseStart: 0, barsPerPhrase: 8)

    /// A track of four minutes.
    mutating func put(_ path: String?, on deck: DeckID, playing: Bool = false, at second: Double = 0) {
      var seen = SetLook.Deck()
      (seen.path, seen.title) = (path, path ?? "")
      seen.state.serial = path == nil ? nil : 1
      (seen.state.isPlaying, seen.grid) = (playing, grid)
      seen.state.audible = playing ? 1 : 0
      (seen.length, seen.isAnalysed) = (path == nil ? Seconds(0) : Seconds(240), true)
      look[deck] = seen
      move(deck, to: second)
    }

    mutating func move(_ deck: DeckID, to second: Double) {
      look[deck].position = TrackTime(second)
      look[deck].state.beat = BeatPosition(2 * second)
    }

    /// Deck A has come to a second of its track; so much later it is in the room.
    mutating func run(to second: Double) -> [Autopilot.Deed] {
      look.time = look.time + (TrackTime(second) - look.deckA.position)
      move(.a, to: second)
      return pilot.look(look)
    }

    /// A blend of eight bars from second 160 of what plays on A, planned for `path` on B.
    mutating func planned(_ path: String = "b") -> [Autopilot.Deed] {
      put("a", on: .a, playing: true, at: 100)
      _ = pilot.power(true, look)
      // It notes what plays, then asks for what comes next.
      for _ in 0..<2 { _ = pilot.look(look) }
      _ = pilot.chose(Autopilot.Choice(path: path), look)
      let deeds = pilot.look(look)
      put(path, on: .b)
      for case .plan(let wish) in pilot.look(look) { pilot.planned(Self.plan, voices: "", for: wish) }
      return deeds
    }

    static let plan: BlendPlan = {
      var plan = BlendPlan(
        kind: .shortBlend, out: TrackTime(160)...TrackTime(176), in: TrackTime(0)...TrackTime(16), bars: 8,
        tempoChangePercent: 0)
      plan.steps = [
        BlendPlan.Step(Seconds(0), .start), BlendPlan.Step(Seconds(0), .crossfade(.beats(32))),
        BlendPlan.Step(Seconds(6), .bass(.beats(8))), BlendPlan.Step(Seconds(16), .stopOut),
      ]
      return plan
    }()
  }

  private func lines(_ deeds: [Autopilot.Deed]) -> [String] {
    deeds.compactMap { if case .say(let command) = $0 { command.line } else { nil } }
  }

  @Test func aChoiceIsMadeAnewWhereMuchMoreIsKnownAndThereIsTime() {
    var rig = Rig()
    _ = rig.planned()
    #expect(rig.pilot.libraryHasGrown(rig.look) == [.choose(after: .a)], "a minute before the blend")
    #expect(rig.pilot.look(rig.look) == [], "it waits for the answer")
    #expect(rig.pilot.chose(Autopilot.Choice(path: "c"), rig.look) == [])
    #expect(lines(rig.pilot.look(rig.look)) == ["deck b load \"c\""])
    var late = Rig()
    _ = late.planned()
    _ = late.run(to: 120)
    #expect(late.pilot.libraryHasGrown(late.look) == [] && late.pilot.nextPath == "b")
    var queued = Rig()
    _ = queued.planned()
    queued.look.queueHead = "q"
    _ = queued.pilot.look(queued.look)
    #expect(queued.pilot.libraryHasGrown(queued.look) == [] && queued.pilot.nextPath == "q", "the DJ's own stays")
  }

  /// A station's next track is loaded when less than two minutes are left, or at once when it is wanted.
  @Test func aStationLoadsLate() {
    func rig(at second: Double) -> Rig {
      var rig = Rig()
      rig.pilot.loadsLate = true
      rig.put("a", on: .a, playing: true, at: second)
      _ = rig.pilot.power(true, rig.look)
      for _ in 0..<2 { _ = rig.pilot.look(rig.look) }
      _ = rig.pilot.chose(Autopilot.Choice(path: "b"), rig.look)
      return rig
    }
    var early = rig(at: 60)
    #expect(lines(early.pilot.look(early.look)) == [])
    #expect(lines(early.run(to: 131)) == ["deck b load \"b\""])
    var wanted = rig(at: 60)
    _ = wanted.pilot.wish(.next, wanted.look)
    #expect(lines(wanted.pilot.look(wanted.look)) == ["deck b load \"b\""])
  }

  /// Somebody has started what was to come: it is not loaded once more beside itself.
  @Test func whatPlaysIsNotWhatComes() {
    var rig = Rig()
    _ = rig.planned()
    rig.put("a", on: .a, at: 130)
    rig.put("b", on: .b, playing: true)
    _ = rig.pilot.look(rig.look)
    #expect(rig.pilot.nextPath == nil)
    #expect(rig.pilot.look(rig.look) == [.choose(after: .b)])
  }

  @Test func offItDoesNothing() {
    var rig = Rig()
    rig.put("a", on: .a, playing: true)
    #expect(rig.pilot.look(rig.look) == [] && rig.pilot.words(rig.look) == nil)
    #expect(rig.pilot.wish(.next, rig.look) == [.tell(.warning, "the autopilot is off: auto on")])
  }

  @Test func aTrackThatStandsIsStarted() {
    var rig = Rig()
    rig.put("b", on: .b)
    _ = rig.pilot.power(true, rig.look)
    #expect(lines(rig.pilot.look(rig.look)) == ["crossfade b", "deck b play"])
    // Said once.
    #expect(rig.pilot.look(rig.look) == [])
  }

  @Test func withNothingOnTheDecksItBringsAndStartsOne() {
    var rig = Rig()
    _ = rig.pilot.power(true, rig.look)
    #expect(rig.pilot.look(rig.look) == [.choose(after: nil)])
    #expect(rig.pilot.look(rig.look) == [])
    _ = rig.pilot.chose(Autopilot.Choice(path: "a"), rig.look)
    #expect(lines(rig.pilot.look(rig.look)) == ["deck a load \"a\""])
    rig.put("a", on: .a)
    #expect(lines(rig.pilot.look(rig.look)) == ["crossfade a", "deck a play"])
  }

  @Test func whatIsHeardPlaysNotWhatWasStartedLast() {
    var rig = Rig()
    rig.put("silent", on: .a, playing: true, at: 5)
    rig.put("heard", on: .b, playing: true, at: 90)
    (rig.look.crossfader, rig.look.deckA.state.audible) = (1, 0)
    _ = rig.pilot.power(true, rig.look)
    #expect(lines(rig.pilot.look(rig.look)) == ["deck a pause"])
    #expect(rig.pilot.hands == nil)
    rig.look.deckA.state.isPlaying = false
    #expect(rig.pilot.look(rig.look).contains(.played("heard")))
    #expect(rig.pilot.active == .b)
    guard case .plan(let wish) = rig.pilot.look(rig.look).first else {
      Issue.record("the silent deck's track does not come next")
      return
    }
    #expect(wish.from == "heard" && wish.to == "silent")
    // Both heard: the one that follows takes over, wherever its track is.
    rig = Rig()
    rig.put("old", on: .a, playing: true, at: 5)
    rig.put("new", on: .b, playing: true, at: 90)
    rig.look.deckB.state.follows = .a
    _ = rig.pilot.power(true, rig.look)
    #expect(lines(rig.pilot.look(rig.look)).first?.hasPrefix("crossfade b") == true)
    // One alone, which the crossfader keeps from the room, is brought over.
    rig = Rig()
    rig.put("alone", on: .b, playing: true, at: 5)
    (rig.look.crossfader, rig.look.deckB.state.audible) = (-1, 0)
    _ = rig.pilot.power(true, rig.look)
    #expect(lines(rig.pilot.look(rig.look)) == ["crossfade b over 1 seconds"])
  }

  @Test func anEmptyLibraryIsSaidOnce() {
    var rig = Rig()
    _ = rig.pilot.power(true, rig.look)
    _ = rig.pilot.look(rig.look)
    #expect(rig.pilot.chose(nil, rig.look).count == 1)
    #expect(rig.pilot.look(rig.look) == [])
    rig.look.time = Seconds(11)
    #expect(rig.pilot.look(rig.look) == [.choose(after: nil)])
    #expect(rig.pilot.chose(nil, rig.look) == [])
  }

  @Test func theNextTrackIsLoadedPlannedAndBlendedOnTheBeat() {
    var rig = Rig()
    #expect(lines(rig.planned()) == ["deck b load \"b\""])
    #expect(rig.pilot.words(rig.look) == "out in 1:00 · 8 bars · bass swap at 13 · b")
    let coming = rig.pilot.coming(rig.look)
    #expect(coming?.title == "b" && coming?.words == ["out in 1:00", "8 bars", "bass swap at 13"])
    #expect(rig.run(to: 157) == [])
    #expect(
      lines(rig.run(to: 157.6)) == [
        "deck b quantize off", "deck b seek 0", "deck b sync on", "deck b key reset", "deck b kill low on",
        "deck b quantize on",
      ])
    // Less than a beat before: no other beat can be meant.
    #expect(rig.run(to: 159.5) == [])
    #expect(lines(rig.run(to: 159.6)) == ["deck b play at beat", "crossfade b at beat over 32 beats"])
    rig.look.deckB.state.isPlaying = true
    #expect(lines(rig.run(to: 165.4)) == [])
    #expect(lines(rig.run(to: 165.7)).first?.hasPrefix("bass to b at beat") == true)
    rig.look.crossfader = 1
    #expect(lines(rig.run(to: 175.7)) == ["deck a pause at beat"])
    rig.look.deckA.state.isPlaying = false
    rig.look.time = rig.look.time + Seconds(1)
    let over = rig.pilot.look(rig.look)
    #expect(over.contains(.played("b")) && over.contains(.takeFromQueue("b")))
    #expect(lines(rig.pilot.look(rig.look)) == ["deck a unload"])
    // The audio thread lets go of it in its own time; that it is there till then is no load by hand.
    #expect(rig.pilot.look(rig.look) == [])
    rig.put(nil, on: .a)
    #expect(rig.pilot.look(rig.look) == [.choose(after: .b)])
    #expect(rig.pilot.look(rig.look) == [])
  }

  @Test func whatTheDJTouchesIsLeftAloneAndTakenBackFromWhereItIs() {
    var rig = Rig()
    _ = rig.planned()
    for second in [157.6, 159.6] { _ = rig.run(to: second) }
    rig.look.deckB.state.isPlaying = true
    _ = rig.run(to: 162)
    rig.pilot.touched(Command(.engine(.deck(.a, .kill(.low, .on)))))
    rig.pilot.touched(Command(.engine(.mixer(.set(.crossfader, -0.2)))))
    // The bass is the DJ's.
    #expect(rig.run(to: 165.7) == [])
    #expect(rig.pilot.words(rig.look)?.contains("auto on takes it back") == true)
    // At 168 sixteen of 32 beats are over; the bass has had its eight but for four.
    _ = rig.run(to: 168)
    let back = lines(rig.pilot.power(true, rig.look))
    #expect(back == ["crossfade b over 16 beats", "bass to b over 1 bars"])
  }

  @Test func aCrossfaderThatTheDJKeepsGoesOverBehindTheBlend() {
    var rig = Rig()
    _ = rig.planned()
    for second in [157.6, 159.6] { _ = rig.run(to: second) }
    rig.look.deckB.state.isPlaying = true
    _ = rig.run(to: 165.7)
    rig.pilot.touched(Command(.engine(.mixer(.set(.crossfader, 0)))))
    rig.look.crossfader = 0
    #expect(rig.run(to: 175.7) == [], "what goes out is still heard")
    #expect(lines(rig.run(to: 176.1)) == ["crossfade b over 8 beats"])
    #expect(rig.run(to: 178) == [])
    rig.look.crossfader = 1
    #expect(lines(rig.run(to: 180.1)).first?.hasPrefix("deck a pause") == true)
  }

  @Test func theQueueGoesBeforeWhatWasChosen() {
    var rig = Rig()
    _ = rig.planned()
    rig.look.queueHead = "q"
    #expect(lines(rig.pilot.look(rig.look)) == ["deck b load \"q\""])
    // Too late: what is ready stays.
    rig = Rig()
    _ = rig.planned()
    _ = rig.run(to: 150)
    rig.look.queueHead = "q"
    #expect(rig.pilot.look(rig.look) == [])
  }

  @Test func aFileThatFailsIsLeftOut() {
    var rig = Rig()
    rig.put("a", on: .a, playing: true, at: 100)
    rig.look.queueHead = "gone"
    _ = rig.pilot.power(true, rig.look)
    #expect(rig.pilot.look(rig.look) == [.played("a"), .takeFromQueue("a")])
    #expect(lines(rig.pilot.look(rig.look)) == ["deck b load \"gone\""])
    let deeds = rig.pilot.look(rig.look)
    #expect(
      deeds == [.reject("gone"), .takeFromQueue("gone"), .tell(.warning, "auto: gone is left out")], "\(deeds)")
    rig.look.queueHead = nil
    #expect(rig.pilot.look(rig.look) == [.choose(after: .a)])
  }

  @Test func aTrackLoadedByHandComesNext() {
    var rig = Rig()
    _ = rig.planned()
    rig.put("mine", on: .b)
    let deeds = rig.pilot.look(rig.look)
    guard case .plan(let wish) = deeds.first else {
      Issue.record("\(deeds)")
      return
    }
    #expect(wish.to == "mine" && wish.from == "a" && wish.earliest > TrackTime(100))
    // Whatever the queue says.
    rig.look.queueHead = "q"
    #expect(rig.pilot.look(rig.look) == [])
  }

  @Test func wishesArePlannedAnew() {
    var rig = Rig()
    func wish(_ deeds: [Autopilot.Deed]) -> Autopilot.PlanWish? {
      for case .plan(let wish) in deeds { return wish }
      return nil
    }
    _ = rig.planned()
    _ = rig.pilot.wish(.longer, rig.look)
    let longer = wish(rig.pilot.look(rig.look))
    #expect(longer?.bars == 16)
    if let longer { rig.pilot.planned(Rig.plan, voices: "", for: longer) }
    _ = rig.pilot.wish(.shorter, rig.look)
    #expect(wish(rig.pilot.look(rig.look))?.bars == 4)
    _ = rig.pilot.wish(.next, rig.look)
    #expect(wish(rig.pilot.look(rig.look))?.place == .soon)
    _ = rig.pilot.wish(.hold, rig.look)
    #expect(wish(rig.pilot.look(rig.look))?.place == .late)
    _ = rig.pilot.want(.echoOut)
    #expect(wish(rig.pilot.look(rig.look))?.kind == .echoOut)
    #expect(rig.pilot.wish(.another, rig.look) == [.reject("b"), .choose(after: .a)])
    _ = rig.pilot.chose(Autopilot.Choice(path: "c"), rig.look)
    #expect(lines(rig.pilot.look(rig.look)) == ["deck b load \"c\""])
  }

  @Test func aDeckTakenAwayInABlendLeavesTheOtherHeard() {
    var rig = Rig()
    _ = rig.planned()
    for second in [157.6, 159.6] { _ = rig.run(to: second) }
    rig.look.deckB.state.isPlaying = true
    _ = rig.run(to: 162)
    var other = rig
    // What goes out.
    rig.put(nil, on: .a)
    #expect(lines(rig.pilot.look(rig.look)).prefix(2) == ["crossfade b over 1 seconds", "deck b kill low off"])
    // What comes in.
    other.put(nil, on: .b)
    #expect(lines(other.pilot.look(other.look)).first == "crossfade a over 1 seconds")
    #expect(other.pilot.hands == nil)
  }
}
