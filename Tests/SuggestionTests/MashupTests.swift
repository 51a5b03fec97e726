import Music
import Support
import Testing

@testable import Suggestion

/// One track's voice over another one's instrumental, planned.
@Suite struct MashupPlanTests {
  private let voice = SungForm()
  private let beat = SungForm(form: Form(title: "B", bpm: 122))

  private func plan(
    _ voice: SungForm, _ beat: SungForm, holding held: MashupPlan.Side = .beat, rules: MashupRules = MashupRules()
  ) throws -> MashupPlan {
    try planMashups(voice: voice.side, over: beat.side, holding: held, rules: rules)[0]
  }

  private func obstacle(_ voice: SungForm, _ beat: SungForm) -> String? {
    do throws(MashupObstacle) {
      _ = try planMashups(voice: voice.side, over: beat.side)
      return nil
    } catch { return error.description }
  }

  /// Sixteen bars of both, on phrases, sung, the voice at the beat's tempo.
  @Test func sixteenBarsOnPhrases() throws {
    let plan = try plan(voice, beat)
    #expect(plan.bars == 16 && plan.bpm == BPM(122))
    let length = (
      voice: plan.voice.upperBound - plan.voice.lowerBound, beat: plan.beat.upperBound - plan.beat.lowerBound
    )
    #expect(abs(length.voice.value - 16 * voice.form.bar) < 1e-6 && abs(length.beat.value - 16 * beat.form.bar) < 1e-6)
    #expect((plan.voice.lowerBound.value / voice.form.bar).truncatingRemainder(dividingBy: 8) == 0)
    #expect(abs((plan.beat.lowerBound.value / beat.form.bar).remainder(dividingBy: 8)) < 1e-6)
    #expect(abs(plan.voiceStretch - 100 * (122.0 / 120 - 1)) < 1e-9 && plan.beatStretch == 0)
    #expect(plan.cut == .zero && plan.parts[.voice] == 1)
    // A verse or a drop, over the same.
    #expect(plan.parts[.structure] == 1)
  }

  /// What plays keeps its tempo, whichever of the two it is.
  @Test func whatPlaysKeepsItsTempo() throws {
    let held = try plan(voice, beat, holding: .voice)
    #expect(held.bpm.value.rounded() == 120 && held.voiceStretch == 0)
    #expect(abs(held.beatStretch - 100 * (120.0 / 122 - 1)) < 1e-9)
    let fast = try planMashups(
      voice: MashupSide(voice.analysis, stems: voice.facts, ratio: TempoRatio(1.01)), over: beat.side, holding: .voice)[
        0]
    #expect(abs(fast.voiceStretch - 1) < 1e-9 && abs(fast.bpm.value - 121.2) < 1e-6)
    // Where the other one saves much stretch in all, it leads.
    let faster = try planMashups(
      voice: MashupSide(voice.analysis, stems: voice.facts, ratio: TempoRatio(1.05)), over: beat.side, holding: .voice)[
        0]
    #expect(faster.leads == .beat && faster.bpm == BPM(122) && faster.beatStretch == 0)
  }

  /// At half time a bar of the voice lies over two of the beat.
  @Test func aVoiceAtHalfTime() throws {
    let slow = SungForm(form: Form(title: "slow", bpm: 61))
    let plan = try plan(slow, beat)
    #expect(plan.tempoMultiple == 2 && abs(plan.voiceStretch) < 1e-9)
    let length = (plan.voice.upperBound - plan.voice.lowerBound).value
    #expect(abs(length - 8 * slow.form.bar) < 1e-6 && abs(length - 16 * beat.form.bar) < 1e-6)
    #expect(plan.reasons.contains { $0.contains("half time") })
    let double = try self.plan(SungForm(form: Form(title: "fast", bpm: 244)), beat)
    #expect(double.tempoMultiple == 0.5)
    #expect(abs((double.voice.upperBound - double.voice.lowerBound).value - 16 * beat.form.bar) < 1e-6)
  }

