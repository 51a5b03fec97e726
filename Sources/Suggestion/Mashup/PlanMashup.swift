import Music

/// Plans one track's voice over another one's instrumental: the best places, best first, no bar of the voice in two of
/// them. Pure: the same facts give the same plans.
///
/// The tempo is that of the one that is held, or of the other one where that saves much stretch; who follows is counted
/// in half, same or double time, whichever stretches it least. The key is that of the instrumental; the voice is
/// shifted, by as little as makes it fit, and by the cents that the tunings lie apart.
/// - Parameters:
///   - voice: whose voice is taken.
///   - beat: whose instrumental is taken.
///   - held: the one that keeps its tempo: what plays, or else the instrumental.
///   - mayYield: it gives way all the same where that saves much stretch.
///   - limit: so many places at most.
/// - Returns: one place at least.
/// - Throws: why there is none.
package func planMashups(
  voice: MashupSide, over beat: MashupSide, holding held: MashupPlan.Side = .beat, mayYield: Bool = true,
  limit: Int = 1, rules: MashupRules = MashupRules()
) throws(MashupObstacle) -> [MashupPlan] {
  try MashupPlanner(voice: voice, beat: beat, held: held, mayYield: mayYield, rules: rules).plans(limit: limit)
}

/// The shift of a voice that makes it fit an instrumental best, and the cents that the tunings lie apart: by the names
/// of the keys and by the notes of both, less for each semitone. Where no notes are known, the least that makes the
/// keys fit; where a key is not known, the one at which the notes agree best, if they do.
package func mashupShift(
  of voice: MashupSide, over beat: MashupSide, rules: MashupRules = MashupRules()
) -> MashupKeyFit {
  MashupPlanner.shift(voice, beat, rules)
}

/// One planning: tempo and key first, then places for both.
private struct MashupPlanner {
  let voice: MashupSide
  let beat: MashupSide
  let held: MashupPlan.Side
  let rules: MashupRules
  let shares: MashupParts
  /// Percent.
  let stretch: (voice: Double, beat: Double)
  let multiple: Double
  let bpm: BPM
  let leads: MashupPlan.Side
  let shift: MashupKeyFit
  /// Of the voice, dB.
  let gain: Double

  /// A place in both.
  struct Place {
    var voice: Int
    var beat: Int
    var bars: Int
    var parts: MashupParts
    var facts: Facts
    /// By score; a cut into a word only where no place is without.
    var rank: Double
  }

  /// What the reasons are said of.
  struct Facts {
    var sung = 0.0
    var room: Double?
    var cut = SIMD2<Double>.zero
    var labels: (voice: String?, beat: String?)
    var energyGap: Double?
    var agreement: Double?
    var isOnPhrases = true
  }

  /// The one that is held gives way only where that saves so much stretch in all, percent: as `mash` does it live.
  private static let margin = 0.5

  init(
    voice: MashupSide, beat: MashupSide, held: MashupPlan.Side, mayYield: Bool, rules: MashupRules
  ) throws(MashupObstacle) {
    (self.voice, self.beat, self.held, self.rules) = (voice, beat, held, rules)
    shares = rules.shares
    if let sentence = Self.obstacle(voice, beat) { throw MashupObstacle(description: sentence) }
    guard let mine = voice.bpm.map({ $0 * voice.ratio }), let theirs = beat.bpm.map({ $0 * beat.ratio }) else {
      throw MashupObstacle(description: "no tempo is known of \((voice.bpm == nil ? voice : beat).name)")
    }
    // The ratio that brings the voice to the beat; the other way round the beat comes to the voice by its inverse.
    guard let change = tempoChange(from: mine, to: theirs) else {
      throw MashupObstacle(description: "no tempo is known of \(voice.name)")
    }
    multiple = change.tempoMultiple
    let ratio = 1 + change.percent / 100
    func percent(_ ratio: Double) -> Double { (ratio - 1) * 100 }
    let choices = (
      voice: (voice: percent(voice.ratio.value), beat: percent(beat.ratio.value / ratio)),
      beat: (voice: percent(voice.ratio.value * ratio), beat: percent(beat.ratio.value))
    )
    func cost(_ stretch: (voice: Double, beat: Double)) -> Double { abs(stretch.voice) + abs(stretch.beat) }
    let saved = cost(choices.beat) - cost(choices.voice)
    let margin = mayYield ? Self.margin : .infinity
    leads = held == .beat ? (saved > margin ? .voice : .beat) : (-saved > margin ? .beat : .voice)
    stretch = leads == .beat ? choices.beat : choices.voice
    bpm = leads == .beat ? theirs : BPM(theirs.value / ratio)
    let most = max(abs(stretch.voice), abs(stretch.beat))
    guard most <= rules.mostStretch else {
      throw MashupObstacle(
        description: "the tempi lie too far apart: \(decimal(mine.value, 10)) and \(decimal(theirs.value, 10)) BPM")
    }
    shift = Self.shift(voice, beat, rules)
    gain =
      voice.stems?.voiceLoudness.map { mine in
        (beat.stems?.instrumentalLoudness?.value ?? mine.value) + rules.balance - mine.value
      } ?? 0
  }

