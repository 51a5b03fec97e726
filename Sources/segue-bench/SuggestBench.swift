import Glibc
import Library
import Music
import Platform
import Suggestion

/// Suggestions out of 100,000 analysed tracks: from the library to fifty rows with reasons and the blends of the best
/// 64 planned, all candidates read again (`rank`); the same list as the playhead runs through the track and plans are
/// made again (`rerank`, the median and the most); and a million candidates in memory, planned too.
func benchSuggest(json: Bool) {
  var ranks: [Double] = []
  var reranks: [Double] = []
  var made: [Double] = []
  var reads: [Double] = []
  var tasteRatios: [Double] = []
  let kinds = PlannedKinds()
  if let synthetic = SyntheticLibrary(tracks: 100_000, heardAs: kinds.heard) {
    defer { synthetic.remove() }
    if let library = try? Library(path: synthetic.path), let all = try? library.search(Query("-bpm:none -key:none")) {
      var dice = SeededRandom(seed: 8)
      for number in 0..<20 {
        guard let id = all.tracks.randomElement(using: &dice), let playing = try? library.track(id) else { continue }
        // The facts of what was never planned yet are made from full analyses, and kept.
        made.append(milliseconds { _ = ranking(after: playing, library) })
        // A write makes the library read all candidates again.
        try? library.setStems(number % 2 == 0, of: [id])
        reads.append(milliseconds { _ = try? library.candidates() })
        try? library.setStems(number % 2 == 1, of: [id])
        var found: Ranking?
        ranks.append(
          milliseconds {
            found = ranking(after: playing, library)
            names(found, library)
          })
        tasteRatios.append(tasteRatio(after: playing, library))
        guard var found else { continue }
        for place in stride(from: 10, to: playing.duration?.value ?? 0, by: 10)
        where found.isPassed(at: TrackTime(place)) {
          reranks.append(
            milliseconds {
              found.move(to: TrackTime(place))
              names(found, library)
            })
        }
      }
    }
  }
  func median(_ times: [Double]) -> Double? { times.isEmpty ? nil : times.sorted()[times.count / 2] }
  let figures = [
    ("rank_ms_100k", median(ranks)), ("rerank_ms_100k", median(reranks)), ("rerank_ms_100k_most", reranks.max()),
    ("first_rank_ms_100k", median(made)), ("read_ms_100k", median(reads)), ("rank_ms_1m", rankAMillion(kinds)),
    ("rank_with_taste_over_rules_ratio", median(tasteRatios)),
    ("memory_bytes_per_track", Double(MemoryLayout<Candidate>.stride)),
  ]
  printFigures("suggest", figures, json: json)
}

/// How much longer a ranking takes by a taste than by the rules, tried in turns: the medians of seven.
private func tasteRatio(after playing: Track, _ library: Library) -> Double {
  var rules = SuggestRules()
  var taste = Taste()
  let liked = TasteLook(TrackTraits(Candidate(id: TrackID(0), bpm: BPM(124), energy: 8)))
  for _ in 0..<9 { taste.learn(TasteChoice(liked, over: [])) }
  rules.taste = taste
  // Both have planned blends that are kept.
  _ = ranking(after: playing, library, rules)
  var (plain, learnt): ([Double], [Double]) = ([], [])
  for _ in 0..<7 {
    plain.append(milliseconds { _ = ranking(after: playing, library) })
    learnt.append(milliseconds { _ = ranking(after: playing, library, rules) })
  }
  return learnt.sorted()[3] / plain.sorted()[3]
}

private func ranking(after playing: Track, _ library: Library, _ rules: SuggestRules = SuggestRules()) -> Ranking? {
  guard let candidates = try? library.candidates() else { return nil }
  var new: [NewPlanFacts] = []
  let facts = try? library.planFacts(of: [playing.id]) { new += $0 }
  let found = try? Ranking(
    for: NowPlaying(playing, date: 1e9), facts?[playing.id].map { BlendSide($0) }, from: candidates, limit: 50,
    rules: rules
  ) { ids throws(LibraryError) in try library.planFacts(of: ids) { new += $0 }.mapValues { BlendSide($0) } }
  if !new.isEmpty { try? library.keep(new) }
  return found
}