  /// The least shift that makes the keys fit, and the cents that the tunings lie apart.
  @Test(arguments: [
    ("8A", "8A", 0), ("8A", "9A", 0), ("8A", "3A", 1), ("8A", "1A", 1), ("8A", "10A", 2), ("8B", "8A", 0),
    ("8B", "4A", 1),
  ])
  func theLeastShift(voiceKey: String, beatKey: String, shift: Int) throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key) = (voiceKey, beatKey)
    // By name alone.
    (voice.root, beat.root) = (nil, nil)
    (voice.tuning, beat.tuning) = (-20, 18)
    let plan = try plan(voice, beat)
    #expect(abs(plan.shift) == abs(shift) && plan.relation.fitsOver)
    #expect(plan.cents == 38)
    beat.tuning = -21
    #expect(try self.plan(voice, beat).cents == 0)
  }

  /// Tunings that lie more than half a semitone apart are not brought together by way of the next semitone: names and
  /// notes are counted from each one's own tuning.
  @Test func tuningsFarApart() throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key, voice.tuning, beat.tuning) = ("8A", "8A", 30, -30)
    let plan = try plan(voice, beat)
    #expect(plan.shift == 0 && plan.cents == -60 && abs(plan.voiceKey + 0.6) < 1e-9)
  }

  /// Key shifts that decks have, with cents: the keys are those that sound, and a plan says where both decks end up.
  @Test(arguments: [(0.0, 2.3), (2.0, 0.0), (-1.4, 0.8), (2.5, 2.5)])
  func deckShiftsCount(voiceShift: Double, beatShift: Double) throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key, voice.root, beat.root) = ("8A", "8A", nil, nil)
    var rules = MashupRules()
    rules.keyShift = 6
    let plan = try planMashups(
      voice: MashupSide(voice.analysis, stems: voice.facts, keyShift: voiceShift),
      over: MashupSide(beat.analysis, stems: beat.facts, keyShift: beatShift), rules: rules)[0]
    // Both were recorded in one key and tuning: whole semitones apart, and keys that fit, is what may be left.
    let apart = plan.voiceKey - beatShift
    let key = try #require(MusicalKey(parsing: "8A"))
    #expect(plan.beatKey == beatShift && abs(apart - apart.rounded()) < 1e-9)
    #expect(CamelotRelation(from: key, to: key.transposed(by: Int(apart.rounded()))) == plan.relation)
    #expect(plan.keysFit && abs(plan.voiceKey - voiceShift) <= 3)
  }

  /// A key that the DJ has set is taken at its word: by its name, whatever the notes say; without a key of the other
  /// one the notes are all there is.
  @Test func aKeySetByTheDJ() throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key, voice.root, beat.root) = ("8A", "8A", 9, 0)
    func plan(voice isVoice: Bool, beat isBeat: Bool) throws -> MashupPlan {
      try planMashups(
        voice: MashupSide(voice.analysis, stems: voice.facts, isKeyByHand: isVoice),
        over: MashupSide(beat.analysis, stems: beat.facts, isKeyByHand: isBeat))[0]
    }
    #expect(try plan(voice: false, beat: false).shift == 3)
    for (isVoice, isBeat) in [(true, false), (false, true), (true, true)] {
      let plan = try plan(voice: isVoice, beat: isBeat)
      #expect(plan.shift == 0 && plan.relation == .same && plan.parts[.key] == 1 && !plan.notesAgree)
    }
    beat.form.key = nil
    #expect(try plan(voice: true, beat: false).shift == 3)
  }

  /// Without a key the notes say what fits.
  @Test func withoutAKeyTheNotesDecide() throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, voice.root, beat.root) = (nil, 9, 11)
    let plan = try plan(voice, beat)
    #expect(plan.shift == 2 && plan.relation == .unknown)
    #expect(plan.reasons[0].hasPrefix("no key is known of “A”"))
    voice.root = nil
    #expect(try self.plan(voice, beat).shift == 0)
  }

  /// What is heard counts more than what keys are called: a voice that is sung a minor third under the key of its song
  /// is brought to where its notes lie in the other one, and one that fits by ear is left, whatever its key is called.
  @Test(arguments: [
    ("8A", "8A", 9, 0, 3), ("8A", "3A", 9, 9, 0), ("8A", "1A", 9, 7, -2), ("8A", "10A", 9, 11, 2),
    ("8A", "8A", 9, 9, 0),
  ])
  func theNotesCountMoreThanNames(
    voiceKey: String, beatKey: String, voiceRoot: Int, beatRoot: Int, shift: Int
  ) throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key) = (voiceKey, beatKey)
    (voice.root, beat.root) = (voiceRoot, beatRoot)
    let plan = try plan(voice, beat)
    #expect(plan.shift == shift && plan.keysFit)
    #expect(plan.notesAgree == !plan.relation.fitsOver)
    #expect(plan.reasons[0].contains("its notes fit") == plan.notesAgree)
    let fit = mashupShift(of: voice.side, over: beat.side)
    #expect(fit.semitones == shift && abs((fit.agreement?.notes ?? 0) - 1) < 1e-3)
  }

  /// Where neither names nor notes can be made to fit, the voice is left as it is, and that is said.
  @Test func whatCannotFitIsLeft() throws {
    var (voice, beat) = (voice, beat)
    (voice.form.key, beat.form.key, voice.root, beat.root) = ("8A", "3A", 9, 3)
    var rules = MashupRules()
    rules.keyShift = 0
    let plan = try plan(voice, beat, rules: rules)
    #expect(plan.shift == 0 && !plan.keysFit && plan.reasons[0].contains("clashes"))
  }

  /// What lies between the lines is no voice.
  @Test func onlySungNotesCount() {
    func cell(_ note: Int) -> StemFacts.Cell {
      var cell = StemFacts.Cell.silent
      cell.chroma[note] = 1
      return cell
    }
    let facts = StemFacts(
      voice: [cell(0), cell(6), cell(6), cell(0)], instrumental: [StemFacts.Cell](repeating: cell(2), count: 4),
      sung: [0...0.5, 1.5...2])
    let notes = MashupNotes(facts)
    #expect(abs((notes.agreement(over: notes, shift: 2)?.notes ?? 0) - 1) < 1e-6)
    #expect((notes.agreement(over: notes, shift: -4)?.notes ?? 1) < 0.5)
    // Noise has no notes.
    var noise = StemFacts.Cell.silent
    noise.chroma = (0..<12).map { 0.8 + ($0 % 3 == 0 ? 0.1 : 0) }
    let flat = MashupNotes(StemFacts(voice: [noise], instrumental: [noise], sung: [0...0.5]))
    #expect(flat.agreement(over: notes, shift: 0) == nil && notes.agreement(over: flat, shift: 0) == nil)
    let silent = MashupNotes(
      StemFacts(voice: [.silent], instrumental: [.silent], sung: []))
    #expect(silent.agreement(over: notes, shift: 0) == nil)
  }

  /// Two shifts at which the notes agree about as well are told apart by what sounds strongest: where the kick drum
  /// stands. A kick drum that is louder than the chord does not outvote notes that agree much better.
  @Test func aTunedDrumTellsShiftsApart() {
    func pitches(_ strengths: [Int: Double]) -> StemFacts.Pitches {
      StemFacts.Pitches((0..<12).map { strengths[$0] ?? 0.3 })
    }
    func facts(_ notes: [Int: Float], _ pitches: StemFacts.Pitches) -> StemFacts {
      var cell = StemFacts.Cell.silent
      for (note, level) in notes { cell.chroma[note] = level }
      return StemFacts(
        voice: [cell], instrumental: [cell], sung: [0...0.5], voicePitches: pitches, instrumentalPitches: pitches)
    }
    func shift(beat: [Int: Float], drum: Int?) -> Int? {
      let voice = MashupNotes(facts([0: 1], pitches([0: 1])))
      let chord = beat.mapValues { 0.7 * Double($0) }
      let sounds = drum.map { pitches(chord.merging([$0: 1]) { $1 }) }
      let beat = MashupNotes(facts(beat, sounds ?? StemFacts.Pitches()))
      return MashupKeyFit.best(of: [0, 1, -1, 2, -2, 3, -3], cents: 0, relation: { _ in .unrelated }) {
        voice.agreement(over: beat, shift: $0)
      }?.semitones
    }
    let (close, clear): ([Int: Float], [Int: Float]) = ([2: 1, 9: 1], [2: 0.1, 9: 1])
    #expect(shift(beat: close, drum: nil) == 2)
    #expect(shift(beat: close, drum: 2) == 2 && shift(beat: close, drum: 9) == -3)
    #expect(shift(beat: clear, drum: nil) == -3 && shift(beat: clear, drum: 2) == -3)
  }

  /// A shift that makes it fit is taken, though another one, which does not, agrees better with what sounds strongest.
  @Test func ofShiftsThatFitTheBest() {
    let heard = [0: (0.4, 0.4), 1: (0.7, 0.95), -3: (0.8, 0.6)]
    func best(_ steps: [Int]) -> Int? {
      MashupKeyFit.best(of: steps, cents: 0, relation: { _ in .unrelated }) { step in
        heard[step].map { MashupAgreement(notes: $0.0, sound: $0.1) }
      }?.semitones
    }
    #expect(best([0, 1, -3]) == -3)
    #expect(best([0, 1]) == 0)
  }

  /// A bar line inside a line is no place to begin where there is another one.
  @Test(arguments: [0.0, 0.5, 1, 2, 3, 3.5]) func noLineIsCut(offset: Double) throws {
    var voice = voice
    voice.offset = offset
    // The breath between two lines is 0.7 bars long: some bar line lies in it.
    #expect(try plan(voice, beat).cut.x == 0)
    // One who never breathes is cut somewhere, and that is said.
    voice.lineBars = 4
    voice.offset = -0.5
    voice.form.parts = [("verse", 64)]
    let cut = try plan(voice, beat)
    #expect(cut.cut.x > 0 && cut.reasons.contains("begins inside a line") && cut.parts[.words] < 1)
  }

  /// Two lines that are sung in one breath are one span; where the lines are known it may be cut between them.
  @Test func linesAreNotCut() throws {
    var voice = voice
    (voice.lineBars, voice.offset, voice.form.parts) = (64, -0.5, [("verse", 64)])
    #expect(try plan(voice, beat).cut.x > 0)
    // Lines of four bars that begin with bar 2, and one that goes over bar 10.
    let bar = voice.form.bar
    let starts = [2.0, 6, 14, 18, 22, 26, 30, 34, 38, 42]
    let lines = starts.map { $0 * bar...($0 + 4) * bar } + [10 * bar...14 * bar]
    let side = MashupSide(voice.analysis, stems: voice.facts, lines: lines.sorted { $0.lowerBound < $1.lowerBound })
    let plan = try planMashups(voice: side, over: beat.side)[0]
    #expect(plan.cut == .zero)
    for time in [plan.voice.lowerBound.value, plan.voice.upperBound.value] {
      #expect(!lines.contains { $0.lowerBound < time - 0.2 && time + 0.2 < $0.upperBound })
    }
  }

  /// The parts, each times what it counts, are the score; the words are true of the numbers.
  @Test func thePartsAreTheScore() throws {
    var random = SeededRandom(seed: 14)
    for _ in 0..<60 {
      let (voice, beat) = (Self.random(&random), Self.random(&random))
      guard let plan = try? plan(voice, beat) else { continue }
      let sum = MashupPart.allCases.reduce(0) { $0 + plan.parts[$1] * plan.weights[$1] }
      #expect(abs(sum - plan.score) < 1e-9)
      #expect(abs(MashupPart.allCases.reduce(0) { $0 + plan.weights[$1] } - 1) < 1e-9)
      for part in MashupPart.allCases { #expect((0...1).contains(plan.parts[part])) }
      #expect(plan.reasons.contains("room for the voice") == (plan.parts[.room] >= 0.7))
      #expect(plan.reasons.contains("off the phrase") == (plan.parts[.phrases] <= 0.4))
      #expect(
        plan.reasons.contains { $0.contains("clashes") } == !(plan.keysFit || plan.relation == .unknown))
      #expect(plan.arithmetic.count == MashupPart.allCases.count)
    }
  }

  /// What is missing is said, with what would do.
  @Test func badInput() {
    var silent = voice
    silent.isVoiceSilent = true
    #expect(obstacle(silent, beat) == "nobody sings in “A”: it has no vocals stem, or a silent one")
    var without = beat
    without.form.hasGrid = false
    #expect(obstacle(voice, without)?.hasPrefix("no beat is known of “B”") == true)
    let far = SungForm(form: Form(title: "far", bpm: 88))
    #expect(obstacle(far, SungForm(form: Form(title: "B", bpm: 120)))?.hasPrefix("the tempi lie too far apart") == true)
    let waltz = SungForm(form: Form(title: "W", beatsPerBar: 3))
    #expect(obstacle(voice, waltz) == "4 beats a bar over 3")
    let bare = MashupSide(beat.analysis, stems: nil)
    #expect(throws: MashupObstacle.self) { try planMashups(voice: voice.side, over: bare) }
  }

  /// Several places: no bar of the voice twice, best first.
  @Test func placesLieApart() throws {
    let places = try planMashups(voice: voice.side, over: beat.side, limit: 4)
    #expect(places.count == 4)
    for (index, place) in places.enumerated() {
      for other in places[..<index] {
        #expect(place.voice.lowerBound >= other.voice.upperBound || place.voice.upperBound <= other.voice.lowerBound)
        #expect(other.score >= place.score || other.cut != place.cut)
      }
    }
  }

  static func random(_ random: inout SeededRandom) -> SungForm {
    var form = SungForm(form: Form(title: "R", bpm: .random(in: 90...150, using: &random)))
    form.form.key = Bool.random(using: &random) ? MusicalKey.all.randomElement(using: &random)!.camelot.code : nil
    form.offset = [0, 0, 0.5, 2].randomElement(using: &random)!
    form.leadLevel = .random(in: -50 ... -15, using: &random)
    form.energy = .random(in: 1...10, using: &random)
    form.leftover = Bool.random(using: &random) ? .random(in: -40 ... -5, using: &random) : nil
    form.tuning = .random(in: -50...50, using: &random)
    return form
  }
}