  /// What is missing, in a sentence.
  private static func obstacle(_ voice: MashupSide, _ beat: MashupSide) -> String? {
    for side in [voice, beat] where side.stems == nil {
      return "\(side.name) has no stems: split it (segue split), or put those of another splitter beside it"
    }
    if voice.stems?.sung.isEmpty != false {
      return "nobody sings in \(voice.name): it has no vocals stem, or a silent one"
    }
    if beat.stems?.instrumentalLoudness == nil { return "the instrumental of \(beat.name) is silent" }
    for side in [voice, beat] where side.analysis.grid == nil {
      return "no beat is known of \(side.name): correct its grid, or tap it"
    }
    for side in [voice, beat] where side.track.bars.count < 5 {
      return "the bars of \(side.name) are not known: say where one begins (grid downbeat)"
    }
    if voice.track.beatsPerBar != beat.track.beatsPerBar {
      return "\(voice.track.beatsPerBar) beats a bar over \(beat.track.beatsPerBar)"
    }
    return nil
  }

  // MARK: Key

  static func shift(_ voice: MashupSide, _ beat: MashupSide, _ rules: MashupRules) -> MashupKeyFit {
    let cents = cents(from: voice.tuning, to: beat.tuning)
    func agreement(_ step: Int) -> MashupAgreement? {
      guard !isByName(voice, beat), let mine = voice.notes, let theirs = beat.notes else { return nil }
      return mine.agreement(over: theirs, shift: step + voice.semitones - beat.semitones)
    }
    let (mine, theirs) = (voice.soundingKey, beat.soundingKey)
    func relation(_ step: Int) -> CamelotRelation {
      CamelotRelation(from: theirs, to: mine?.transposed(by: step))
    }
    return MashupKeyFit.best(
      of: MashupKeyFit.steps(rules.keyShift), cents: cents, relation: relation, agreement: agreement)
      ?? MashupKeyFit(semitones: 0, cents: cents, relation: relation(0), agreement: agreement(0))
  }

  /// The keys are both known, and a DJ has set one: their names decide, not the notes.
  private static func isByName(_ voice: MashupSide, _ beat: MashupSide) -> Bool {
    (voice.isKeyByHand || beat.isKeyByHand) && voice.key != nil && beat.key != nil
  }

  /// What brings one tuning to the other, −100…100 cents; nothing below what can be heard. (The nearest note of the
  /// other tuning may be the next semitone's: the keys would no longer stand as they are called.)
  private static func cents(from mine: Double?, to theirs: Double?) -> Double {
    guard let mine, let theirs else { return 0 }
    let gap = theirs - mine
    return abs(gap) < 4 ? 0 : max(-100, min(100, gap))
  }

  // MARK: Places

  func plans(limit: Int) throws(MashupObstacle) -> [MashupPlan] {
    var found: [Place] = []
    for bars in lengths {
      let (starts, beats) = (voiceStarts(bars), beatStarts(bars))
      found += starts.flatMap { start in beats.map { judged(start, $0, bars) } }
      // Shorter ones only where no longer one holds.
      if !found.isEmpty { break }
    }
    found.sort { $0.rank != $1.rank ? $0.rank > $1.rank : ($0.voice, $0.beat) < ($1.voice, $1.beat) }
    var chosen: [Place] = []
    for place in found where chosen.count < max(1, limit) {
      if chosen.allSatisfy({ abs($0.voice - place.voice) >= voiceBars(place.bars) }) { chosen.append(place) }
    }
    guard !chosen.isEmpty else {
      throw MashupObstacle(description: "no four bars of \(voice.name) are sung that \(beat.name) has room for")
    }
    return chosen.map(plan)
  }

  private var lengths: [Int] { [rules.bars, 16, 8, 4].filter { $0 <= rules.bars && $0 >= 1 } }

  /// So many bars of the voice to bars of the beat.
  private func voiceBars(_ bars: Int) -> Int { max(1, Int((Double(bars) / multiple).rounded())) }

  /// Where the voice may begin: its phrases and parts, and the bars before which it breathes.
  private func voiceStarts(_ bars: Int) -> [Int] {
    let length = voiceBars(bars)
    let track = voice.track
    let starts = track.bars.indices.filter { bar in
      guard bar + length <= track.bars.count else { return false }
      let sung = (bar..<bar + length).reduce(0) { $0 + voice.bars[$1].sung } / Double(length)
      guard sung >= 0.2 else { return false }
      return track.isPhraseStart(bar) || (voice.bars[bar].sung > 0 && voice.cut(at: track.bars[bar].time) == 0)
    }
    return ahead(starts, voice)
  }

