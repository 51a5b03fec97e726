import Music
import Support
import Testing

@testable import Suggestion

/// Each case says two forms and what a DJ would do with them.
@Suite struct BlendPlanTests {
  /// What a plan must be; nil where it does not matter.
  struct Wanted {
    var kind: BlendPlan.Kind?
    var bars: Int?
    /// Bars of what goes out, and of what comes in, at the beginning of the windows.
    var out: Double?
    var `in`: Double?
    var shift: Int?
    var multiple: Double?
    var voices: ClosedRange<Double>?
    var reason: String?
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let a: @Sendable () -> Form
    let b: @Sendable () -> Form
    let wanted: @Sendable () -> Wanted
    var testDescription: String { name }

    init(
      _ name: String, _ a: @autoclosure @escaping @Sendable () -> Form,
      _ b: @autoclosure @escaping @Sendable () -> Form,
      _ wanted: @autoclosure @escaping @Sendable () -> Wanted
    ) {
      (self.name, self.a, self.b, self.wanted) = (name, a, b, wanted)
    }
  }

  static let house = Form()

  static let cases: [Case] = [
    // Where: the outro, as late as it holds the blend; the drop of what comes in where it ends.
    Case("two usual tracks", Form(), Form(title: "B"), Wanted(kind: .longBlend, bars: 16, out: 112, in: 0)),
    Case(
      "an outro of eight bars holds eight", Form(parts: [("intro", 16), ("drop", 32), ("outro", 8)]), Form(title: "B"),
      Wanted(kind: .shortBlend, bars: 8, out: 48, in: 8)),
    Case(
      "an outro of four bars holds four", Form(parts: [("intro", 16), ("drop", 32), ("outro", 4)]), Form(title: "B"),
      Wanted(kind: .shortBlend, bars: 4, out: 48, in: 12)),
    Case(
      "an intro of eight bars is laid before the verse", Form(),
      Form(title: "B", parts: [("intro", 8), ("verse", 32), ("drop", 32), ("outro", 16)]),
      Wanted(kind: .shortBlend, bars: 8, out: 120, in: 0)),
    Case(
      "a long intro is entered late", Form(),
      Form(title: "B", parts: [("intro", 32), ("drop", 32), ("outro", 16)]), Wanted(bars: 16, out: 112, in: 16)),
    Case(
      "silence at the end is no outro", Form(silence: 20), Form(title: "B"), Wanted(bars: 16, out: 112, in: 0)),
    Case(
      "never out at the breakdown",
      Form(parts: [("intro", 16), ("verse", 16), ("breakdown", 32), ("drop", 16), ("outro", 16)]),
      Form(title: "B"), Wanted(bars: 16, out: 80, in: 0)),
    Case(
      "two breakdowns: behind the last drop",
      Form(parts: [
        ("intro", 8), ("drop", 16), ("breakdown", 16), ("drop", 16), ("breakdown", 8), ("drop", 16), ("outro", 16),
      ]),
      Form(title: "B"), Wanted(bars: 16, out: 80)),
    // Without an outro.
    Case(
      "no outro: the last phrase", Form(parts: [("intro", 16), ("verse", 16), ("drop", 32)]), Form(title: "B"),
      Wanted(kind: .shortBlend, out: 56)),
    // Voices.
    Case(
      "a voice to the last bar waits for an instrumental intro", Form(voices: [16..<128]), Form(title: "B"),
      Wanted(voices: 0...1)),
    Case(
      "two voices are moved apart", Form(voices: [96..<116]),
      Form(title: "B", voices: [8..<48]), Wanted(voices: 0...1)),
    // Tempo.
    Case("same tempo", Form(), Form(title: "B"), Wanted(multiple: 1, reason: "same tempo")),
    Case("four percent", Form(bpm: 124.8), Form(title: "B"), Wanted(kind: .longBlend, multiple: 1, reason: "+4.0 %")),
    Case("at the edge", Form(bpm: 129), Form(title: "B"), Wanted(kind: .longBlend, reason: "+7.5 %: at the edge")),
    Case("174 over 87", Form(bpm: 174), Form(title: "B", bpm: 87), Wanted(multiple: 2, reason: "half time")),
    Case("87 over 174", Form(bpm: 87), Form(title: "B", bpm: 174), Wanted(multiple: 0.5, reason: "double time")),
    Case("too far apart", Form(bpm: 140), Form(title: "B", bpm: 120), Wanted(kind: .echoOut, bars: 0)),
    Case(
      "3/4 over 4/4", Form(), Form(title: "B", beatsPerBar: 3), Wanted(kind: .echoOut, reason: "4 beats a bar over 3")),
    // Key.
    Case("same key", Form(), Form(title: "B"), Wanted(shift: 0, reason: "same key")),
    Case("neighbours", Form(), Form(title: "B", key: "9A"), Wanted(shift: 0, reason: "8A → 9A")),
    Case("relative", Form(), Form(title: "B", key: "8B"), Wanted(shift: 0, reason: "8A → 8B")),
    Case("a semitone off", Form(), Form(title: "B", key: "3A"), Wanted(shift: -1, reason: "shift −1 fits")),
    Case("two off", Form(), Form(title: "B", key: "6A"), Wanted(shift: 2, reason: "shift +2 fits")),
    Case(
      "no shift fits: short", Form(), Form(title: "B", key: "12B"),
      Wanted(kind: .shortBlend, bars: 8, reason: "kept short")),
    Case("no key", Form(), Form(title: "B", key: nil), Wanted(kind: .longBlend, shift: 0, reason: "no key is known")),
    // Doubt.
    Case(
      "a beat that is not sure", Form(), Form(title: "B", confidence: 0.4),
      Wanted(kind: .shortBlend, bars: 8, reason: "not sure")),
    Case(
      "a beat that is a guess", Form(), Form(title: "B", confidence: 0.1), Wanted(kind: .echoOut, reason: "not sure")),
    Case(
      "no beat in what comes in", Form(), Form(title: "B", hasGrid: false),
      Wanted(kind: .echoOut, reason: "no beat is known")),
    Case(
      "no beat in what goes out, which ends loud", Form(hasGrid: false, energies: ["outro": 1]), Form(title: "B"),
      Wanted(kind: .cleanStart)),
    Case(
      "no beat in what goes out, which ends quietly", Form(hasGrid: false, energies: ["outro": 0.6]), Form(title: "B"),
      Wanted(kind: .fade)),
    // A drop at once.
    Case(
      "no intro, a drop at once, and no outro",
      Form(parts: [("intro", 16), ("verse", 16), ("drop", 32), ("outro", 8)]),
      Form(title: "B", parts: [("drop", 32), ("outro", 16)]), Wanted(kind: .cut, bars: 0)),
    Case(
      "two minutes", Form(parts: [("intro", 4), ("verse", 24), ("chorus", 24), ("outro", 8)]), Form(title: "B"),
      Wanted(bars: 8, out: 52)),
    Case("drums alone: no key", Form(key: nil), Form(title: "B", key: nil), Wanted(kind: .longBlend, reason: "no key")),
    // More of where.
    Case(
      "an outro of 64 bars is left as late as it holds the blend",
      Form(parts: [("intro", 16), ("drop", 32), ("outro", 64)]), Form(title: "B"), Wanted(bars: 16, out: 96, in: 0)),
    Case(
      "an intro of four bars", Form(), Form(title: "B", parts: [("intro", 4), ("drop", 32), ("outro", 16)]),
      Wanted(kind: .shortBlend, bars: 4, in: 0)),
    Case(
      "an intro of 24 bars is entered in its ninth", Form(),
      Form(title: "B", parts: [("intro", 24), ("verse", 32), ("outro", 16)]), Wanted(bars: 16, in: 8)),
    Case(
      "a song: choruses, not drops",
      Form(parts: [("intro", 8), ("verse", 16), ("chorus", 16), ("bridge", 8), ("chorus", 16), ("outro", 16)]),
      Form(title: "B"), Wanted(bars: 16, out: 64)),
    Case(
      "a bridge before the last chorus is no place to leave",
      Form(
        parts: [("intro", 8), ("chorus", 16), ("bridge", 32), ("chorus", 8), ("outro", 8)], energies: ["bridge": 0.5]),
      Form(title: "B"), Wanted(bars: 8, out: 64)),
    Case(
      "sections not known: behind what is loud", Form(hasSections: false), Form(title: "B"), Wanted(out: 112)),
    Case(
      "the form of what comes in is not known: from its first bar", Form(), Form(title: "B", hasSections: false),
      Wanted(kind: .longBlend, bars: 16, in: 0)),
    Case(
      "an outro of 20 bars is left at its beginning: its last phrases are too short",
      Form(parts: [("intro", 16), ("drop", 32), ("outro", 20)]), Form(title: "B"), Wanted(bars: 16, out: 48, in: 0)),
    // More of voices.
    Case("nobody sings", Form(), Form(title: "B"), Wanted(voices: 0...0)),
    Case(
      "only one sings", Form(voices: [0..<128]), Form(title: "B"), Wanted(kind: .longBlend, voices: 0...0)),
    Case(
      "both sing all the time: short, and said", Form(voices: [0..<128]), Form(title: "B", voices: [0..<128]),
      Wanted(bars: 4, reason: "both sing")),
    Case(
      "the voice of what comes in begins behind the window", Form(voices: [0..<128]),
      Form(title: "B", voices: [16..<100]), Wanted(bars: 16, in: 0, voices: 0...0)),
    // More of tempo.
    Case("minus five percent", Form(bpm: 114), Form(title: "B"), Wanted(kind: .longBlend, reason: "−5.0 %")),
    Case("just within the limit", Form(bpm: 131.9), Form(title: "B"), Wanted(kind: .longBlend)),
    Case(
      "just beyond it", Form(bpm: 132.2), Form(title: "B"), Wanted(kind: .longBlend, reason: "they meet at +10.0 %")),
    Case(
      "beyond what both can give", Form(bpm: 138), Form(title: "B"), Wanted(kind: .echoOut, reason: "too far apart")),
    Case(
      "beyond it downwards", Form(bpm: 104), Form(title: "B"), Wanted(kind: .longBlend, reason: "meet at −10.0 %")),
    Case("double time, four percent", Form(bpm: 87), Form(title: "B", bpm: 168), Wanted(multiple: 0.5)),
    Case("3/4 over 3/4", Form(beatsPerBar: 3), Form(title: "B", beatsPerBar: 3), Wanted(kind: .longBlend)),
    // More of keys.
    Case("an hour down", Form(), Form(title: "B", key: "7A"), Wanted(shift: 0, reason: "8A → 7A")),
    Case("round the wheel", Form(key: "12A"), Form(title: "B", key: "1A"), Wanted(shift: 0, reason: "12A → 1A")),
    Case(
      "two hours up: shifted down", Form(), Form(title: "B", key: "10A"), Wanted(shift: -2, reason: "shift −2 fits")),
    // More of doubt.
    Case("both beats are guesses", Form(confidence: 0.1), Form(title: "B", confidence: 0.1), Wanted(kind: .cleanStart)),
    Case(
      "no beat at all, quiet ends", Form(hasGrid: false, energies: ["outro": 0.5]), Form(title: "B", hasGrid: false),
      Wanted(kind: .fade, bars: 0)),
    Case(
      "no beat at all, loud ends", Form(hasGrid: false, energies: ["outro": 1]), Form(title: "B", hasGrid: false),
      Wanted(kind: .cleanStart, bars: 0)),
    Case("three bars", Form(), Form(title: "B", parts: [("verse", 3)]), Wanted(kind: .echoOut, bars: 0)),
    Case("three bars that go out", Form(parts: [("verse", 3)]), Form(title: "B"), Wanted(bars: 0)),
    Case(
      "no intro but a verse at once", Form(), Form(title: "B", parts: [("verse", 32), ("drop", 32), ("outro", 8)]),
      Wanted(bars: 16, in: 0)),
    Case(
      "a drop at once over a long outro is blended", Form(), Form(title: "B", parts: [("drop", 32), ("outro", 16)]),
      Wanted(in: 0)),
  ]

