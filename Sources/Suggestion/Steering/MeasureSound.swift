import Glibc
import Music

extension TrackSound {
  /// Measures what is known of a track.
  /// - Parameters:
  ///   - analysis: with what was decided (`TrackDecisions`).
  ///   - features: nil: what hangs on single beats is not known.
  package init(of analysis: TrackAnalysis, _ features: TrackFeatures? = nil) {
    self.init()
    whole = SoundFigures(of: analysis)
    guard let features, features.count > 0 else {
      peaks = whole
      return
    }
    let cells = (0..<features.count).map { features[$0] }
    // Silence before and behind it tells nothing of its sound.
    let loudest = cells.map(\.loudness).max() ?? 0
    let sounding = cells.indices.filter { cells[$0].loudness > loudest - 25 }
    let spans = (analysis.sections ?? []).filter { ["drop", "chorus"].contains($0.label) }
    let peaking = sounding.filter { index in
      let middle = 0.5 * (features.times[index] + features.times[index + 1])
      return spans.contains { $0.start_seconds <= middle && middle < $0.end_seconds }
    }
    peaks = whole
    whole.add(sounding.map { cells[$0] })
    // A few beats are no chorus.
    peaks.add((peaking.count >= 16 ? peaking : sounding).map { cells[$0] })
  }
}

extension SoundFigures {
  /// What an analysis tells of the whole.
  fileprivate init(of analysis: TrackAnalysis) {
    self.init()
    func set(_ figure: SoundFigure, _ value: Double?) { self[figure] = value.map { Float($0) } }
    let length = max(1, analysis.duration_seconds ?? 1)
    func share(_ spans: [TrackAnalysis.Section]?) -> Double? {
      spans.map { $0.reduce(0) { $0 + max(0, $1.end_seconds - $1.start_seconds) } / length }
    }
    set(.drive, analysis.drive)
    set(.tempo, analysis.bpm)
    if let balance = analysis.band_balance {
      set(.lowEnd, pow(10, balance.sub_db / 10) + pow(10, balance.bass_db / 10))
      set(.lowMid, balance.low_mid_db)
      set(.mid, balance.mid_db)
      set(.presence, balance.presence_db)
      set(.air, balance.air_db)
    }
    set(.brightness, analysis.brightness_hz)
    set(.onsetDensity, analysis.onset_density_hz)
    set(
      .vocals,
      analysis.vocals.map {
        $0.reduce(0) { $0 + max(0, $1.end_seconds - $1.start_seconds) * $1.confidence } / length
      })
    set(.loudness, analysis.loudness.integrated_lufs)
    set(.loudnessRange, analysis.loudness.range_lu)
    set(.width, analysis.stereo_width)
    set(.keyConfidence, analysis.key_confidence)
    set(.keyChanges, share(analysis.sections?.filter { $0.key != nil && $0.key != analysis.key }))
    set(.minor, analysis.key.flatMap(MusicalKey.init(parsing:)).map { $0.mode == .minor ? 1 : 0 })
    set(.builds, share(analysis.sections?.filter { ["build", "breakdown"].contains($0.label) }))
    set(.rise, analysis.energy_curve.flatMap { Self.rise($0, length: length) })
    set(.beatConfidence, analysis.bpm_confidence)
  }

  /// How much a curve of one value a second climbs a minute, smoothed over eight seconds.
  private static func rise(_ curve: [Double], length: Double) -> Double? {
    let width = 8
    guard curve.count > width else { return nil }
    let climbs = curve.indices.dropFirst(width).map { max(0, curve[$0] - curve[$0 - width]) / Double(width) }
    return climbs.reduce(0, +) / length * 60
  }

  /// What hangs on single beats.
  fileprivate mutating func add(_ cells: [TrackFeatures.Cell]) {
    guard !cells.isEmpty else { return }
    let notes = cells.compactMap { cell -> [Float]? in
      let sum = cell.chroma.reduce(0, +)
      return sum > 0 ? cell.chroma.map { $0 / sum } : nil
    }
    if !notes.isEmpty {
      let count = Float(notes.count)
      self[.chordSpread] = notes.reduce(0) { $0 + Self.spread($1) } / count
      self[.keySpread] = Self.spread((0..<12).map { note in notes.reduce(0) { $0 + $1[note] } / count })
      let (clashes, powers) = notes.reduce(into: (Float(0), Float(0))) { sums, beat in
        for note in 0..<12 {
          // Each tritone is met from both of its ends.
          sums.0 += beat[note] * (beat[(note + 11) % 12] + beat[(note + 6) % 12] / 2)
          sums.1 += beat[note] * beat[note]
        }
      }
      self[.dissonance] = clashes / max(powers, 1e-6)
    }
    if notes.count > 1 {
      let moved = zip(notes, notes.dropFirst()).reduce(Float(0)) { sum, pair in
        sum + zip(pair.0, pair.1).reduce(0) { $0 + abs($1.0 - $1.1) }
      }
      self[.chordMotion] = moved / Float(notes.count - 1)
    }
    let strokes = cells.reduce(Float(0)) { sum, cell in
      sum + zip(cell.levels[TrackFeatures.floorBands], cell.floors).reduce(0) { $0 + $1.0 - $1.1 }
    }
    self[.strokes] = strokes / Float(cells.count * TrackFeatures.floorBands.count)
    for (band, figure) in [SoundFigure.lowHits, .lowMidHits, .highMidHits, .highHits].enumerated() {
      let (mean, deviation) = Self.moments(cells.map { $0.onsets[band] })
      self[figure] = deviation / max(mean, 1e-3)
    }
    let bands = 0..<TrackFeatures.bandCount
    self[.levelRange] =
      bands.reduce(0) { sum, band in sum + Self.moments(cells.map { $0.levels[band] }).deviation }
      / Float(bands.count)
  }

  /// Shannon's entropy of twelve shares as a share of the most that there can be, 0…1.
  private static func spread(_ shares: [Float]) -> Float {
    -shares.reduce(0) { $1 > 0 ? $0 + $1 * logf($1) : $0 } / logf(12)
  }

  private static func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
    let count = Float(max(1, values.count))
    let mean = values.reduce(0, +) / count
    return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot())
  }
}