/// Partners of a track.
@Suite struct MashupPartnerTests {
  /// The order in which tracks are given does not matter, and a track is no partner of its own.
  @Test func theOrderOfCandidatesDoesNotMatter() {
    var random = SeededRandom(seed: 4)
    let track = SungForm().side
    var all: [(TrackID, MashupSide)] = (1...24).map { (TrackID($0), MashupPlanTests.random(&random).side) }
    let first = mashupPartners(of: track, id: TrackID(3), among: Dictionary(uniqueKeysWithValues: all), limit: 50)
    for _ in 0..<3 {
      all.shuffle(using: &random)
      let again = mashupPartners(of: track, id: TrackID(3), among: Dictionary(uniqueKeysWithValues: all), limit: 50)
      #expect(again.partners == first.partners)
    }
    #expect(!first.partners.contains { $0.id == TrackID(3) })
    #expect(first.partners.count > 10)
    // Best first, what takes work below all that does not.
    let rules = MashupRules()
    for (one, next) in zip(first.partners, first.partners.dropFirst()) {
      let (mine, theirs) = (one.needsWork(rules), next.needsWork(rules))
      #expect(mine == theirs ? one.score >= next.score : theirs)
    }
  }

  @Test func candidatesByTempoAndKey() {
    let near = Candidate(id: TrackID(1), bpm: BPM(121), key: MusicalKey(parsing: "8A"))
    let far = Candidate(id: TrackID(2), bpm: BPM(150), key: MusicalKey(parsing: "8A"))
    let clash = Candidate(id: TrackID(3), bpm: BPM(121), key: MusicalKey(parsing: "2B"))
    let half = Candidate(id: TrackID(4), bpm: BPM(60), key: MusicalKey(parsing: "8A"))
    let own = (bpm: BPM(120), key: MusicalKey(parsing: "8A"))
    let order = likelyPartners(of: own, among: [far, clash, half, near], limit: 4)
    #expect(order == likelyPartners(of: own, among: [near, half, clash, far], limit: 4))
    #expect(order.first == TrackID(1) || order.first == TrackID(4))
    #expect(likelyPartners(of: own, among: [far, near], limit: 1) == [TrackID(1)])
  }