  @Test(arguments: cases) func aPlanIsWhatADJWouldDo(_ this: Case) {
    let (a, b, wanted) = (this.a(), this.b(), this.wanted())
    let plan = planBlend(from: BlendSide(a.analysis), to: BlendSide(b.analysis))
    if let kind = wanted.kind { #expect(plan.kind == kind, "\(plan)") }
    if let bars = wanted.bars { #expect(plan.bars == bars, "\(plan)") }
    if let out = wanted.out {
      #expect(abs(plan.out.lowerBound.value - out * a.bar) < 0.01, "\(plan.out.lowerBound.value / a.bar) \(plan)")
    }
    if let start = wanted.in {
      #expect(abs(plan.in.lowerBound.value - start * b.bar) < 0.01, "\(plan.in.lowerBound.value / b.bar) \(plan)")
    }
    if let shift = wanted.shift { #expect(plan.keyShift == shift) }
    if let multiple = wanted.multiple { #expect(plan.tempoMultiple == multiple) }
    if let voices = wanted.voices { #expect(voices.contains(plan.twoVoices.value), "\(plan)") }
    if let reason = wanted.reason { #expect(plan.reasons.contains { $0.contains(reason) }, "\(plan.reasons)") }
  }

  /// What the DJ wants is done, or it is said that it cannot be.
  @Test(arguments: BlendPlan.Kind.allCases) func aWantedKindIsDoneOrRefused(kind: BlendPlan.Kind) {
    let (house, bare) = (Form().analysis, Form(title: "B", hasGrid: false).analysis)
    let usual = planBlend(from: BlendSide(house), to: BlendSide(house), kind: kind)
    // Nobody sings, so no voice has to be taken away.
    #expect(usual.kind == kind || kind == .stemBlend, "\(usual)")
    for plan in [usual, planBlend(from: BlendSide(bare), to: BlendSide(bare), kind: kind)] {
      #expect((plan.kind == kind) != plan.reasons.contains("no \(kind.rawValue) is possible here"), "\(plan)")
    }
    let clash = Form(title: "B", key: "12B").analysis
    let long = planBlend(from: BlendSide(house), to: BlendSide(clash), kind: .longBlend)
    #expect(long.bars >= 16 && !long.reasons.contains { $0.contains("kept short") }, "\(long)")
  }

  /// What holds of every plan, whatever the tracks are.
  @Test(arguments: 0..<300) func aPlanHoldsTogether(seed: Int) {
    var dice = SeededRandom(seed: UInt64(seed))
    func form(_ title: String) -> Form {
      let labels = ["intro", "build", "drop", "breakdown", "verse", "chorus", "bridge", "outro"]
      var form = Form(title: title)
      form.bpm = Double.random(in: 60...190, using: &dice)
      form.beatsPerBar = Int.random(in: 0..<8, using: &dice) == 0 ? 3 : 4
      form.parts = (0..<Int.random(in: 1...7, using: &dice)).map { _ in
        (labels.randomElement(using: &dice)!, Int.random(in: 1...40, using: &dice))
      }
      form.voices = (0..<Int.random(in: 0...3, using: &dice)).map { _ in
        let start = Int.random(in: 0...100, using: &dice)
        return start..<(start + Int.random(in: 1...40, using: &dice))
      }
      form.key =
        Int.random(in: 0..<5, using: &dice) == 0 ? nil : MusicalKey.all.randomElement(using: &dice)!.camelot.code
      form.confidence = Double.random(in: 0...1, using: &dice)
      form.hasGrid = Int.random(in: 0..<6, using: &dice) != 0
      form.hasSections = Int.random(in: 0..<4, using: &dice) != 0
      form.silence = Double.random(in: 0...10, using: &dice)
      return form
    }
    let (a, b) = (form("A").analysis, form("B").analysis)
    let kind = ([nil] + BlendPlan.Kind.allCases).randomElement(using: &dice)!
    func stems() -> [StemKind] { StemKind.allCases.filter { _ in Bool.random(using: &dice) } }
    let (going, coming) = (BlendSide(a, stems: stems()), BlendSide(b, stems: stems()))
    let plan = planBlend(from: going, to: coming, kind: kind)
    #expect(plan == planBlend(from: going, to: coming, kind: kind))
    let beat = 60 / (a.bpm ?? 60)
    #expect(plan.out.lowerBound.value >= 0 && plan.out.upperBound.value <= a.duration_seconds! + 4 * beat)
    #expect(plan.in.lowerBound.value >= 0 && plan.in.upperBound.value <= b.duration_seconds! + 8)
    #expect((0...1).contains(plan.confidence))
    #expect(zip(plan.steps, plan.steps.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(plan.steps.contains { $0.move == .start })
    // What cannot be beat-matched does not say so.
    if a.grid == nil || b.grid == nil { #expect(plan.tempoChangePercent == nil && plan.bars == 0) }
    if let percent = plan.tempoChangePercent { #expect(abs(percent) <= BlendRules().tempoLimit) }
    // No stem is left silent in what came in, nor touched that is not there.
    var silent: Set<StemKind> = []
    for step in plan.steps {
      switch step.move {
      case .muteIn(let stem):
        silent.insert(stem)
        #expect(coming.stems.contains(stem))
      case .unmuteIn(let stem): silent.remove(stem)
      case .muteOut(let stem): #expect(going.stems.contains(stem))
      default: break
      }
    }
    #expect(silent.isEmpty)
    // Never out before the last drop or chorus is over, where something is left behind it.
    if plan.bars > 0, plan.kind != .doubleDrop, let sections = a.sections,
      let loud = sections.lastIndex(where: { ["drop", "chorus"].contains($0.label) }),
      sections.dropFirst(loud + 1).reduce(0, { $0 + $1.end_seconds - $1.start_seconds }) > 40 * beat
    {
      #expect(plan.out.lowerBound.value >= sections[loud].end_seconds - 2.5 * beat, "\(plan)")
    }
  }
}