private func names(_ ranking: Ranking?, _ library: Library) {
  _ = try? ranking?.rows { ids throws(LibraryError) in try library.tracks(ids) }
}

private func rankAMillion(_ kinds: PlannedKinds) -> Double {
  var dice = SeededRandom(seed: 9)
  let candidates = (0..<Int64(1_000_000)).map { id in
    Candidate(
      id: TrackID(id), bpm: BPM(.random(in: 80...176, using: &dice)),
      key: MusicalKey.all.randomElement(using: &dice)!, energy: .random(in: 1...10, using: &dice),
      artist: .random(in: 0...90_000, using: &dice), song: UInt64(id))
  }
  let now = NowPlaying(bpm: BPM(124), key: MusicalKey(parsing: "8A"), energy: 6, date: 1e9)
  let playing = BlendSide(kinds.analysis(0, bpm: 124))
  return (0..<5).map { _ in
    milliseconds {
      let found = Ranking(for: now, playing, from: candidates, limit: 50) { ids in
        Dictionary(
          uniqueKeysWithValues: ids.map {
            ($0, BlendSide(kinds.analysis(Int($0.value), bpm: candidates[Int($0.value)].bpm!.value)))
          })
      }
      _ = found.rows { ids in ids.map { Track(id: $0, path: "/music/\($0.value).flac") } }
    }
  }.sorted()[2]
}

/// Forty arrangements of dance music, at any tempo: what is measured does not depend on how they differ.
private struct PlannedKinds {
  /// Bars of the parts, and in which of them somebody sings.
  private let kinds: [(parts: [(label: String, bars: Int)], sings: Int)]

  init() {
    var dice = SeededRandom(seed: 7)
    func bars(_ most: Int) -> Int { 8 * Int.random(in: 1...most, using: &dice) }
    kinds = (0..<40).map { _ in
      (
        [
          ("intro", bars(4)), ("verse", bars(4)), ("breakdown", bars(3)), ("drop", bars(4)), ("verse", bars(2)),
          ("drop", bars(4)), ("outro", bars(4)),
        ], Int.random(in: 0...6, using: &dice)
      )
    }
  }

  /// A track with names of its own and the form of one of the kinds.
  func heard(_ named: TrackAnalysis, _ number: Int) -> FileAnalysis {
    guard let bpm = named.bpm else { return FileAnalysis(named) }
    var track = analysis(number, bpm: bpm)
    (track.path, track.content_id, track.tags, track.key) = (named.path, named.content_id, named.tags, named.key)
    (track.energy, track.loudness) = (named.energy, named.loudness)
    return FileAnalysis(track)
  }

  func analysis(_ number: Int, bpm: Double) -> TrackAnalysis {
    let kind = kinds[number % kinds.count]
    var track = TrackAnalysis(path: "/music/\(number).flac")
    let bar = 240 / bpm
    (track.bpm, track.bpm_confidence, track.key, track.energy) = (bpm, 0.9, "A minor", 6)
    track.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1), downbeat: 0, phraseStart: 0)
    (track.tuning_cents, track.brightness_hz, track.loudness.integrated_lufs) = (3, 1500, -9)
    track.band_balance = TrackAnalysis.BandBalance(
      sub_db: -5, bass_db: -4, low_mid_db: -9, mid_db: -11, presence_db: -16, air_db: -20)
    var (sections, vocals, curve, time) = ([TrackAnalysis.Section](), [TrackAnalysis.VocalSpan](), [Double](), 0.1)
    for (index, part) in kind.parts.enumerated() {
      let end = time + Double(part.bars) * bar
      sections.append(TrackAnalysis.Section(label: part.label, start_seconds: time, end_seconds: end))
      if index >= kind.sings {
        vocals.append(TrackAnalysis.VocalSpan(start_seconds: time, end_seconds: (time + end) / 2, confidence: 0.9))
      }
      let energy = ["drop": 1.0, "verse": 0.95, "breakdown": 0.8][part.label] ?? 0.87
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
