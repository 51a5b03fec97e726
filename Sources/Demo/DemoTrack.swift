import Music

/// A track that Segue composes and synthesises itself: what is known of it before a single sample is made. Two equal
/// values render to the same samples on one machine.
package struct DemoTrack: Sendable, Hashable {
  /// The song's name.
  package let title: String
  /// Who "made" it.
  package let artist: String
  /// How it is built and played.
  package let style: DemoStyle
  /// Its tempo.
  package let bpm: BPM
  /// Its key.
  package let key: MusicalKey
  /// Chooses among the style's tunes and varies fills and accents.
  package let seed: UInt64
  let arrangement: Arrangement
  /// Which of the written tunes the voice sings.
  let tune: Int

  /// Where beat 0, a downbeat and a phrase's start, lies: a little after the first frame, so that its attack is whole.
  package static let firstBeat = TrackTime(0.02)
  /// What rings on after the last bar.
  static let tailSeconds = 2.0

  init(
    title: String, artist: String, style: DemoStyle, bpm: Double, key: Camelot, seed: UInt64, tune: Int,
    plan: [(PassageKind, Int)]
  ) {
    self.title = title
    self.artist = artist
    self.style = style
    self.bpm = BPM(bpm)
    self.key = MusicalKey(key)
    self.seed = seed
    self.tune = tune
    arrangement = Arrangement(plan)
  }

  /// The six tracks of the demo crate, the quickest to enjoy first. Their neighbours fit: 8A with 8B and 7A, 7A with
  /// 6A, within 3.3 % of tempo; the last two are relatives, one at half the other's tempo.
  package static let all: [DemoTrack] = [
    DemoTrack(
      title: "Harbour Lights", artist: "Ida Quay", style: .deepHouse, bpm: 122, key: Camelot(hour: 8, mode: .minor)!,
      seed: 1, tune: 0,
      plan: [
        (.intro, 16), (.build, 8), (.drop, 16), (.breakdown, 16), (.build, 8), (.drop, 16), (.outro, 16),
      ]),
    DemoTrack(
      title: "Mirrorball Weather", artist: "The Brass Tacks", style: .disco, bpm: 124,
      key: Camelot(hour: 8, mode: .major)!, seed: 2, tune: 1,
      plan: [
        (.intro, 16), (.verse, 16), (.drop, 16), (.breakdown, 8), (.build, 8), (.drop, 16), (.outro, 16),
      ]),
    DemoTrack(
      title: "Glass Engine", artist: "Feldspar Unit", style: .techno, bpm: 128, key: Camelot(hour: 7, mode: .minor)!,
      seed: 3, tune: 2,
      plan: [
        (.intro, 16), (.build, 8), (.drop, 24), (.breakdown, 16), (.build, 8), (.drop, 16), (.outro, 16),
      ]),
    DemoTrack(
      title: "Two-Step Tuesday", artist: "Corner Shop Choir", style: .garage, bpm: 132,
      key: Camelot(hour: 6, mode: .minor)!, seed: 4, tune: 3,
      plan: [
        (.intro, 16), (.verse, 16), (.build, 8), (.drop, 16), (.breakdown, 16), (.build, 8), (.drop, 16), (.outro, 16),
      ]),
    DemoTrack(
      title: "Slow Satellite", artist: "Mono Lagoon", style: .halfTime, bpm: 87, key: Camelot(hour: 9, mode: .major)!,
      seed: 5, tune: 4,
      plan: [(.intro, 8), (.verse, 8), (.drop, 16), (.breakdown, 8), (.build, 8), (.drop, 8), (.outro, 8)]),
    DemoTrack(
      title: "Paper Rockets", artist: "Relay & Finch", style: .drumAndBass, bpm: 174,
      key: Camelot(hour: 9, mode: .minor)!, seed: 6, tune: 5,
      plan: [
        (.intro, 16), (.build, 16), (.drop, 32), (.breakdown, 16), (.build, 8), (.drop, 32), (.outro, 16),
      ]),
  ]

  /// Another track, for tests that need more truth than six: all that is not given is drawn by `seed`.
  ///
  /// - Parameters:
  ///   - bpm: 60 … 200; nil: near the style's usual tempo, to a tenth.
  ///   - isShort: about half a minute to a minute and a half, each passage 8 bars (4 in the slow style).
  ///   - isVaried: the arrangement is drawn as well: verses or none, breakdowns with and without a build after them, a
  ///     third drop, passages of 4 to 32 bars. Not together with `isShort`.
  package static func generate(
    seed: UInt64, style: DemoStyle? = nil, bpm: BPM? = nil, key: MusicalKey? = nil, isShort: Bool = false,
    isVaried: Bool = false
  ) -> DemoTrack {
    var chance = Chance(seed: seed)
    let drawnStyle = chance.pick(DemoStyle.allCases)
    let style = style ?? drawnStyle
    let drift = Double(chance.signed()) * 0.04
    let drawnTempo = (style.usualTempo * (1 + drift) * 10).rounded() / 10
    let drawnKey = chance.pick(MusicalKey.all)
    let unit = style == .halfTime ? 4 : 8
    let long = isShort ? unit : 2 * unit
    let tune = Int(chance.next() % UInt64(Tune.all.count))
    let plan: [(PassageKind, Int)] =
      isVaried
      ? drawnPlan(&chance, unit: unit)
      : [
        (.intro, long), (.build, unit), (.drop, long), (.breakdown, long), (.build, unit), (.drop, long),
        (.outro, long),
      ]
    return DemoTrack(
      title: "Sketch \(seed)", artist: "Segue", style: style, bpm: min(max(bpm?.value ?? drawnTempo, 60), 200),
      key: (key ?? drawnKey).camelot, seed: seed, tune: tune, plan: plan)
  }

  /// An arrangement of two or three rounds, each of which leads to a drop; lengths are multiples of half a `unit`.
  private static func drawnPlan(_ chance: inout Chance, unit: Int) -> [(PassageKind, Int)] {
    var plan: [(PassageKind, Int)] = [(.intro, unit * chance.pick([1, 2, 2, 3]))]
    let rounds = chance.pick([2, 2, 3])
    for round in 0..<rounds {
      if round > 0 { plan.append((.breakdown, unit * chance.pick([1, 2, 2]))) }
      let hasVerse = chance.unit() < (round == 0 ? 0.5 : 0.2)
      if hasVerse { plan.append((.verse, unit * chance.pick([1, 2]))) }
      if chance.unit() < 0.75 { plan.append((.build, chance.pick([unit / 2, unit, unit, 2 * unit]))) }
      plan.append((.drop, unit * chance.pick([2, 2, 3, 4])))
    }
    plan.append((.outro, unit * chance.pick([1, 2, 2])))
    return plan
  }

  /// The truth: a constant tempo from `firstBeat` on, phrases of 8 bars.
  package var grid: BeatGrid {
    BeatGrid(bpm: bpm, firstBeat: Self.firstBeat, beatsPerBar: 4, downbeat: 0, phraseStart: 0)
  }

  /// The length of the sound, with what rings on after the last bar.
  package var duration: Seconds {
    Seconds(Self.firstBeat.value + Double(4 * arrangement.bars) * bpm.beatLength.value + Self.tailSeconds)
  }

  /// The truth: the passages with the analysis contract's labels, from the first beat to the end of the last bar. Two
  /// passages of one label never follow each other.
  package var sections: [TrackAnalysis.Section] {
    arrangement.passages.map { passage in
      TrackAnalysis.Section(
        label: passage.kind.rawValue, start_seconds: time(ofBar: passage.firstBar),
        end_seconds: time(ofBar: passage.endBar))
    }
  }

  /// The truth: where the voice sings, phrase by phrase (a breath of more than a second parts two phrases).
  package var vocals: [TrackAnalysis.VocalSpan] {
    Song(self).phrases.map { phrase in
      TrackAnalysis.VocalSpan(
        start_seconds: time(ofStep: phrase.startStep), end_seconds: time(ofStep: phrase.endStep), confidence: 1)
    }
  }

  /// What a file of this track is tagged with.
  package var tags: Tags {
    Tags(
      title: title, artist: artist, album: "Segue Demo Crate", genre: style.genre, bpm: bpm.value, key: key.name)
  }

  private func time(ofBar bar: Int) -> Double { time(ofStep: Double(16 * bar)) }

  private func time(ofStep step: Double) -> Double { Self.firstBeat.value + step * bpm.beatLength.value / 4 }
}