  private func beatStarts(_ bars: Int) -> [Int] {
    let track = beat.track
    let whole = track.bars.indices.filter { $0 + bars <= track.bars.count }
    let phrases = whole.filter { track.isPhraseStart($0) }
    return ahead(phrases.isEmpty ? Array(whole.prefix(1)) : phrases, beat)
  }

  /// Those that are still to come; where none is, all.
  private func ahead(_ starts: [Int], _ side: MashupSide) -> [Int] {
    guard let earliest = side.earliest else { return starts }
    let later = starts.filter { side.track.bars[$0].time >= earliest.value }
    return later.isEmpty ? starts : later
  }

  /// The bar of the voice that lies over a bar of the beat.
  private func voiceBar(over bar: Int, from start: Int) -> Int {
    min(voice.bars.count - 1, Int(Double(start) + Double(bar) / multiple + 1e-9))
  }

  private func judged(_ start: Int, _ beatStart: Int, _ bars: Int) -> Place {
    let (v, b) = (voice.track, beat.track)
    let from = (voice: v.bars[start].time, beat: b.bars[beatStart].time)
    let to = (voice: v.time(ofBar: start + voiceBars(bars)), beat: b.time(ofBar: beatStart + bars))
    var facts = Facts(labels: (voice.label(from: from.voice, to: to.voice), beat.label(from: from.beat, to: to.beat)))
    var (room, weight, form) = (0.0, 0.0, 0.0)
    var notes = (SIMD16<Float>.zero, SIMD16<Float>.zero)
    for bar in 0..<bars {
      let voiceBar = voiceBar(over: bar, from: start)
      let (sings, plays) = (voice.bars[voiceBar], beat.bars[beatStart + bar])
      form += formWorth(voice: voice.kinds[voiceBar], beat: beat.kinds[beatStart + bar]) / Double(bars)
      facts.sung += sings.sung / Double(bars)
      guard sings.sung > 0.1 else { continue }
      room += sings.sung * Double(roomWorth(sings, over: plays, gain: Float(gain)))
      weight += sings.sung
      notes.0 += sings.voiceNotes
      notes.1 += plays.instrumentalNotes
    }
    facts.room = weight > 0 ? room / weight : nil
    if !Self.isByName(voice, beat) {
      facts.agreement = notesAgreement(notes.0, notes.1, shift: shift.semitones + voice.semitones - beat.semitones)
    }
    facts.cut = SIMD2(voice.cut(at: from.voice), voice.cut(at: to.voice))
    let energies = (voice.energy(from: from.voice, to: to.voice), beat.energy(from: from.beat, to: to.beat))
    if let mine = energies.0, let theirs = energies.1 { facts.energyGap = theirs - mine }
    facts.isOnPhrases = v.isPhraseStart(start) && b.isPhraseStart(beatStart)
    var parts = common(agreement: facts.agreement)
    parts[.room] = min(1, facts.room ?? 0.5)
    parts[.voice] = sungWorth(facts.sung)
    parts[.words] = wordsWorth(facts.cut)
    parts[.energy] = mashupEnergyWorth(energies.0, energies.1)
    parts[.structure] = min(1, form)
    parts[.phrases] =
      (facts.isOnPhrases ? 1 : 0.4) * (bars >= min(16, rules.bars) ? 1 : bars >= 8 ? 0.7 : 0.4)
      * (samePhrases ? 1 : 0.6)
    let cuts = (facts.cut.x > 0 ? 0.6 : 0) + (facts.cut.y > 0 ? 0.3 : 0)
    return Place(
      voice: start, beat: beatStart, bars: bars, parts: parts, facts: facts, rank: parts.score(shares) - cuts)
  }

  /// Both are counted in phrases of one length.
  private var samePhrases: Bool {
    guard let mine = voice.analysis.grid, let theirs = beat.analysis.grid else { return false }
    let length = Double(theirs.barsPerPhrase) / multiple
    let (more, less) = (max(Double(mine.barsPerPhrase), length), min(Double(mine.barsPerPhrase), length))
    return (more / less).truncatingRemainder(dividingBy: 1) == 0
  }

