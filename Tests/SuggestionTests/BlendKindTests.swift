import Music
import Testing

@testable import Suggestion

/// The kinds of blend, each in a case made for it: what the hands do when.
@Suite struct BlendKindTests {
  private let house = Form()
  private let next = Form(title: "B")

  private func plan(
    _ a: Form, _ b: Form, _ kind: BlendPlan.Kind? = nil, stems: ([StemKind], [StemKind]) = ([], []),
    rules: BlendRules = BlendRules()
  ) -> BlendPlan {
    planBlend(
      from: BlendSide(a.analysis, stems: stems.0), to: BlendSide(b.analysis, stems: stems.1), kind: kind, rules: rules)
  }

  /// When a move is made, bars of what goes out from the beginning of the window.
  private func bar(of move: BlendPlan.Move, in plan: BlendPlan, _ form: Form) -> Double? {
    plan.steps.first { $0.move == move }.map { ($0.at.value / form.bar * 1000).rounded() / 1000 }
  }

  /// Both drops begin in bar 64; 16 bars lead to them and 16 follow.
  @Test func bothDropsAtOnce() {
    let both = plan(house, next, .doubleDrop)
    #expect(both.kind == .doubleDrop && both.bars == 32)
    #expect(both.out.lowerBound.value == 48 * house.bar && both.in.lowerBound.value == 48 * next.bar)
    #expect(bar(of: .meet(.beats(64)), in: both, house) == 0)
    #expect(bar(of: .bass(.beats(4)), in: both, house) == 24)
    #expect(bar(of: .crossfade(.beats(32)), in: both, house) == 24)
    #expect(bar(of: .stopOut, in: both, house) == 32)
    // Neither over clashing keys nor where the tempi are far apart.
    #expect(plan(house, Form(title: "B", key: "12B"), .doubleDrop).kind != .doubleDrop)
    #expect(plan(house, Form(title: "B", bpm: 129), .doubleDrop).kind != .doubleDrop)
    // Unasked only where the rules say so, and nobody sings over somebody.
    var rules = BlendRules()
    #expect(plan(house, next).kind == .longBlend)
    rules.kinds.insert(.doubleDrop)
    #expect(plan(house, next, rules: rules).kind == .doubleDrop)
    let (mine, theirs) = (Form(voices: [60..<90]), Form(title: "B", voices: [60..<90]))
    #expect(plan(mine, theirs, rules: rules).kind != .doubleDrop)
  }

  /// The breakdown of what comes in begins in bar 48, its drop in bar 64.
  @Test func aBreakdownOverDrums() {
    let swap = plan(house, next, .breakdownSwap)
    #expect(swap.kind == .breakdownSwap && swap.bars == 16)
    #expect(swap.in.lowerBound.value == 48 * next.bar && swap.in.upperBound.value == 64 * next.bar)
    #expect(swap.out.lowerBound.value == 112 * house.bar)
    #expect(bar(of: .meet(.beats(32)), in: swap, house) == 0)
    #expect(bar(of: .bass(.beats(4)), in: swap, house) == 15)
    #expect(bar(of: .crossfade(.beats(4)), in: swap, house) == 15)
    let without = Form(title: "B", parts: [("intro", 16), ("drop", 32), ("outro", 16)])
    #expect(plan(house, without, .breakdownSwap).reasons.first == "no breakdown swap is possible here")
  }