  /// A good partner of a track, and the same one spoilt in one way.
  private static let spoilt: [(name: String, change: @Sendable (inout SungForm, inout SeededRandom) -> Void)] = [
    (
      "transposed",
      { beat, random in
        let steps = [1, -1, 2, -2].randomElement(using: &random)!
        beat.form.key = MusicalKey(parsing: beat.form.key!)!.transposed(by: steps).camelot.code
        beat.root = beat.root.map { (($0 + steps) % 12 + 12) % 12 }
      }
    ),
    (
      "detuned",
      { beat, random in beat.tuning = (beat.tuning ?? 0) + .random(in: 25...50, using: &random) }
    ),
    // Its hooks come a phrase early and its verses a phrase late: one of them always lies over the other.
    (
      "off by a phrase",
      { beat, _ in
        beat.form.parts = [("intro", 16)] + (0..<6).flatMap { _ in [("verse", 8), ("drop", 8)] } + [("outro", 16)]
      }
    ),
    ("phrases of six bars", { beat, _ in beat.barsPerPhrase = 6 }),
    ("a dense lead", { beat, random in beat.leadLevel = .random(in: -24 ... -16, using: &random) }),
    (
      "a lead in the voice's bands",
      { beat, _ in
        beat.leadLevel = -20
        beat.leadBands = 3...6
      }
    ),
    ("far in tempo", { beat, random in beat.form.bpm *= .random(in: 1.05...1.12, using: &random) }),
    ("of another energy", { beat, _ in beat.energy = 10 }),
    ("its own voice left", { beat, random in beat.leftover = .random(in: -14 ... -6, using: &random) }),
  ]