  /// The parts that are the same everywhere.
  private func common(agreement: Double?) -> MashupParts {
    var parts = MashupParts()
    parts[.key] = mashupKeyWorth(shift.relation, shift: shift.semitones, cents: shift.cents, agreement: agreement)
    parts[.tempo] = mashupTempoWorth(
      max(abs(stretch.voice), abs(stretch.beat)), tempoMultiple: multiple, limit: rules.tempoLimit)
    parts[.leftover] = leftoverWorth(beat.stems?.leftover)
    let keys = [voice, beat].map { $0.key == nil ? 0.3 : $0.isKeyByHand ? 1 : $0.analysis.key_confidence ?? 0.7 }
    parts[.confidence] = max(
      0, min(1, min(voice.track.gridConfidence, beat.track.gridConfidence) * (0.5 + 0.5 * min(keys[0], keys[1]))))
    return parts
  }

  private func plan(_ place: Place) -> MashupPlan {
    let (v, b) = (voice.track, beat.track)
    var plan = MashupPlan(
      voice: TrackTime(v.bars[place.voice].time)...TrackTime(v.time(ofBar: place.voice + voiceBars(place.bars))),
      beat: TrackTime(b.bars[place.beat].time)...TrackTime(b.time(ofBar: place.beat + place.bars)), bars: place.bars,
      bpm: bpm, voiceStretch: stretch.voice, beatStretch: stretch.beat, tempoMultiple: multiple, leads: leads,
      shiftSide: .voice,
      shift: shift.semitones, cents: shift.cents,
      voiceKey: voice.keyShift + Double(shift.semitones) + shift.cents / 100, beatKey: beat.keyShift,
      relation: shift.relation, notesAgree: shift.isByNotes, balance: rules.balance,
      voiceGain: voice.stems?.voiceLoudness == nil ? nil : Decibels(gain), parts: place.parts,
      weights: shares, reasons: [], cut: place.facts.cut)
    plan.reasons = reasons(plan, place.facts)
    return plan
  }

  // MARK: Reasons

  private func reasons(_ plan: MashupPlan, _ facts: Facts) -> [String] {
    var reasons = [keyReason(plan), tempoReason(plan)]
    if let room = facts.room {
      if room >= 0.7 { reasons.append("room for the voice") }
      if room < 0.45 { reasons.append("the instrumental covers the voice") }
    }
    if facts.cut.x > 0 {
      reasons.append("begins inside a line")
    } else if facts.cut.y > 0 {
      reasons.append("ends inside a line")
    }
    if let voice = facts.labels.voice, let beat = facts.labels.beat { reasons.append("\(voice) over \(beat)") }
    if facts.sung < 0.45 { reasons.append("sung \(whole(100 * facts.sung)) %") }
    if let gap = facts.energyGap, abs(gap) >= 2 {
      reasons.append("the instrumental is \(gap > 0 ? "more" : "less") driving")
    }
    if !facts.isOnPhrases { reasons.append("off the phrase") }
    if !samePhrases { reasons.append("phrases of another length") }
    if let leftover = beat.stems?.leftover, leftover > Decibels(-15) {
      reasons.append("its own voice is left in the instrumental, \(signed(whole(leftover.value))) dB")
    }
    if plan.bars < rules.bars { reasons.append("\(plan.bars) bars") }
    if plan.confidence < 0.3 {
      let unsure = voice.track.gridConfidence < beat.track.gridConfidence ? voice : beat
      reasons.append("the beat of \(unsure.name) is not sure")
    }
    return reasons
  }

  private func keyReason(_ plan: MashupPlan) -> String {
    let cents = plan.cents == 0 ? "" : " \(signed(whole(plan.cents))) cents"
    let shifted = plan.shift == 0 && plan.cents == 0 ? "" : "voice \(signed(plan.shift))\(cents)"
    guard let mine = voice.soundingKey, let theirs = beat.soundingKey else {
      let unknown = voice.key == nil ? voice : beat
      return "no key is known of \(unknown.name)" + (shifted.isEmpty ? "" : ", \(shifted) by ear")
    }
    let (from, to) = (mine.camelot.code, theirs.camelot.code)
    if plan.notesAgree, plan.relation != .unknown {
      return "\(from) over \(to), " + (shifted.isEmpty ? "" : "\(shifted), ") + "its notes fit"
    }
    if !plan.keysFit { return "\(from) over \(to) clashes" }
    let keys = from == to ? "\(from), same key" : "\(from) over \(to)"
    return shifted.isEmpty ? keys : "\(keys), \(shifted)"
  }

  private func tempoReason(_ plan: MashupPlan) -> String {
    let counted =
      switch multiple {
      case 2: ", voice at half time"
      case 0.5: ", voice at double time"
      default: ""
      }
    let side = leads == .beat ? "voice " : "beat "
    let text = tempoText(plan.stretch)
    return (text == "same tempo" ? text : side + text) + counted
  }

  private func whole(_ value: Double) -> Int { Int(max(-1e6, min(1e6, value.isFinite ? value : 0)).rounded()) }
}