  /// Both sing: one voice goes on over the other's instruments.
  @Test func aVoiceOverInstruments() {
    let (mine, theirs) = (Form(voices: [0..<128]), Form(title: "B", voices: [0..<128]))
    let four: [StemKind] = [.vocals, .drums, .bass, .other]
    let over = plan(mine, theirs, stems: (four, four))
    #expect(over.kind == .stemBlend && over.twoVoices.value == 0)
    let half = Double(over.bars) / 2
    #expect(bar(of: .muteIn(.vocals), in: over, mine) == 0)
    for stem in [StemKind.drums, .bass, .other] { #expect(bar(of: .muteOut(stem), in: over, mine) == half) }
    #expect(bar(of: .muteOut(.vocals), in: over, mine) == nil)
    #expect(bar(of: .unmuteIn(.vocals), in: over, mine) == Double(over.bars))
    // Where only one can be taken apart, its voice is muted.
    #expect(bar(of: .muteIn(.vocals), in: plan(mine, theirs, stems: ([], four)), mine) == 0)
    #expect(bar(of: .muteOut(.vocals), in: plan(mine, theirs, stems: (four, [])), mine) == 0)
    // A long blend that is wanted stays one with a voice taken away.
    let long = plan(mine, theirs, .longBlend, stems: ([], four))
    #expect(long.kind == .longBlend && bar(of: .muteIn(.vocals), in: long, mine) == 0)
    #expect(!long.reasons.contains { $0.contains("possible here") })
    // A voice over instruments in another key is worse than none.
    let clash = plan(mine, Form(title: "B", key: "12B", voices: [0..<128]), stems: (four, four))
    #expect(bar(of: .muteOut(.drums), in: clash, mine) == nil && bar(of: .muteIn(.vocals), in: clash, mine) == 0)
    // Nobody sings: nothing is taken apart unasked.
    #expect(plan(house, next, stems: (four, four)).kind == .longBlend)
  }

  /// What is loud to its end is swept away, where the rules let that be chosen.
  @Test func aSweepOutOfALoudEnd() {
    let loud = Form(parts: [("intro", 16), ("verse", 16), ("drop", 32)])
    #expect(plan(loud, next).kind == .shortBlend)
    var rules = BlendRules()
    rules.kinds.insert(.filterSweep)
    let swept = plan(loud, next, rules: rules)
    #expect(swept.kind == .filterSweep && swept.reasons.contains { $0.contains("swept away") })
    #expect(plan(house, next, rules: rules).kind == .longBlend)
  }

  @Test func drumsFirst() {
    let four: [StemKind] = [.vocals, .drums, .bass, .other]
    let first = plan(house, next, .stemBlend, stems: (four, four))
    #expect(first.kind == .stemBlend && first.bars == 16)
    for stem in [StemKind.vocals, .bass, .other] { #expect(bar(of: .muteIn(stem), in: first, house) == 0) }
    #expect(bar(of: .muteOut(.drums), in: first, house) == 0)
    for stem in [StemKind.bass, .other] {
      #expect(bar(of: .unmuteIn(stem), in: first, house) == 8 && bar(of: .muteOut(stem), in: first, house) == 8)
    }
    #expect(bar(of: .unmuteIn(.vocals), in: first, house) == 16)
  }

  /// 134.4 over 120 lies 12 % apart: ten are given by what comes in, the rest by what goes out, before the middle.
  @Test func temposMeet() {
    let meeting = plan(Form(bpm: 134.4), next)
    #expect(abs((meeting.tempoChangePercent ?? 0) - 10) < 1e-9)
    let moved = meeting.steps.compactMap { step -> Double? in
      if case .tempoOut(let percent, .beats(32)) = step.move, step.at.value == 0 { percent } else { nil }
    }
    #expect(moved.count == 1 && abs(moved[0] - (1.1 / 1.12 - 1) * 100) < 0.001, "\(meeting)")
    #expect(!plan(Form(bpm: 129), next).steps.contains { if case .tempoOut = $0.move { true } else { false } })
  }

  /// Kinds that the rules leave out are not chosen, and what is left makes sense.
  @Test(arguments: BlendPlan.Kind.allCases) func aKindThatIsNotWanted(kind: BlendPlan.Kind) {
    let forms = [
      house, Form(key: "12B"), Form(parts: [("verse", 32), ("drop", 32)]), Form(hasGrid: false), Form(bpm: 90),
    ]
    var rules = BlendRules()
    rules.kinds.remove(kind)
    for form in forms {
      let plan = plan(form, next, rules: rules)
      #expect(
        plan.kind != kind || kind == .cleanStart
          || (kind == .cut && plan.reasons.contains { $0.contains("bars are left") })
      )
    }
  }

  /// What the DJ wants now: a length, or the next phrases, in the middle of the track too.
  @Test func longerShorterAndSoon() {
    func plan(_ bars: Int? = nil, isSoon: Bool = false, from time: Double = 0) -> BlendPlan {
      planBlend(
        from: BlendSide(house.analysis), to: BlendSide(next.analysis), earliest: TrackTime(time), bars: bars,
        isSoon: isSoon)
    }
    for bars in [4, 8, 16, 32] { #expect(plan(bars).bars == bars) }
    let soon = plan(isSoon: true, from: 50)
    // Phrases of eight bars: 64 s and 80 s are the next two.
    #expect([64, 80].contains(soon.out.lowerBound.value) && soon.bars > 0, "\(soon)")
    #expect(plan(from: 50).out.lowerBound.value > 190)
  }
}