  /// At least 95 of 100 comparisons are ordered as argued.
  @Test func badPartnersStandBelowGoodOnes() {
    var random = SeededRandom(seed: 95)
    var (right, all) = (0, 0)
    var wrong: [String: Int] = [:]
    for _ in 0..<8 {
      var voice = SungForm(form: Form(title: "A", bpm: .random(in: 100...130, using: &random)))
      voice.form.key = MusicalKey.all.randomElement(using: &random)!.camelot.code
      voice.energy = .random(in: 4...7, using: &random)
      voice.voiceLevel = .random(in: -28 ... -20, using: &random)
      for (name, change) in Self.spoilt {
        func partner() -> SungForm {
          var partner = SungForm(form: Form(title: "B"))
          partner.form.bpm = voice.form.bpm * .random(in: 0.98...1.02, using: &random)
          partner.form.key = voice.form.key
          partner.tuning = .random(in: -6...6, using: &random)
          partner.energy = voice.energy.map { $0 + .random(in: -1...0, using: &random) }
          partner.leadLevel = .random(in: -48 ... -38, using: &random)
          partner.leftover = .random(in: -40 ... -25, using: &random)
          return partner
        }
        let good = partner()
        var bad = partner()
        change(&bad, &random)
        let found = mashupPartners(
          of: voice.side, id: nil, among: [TrackID(1): good.side, TrackID(2): bad.side], limit: 4
        ).partners.filter { $0.way == .ownVoice }
        all += 1
        if found.first?.id == TrackID(1) { right += 1 } else { wrong[name, default: 0] += 1 }
      }
    }
    #expect(Double(right) >= 0.95 * Double(all), "\(right) of \(all); wrong: \(wrong)")
  }
}
