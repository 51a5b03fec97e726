import Glibc
import Music
import Suggestion

/// A DJ made of hidden weights, who says of a list what they would play.
package struct SimulatedDJ: Sendable {
  /// What kind of DJ.
  package enum Kind: String, Sendable, CaseIterable {
    /// Keys before all else.
    case harmonic
    /// Beats that run through, long blends, bass to bass.
    case groove
    /// Dark, sparse, 124.
    case dark
    /// Full floor: high energy, dense, bassy.
    case peak
    /// Songs: sung, and no voice over another.
    case songs
  }

  /// What kind of DJ.
  package var kind: Kind
  /// How often they answer anything at all.
  package var noise = 0.1

  /// A DJ of a kind.
  package init(_ kind: Kind, noise: Double = 0.1) { (self.kind, self.noise) = (kind, noise) }

  /// How much a track is wanted.
  package func worth(_ look: TasteLook) -> Double {
    let (parts, traits) = (look.parts, look.traits)
    switch kind {
    case .harmonic: return 6 * parts[.key] + parts[.tempo] + 0.5 * parts[.energy] + 0.8 * traits[.minor]
    case .groove:
      return 5 * parts[.tempo] + 3 * parts[.structure] + 2 * parts[.lowEnd] + 0.5 * parts[.key] + 0.4 * traits[.bass]
    case .dark:
      let bpm = 120 + 12 * traits[.tempo]
      return parts[.key] + parts[.tempo] - traits[.brightness] - 0.8 * traits[.density] - abs(bpm - 124) / 6
    case .peak:
      return parts[.key] + parts[.tempo] + traits[.energy] + 0.6 * traits[.bass] + 0.5 * traits[.density]
    case .songs: return 3 * parts[.voices] + parts[.key] + traits[.voices] + 2 * parts[.timbre]
    }
  }

  /// The one of a list that they would play; anything at all as often as `noise` says. - Precondition: a list.
  package func best(of list: [TasteLook], using dice: inout SeededRandom) -> Int {
    if Double.random(in: 0..<1, using: &dice) < noise { return list.indices.randomElement(using: &dice)! }
    return list.indices.max { worth(list[$0]) < worth(list[$1]) }!
  }

  /// The one that they would play last. - Precondition: a list.
  package func worst(of list: [TasteLook], using dice: inout SeededRandom) -> Int {
    if Double.random(in: 0..<1, using: &dice) < noise { return list.indices.randomElement(using: &dice)! }
    return list.indices.min { worth(list[$0]) < worth(list[$1]) }!
  }
}

/// Tracks, and what fits after some of them: what simulated DJs answer to, ranked by the program's own ranking.
package struct TasteWorld: Sendable {
  /// A track that could come next.
  package struct Choice: Sendable {
    /// As a taste looks at it.
    package var look: TasteLook
    /// It stands below those that do not.
    package var needsWork: Bool
  }

  /// After some tracks: all others. Answers are given here.
  package let lessons: [[Choice]]
  /// After other tracks: what is learnt is tried here.
  package let exams: [[Choice]]

  /// - Parameters:
  ///   - tracks: no more than have their blends planned.
  ///   - lessons, exams: after how many tracks answers are given, and after how many others rankings are judged.
  package init(seed: UInt64, tracks: Int = 64, lessons: Int, exams: Int) {
    var dice = SeededRandom(seed: seed)
    let all = (0..<tracks + 1).map { Self.track($0, &dice) }
    let candidates = all.enumerated().map { index, track in
      Candidate(
        id: TrackID(Int64(index)), bpm: track.bpm.map { BPM($0) }, key: track.key.flatMap(MusicalKey.init(parsing:)),
        energy: track.energy.map { Int8($0) })
    }
    let situations = (0..<lessons + exams).map { playing in
      let now = NowPlaying(
        id: TrackID(Int64(playing)), bpm: candidates[playing].bpm, key: candidates[playing].key,
        energy: all[playing].energy, date: 0)
      let ranking = Ranking(for: now, BlendSide(all[playing]), from: candidates, limit: tracks) { ids in
        Dictionary(uniqueKeysWithValues: ids.map { ($0, BlendSide(all[Int($0.value)])) })
      }
      return zip(ranking.looks(tracks), ranking.ranked).map { Choice(look: $0.look, needsWork: $1.needsWork) }
    }
    self.lessons = Array(situations.prefix(lessons))
    self.exams = Array(situations.dropFirst(lessons))
  }

  /// The best of a situation by a taste, as the program lists them.
  package static func listed(_ situation: [Choice], by taste: Taste) -> [Choice] {
    let scored = situation.map { (choice: $0, score: taste.score($0.look) + ($0.needsWork ? 0 : 2)) }
    return scored.sorted { $0.score > $1.score }.map(\.choice)
  }

  /// How well the first ten of a ranking are what the DJ wants most: the normalised discounted cumulative gain
  /// (Järvelin and Kekäläinen 2002) with grades 4 to 0 for the best 5, 10, 20 and 40 percent and the rest; the mean of
  /// all exams.
  package func ndcg(_ taste: Taste, for dj: SimulatedDJ) -> Double {
    let scores = exams.map { situation in
      let worths = situation.map { dj.worth($0.look) }.sorted(by: >)
      func gain(_ choice: Choice) -> Double {
        let place = Double(worths.firstIndex { $0 <= dj.worth(choice.look) } ?? worths.count) / Double(worths.count)
        let grade = place < 0.05 ? 4 : place < 0.1 ? 3 : place < 0.2 ? 2 : place < 0.4 ? 1 : 0
        return Double(1 << grade - 1)
      }
      func discounted(_ gains: [Double]) -> Double {
        gains.prefix(10).enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset) + 2) }
      }
      let best = discounted(situation.map(gain).sorted(by: >))
      return discounted(Self.listed(situation, by: taste).map(gain)) / best
    }
    return scores.reduce(0, +) / Double(scores.count)
  }

  /// Answers of a DJ to lists as the taste ranks them: what they keep of the first ten, and every other time what they
  /// skip. - Parameter note: is told the taste after each answer.
  package func teach(
    _ taste: inout Taste, by dj: SimulatedDJ, answers: Int, using dice: inout SeededRandom,
    note: (Int, Taste) -> Void = { _, _ in }
  ) {
    for number in 1...answers {
      let list = Self.listed(lessons.randomElement(using: &dice)!, by: taste).prefix(10).map(\.look)
      let isLiked = number % 2 == 1
      let index = isLiked ? dj.best(of: list, using: &dice) : dj.worst(of: list, using: &dice)
      var others = list
      others.remove(at: index)
      taste.learn(TasteChoice(list[index], over: others, isLiked: isLiked))
      note(number, taste)
    }
  }

  private static func track(_ number: Int, _ dice: inout SeededRandom) -> TrackAnalysis {
    var track = TrackAnalysis(path: "/music/\(number).flac")
    let bpm = Double.random(in: 112...132, using: &dice).rounded()
    let bar = 240 / bpm
    (track.bpm, track.bpm_confidence) = (bpm, 0.95)
    track.key = MusicalKey.all.randomElement(using: &dice)!.name
    track.energy = .random(in: 2...10, using: &dice)
    track.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1), downbeat: 0, phraseStart: 0)
    track.tuning_cents = .random(in: -20...20, using: &dice)
    track.brightness_hz = 1500 * exp2(.random(in: -1.5...1.5, using: &dice))
    track.onset_density_hz = 5 * exp2(.random(in: -1.2...1.2, using: &dice))
    track.loudness.integrated_lufs = .random(in: -13 ... -7, using: &dice)
    let low = Double.random(in: -4...4, using: &dice)
    track.band_balance = TrackAnalysis.BandBalance(
      sub_db: -8 + low, bass_db: -6 + low, low_mid_db: -9, mid_db: -11, presence_db: -16, air_db: -20)
    let sung = Double.random(in: 0...1, using: &dice)
    var (sections, vocals, curve, time) = ([TrackAnalysis.Section](), [TrackAnalysis.VocalSpan](), [Double](), 0.1)
    for label in ["intro", "verse", "breakdown", "drop", "verse", "drop", "outro"] {
      let end = time + Double(8 * Int.random(in: 1...4, using: &dice)) * bar
      sections.append(TrackAnalysis.Section(label: label, start_seconds: time, end_seconds: end))
      if Double.random(in: 0...1, using: &dice) < sung {
        vocals.append(TrackAnalysis.VocalSpan(start_seconds: time, end_seconds: end, confidence: 0.9))
      }
      let energy = ["drop": 1.0, "verse": 0.95, "breakdown": 0.8][label] ?? 0.87
      while Double(curve.count) < end { curve.append(energy) }
      time = end
    }
    (track.sections, track.vocals, track.energy_curve, track.duration_seconds) = (sections, vocals, curve, time + 1)
    track.cues = TrackAnalysis.CuePoints(
      first_sound_seconds: 0.1, mix_in_seconds: 0.1, mix_out_seconds: sections.last?.start_seconds,
      last_sound_seconds: time)
    return track
  }
}
