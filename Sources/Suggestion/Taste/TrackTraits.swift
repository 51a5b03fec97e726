import Glibc
import Music

/// What a taste may like in a track, whatever plays before it.
package enum TrackTrait: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// Faster than 120 BPM.
  case tempo
  /// Far from 120 BPM, either way: with `tempo` it makes a taste for a certain tempo.
  case tempoOff = "tempo_off"
  case energy
  /// Far from the middle of the scale, either way.
  case energyOff = "energy_off"
  /// Much treble.
  case brightness
  /// Much of the power below 250 Hz.
  case bass
  /// Many attacks a second.
  case density
  /// Sung for much of its length.
  case voices
  /// In a minor key.
  case minor

  /// Its place in the order of declaration.
  var place: Int {
    switch self {
    case .tempo: 0
    case .tempoOff: 1
    case .energy: 2
    case .energyOff: 3
    case .brightness: 4
    case .bass: 5
    case .density: 6
    case .voices: 7
    case .minor: 8
    }
  }
}

/// How much a track has of each trait: 0 is what most tracks have, ±1 clearly more or less, ±2.5 the most; what is not
/// known is 0.
package struct TrackTraits: BitwiseCopyable, Sendable, Hashable {
  var values = SIMD16<Double>.zero

  /// A track that has of everything what most have.
  package init() {}

  /// How much of a trait.
  package subscript(trait: TrackTrait) -> Double {
    get { values[trait.place] }
    set { values[trait.place] = newValue.isFinite ? max(-2.5, min(2.5, newValue)) : 0 }
  }

  /// What the library's row says.
  package init(_ candidate: Candidate) {
    self.init(bpm: candidate.bpm?.value, energy: candidate.energy.map(Double.init), key: candidate.key)
  }

  /// What is known from listening. - Parameter candidate: the library's row, which goes before it.
  package init(_ candidate: Candidate, _ heard: TrackAnalysis) {
    self.init(
      bpm: candidate.bpm?.value ?? heard.bpm, energy: (candidate.energy.map(Int.init) ?? heard.energy).map(Double.init),
      key: candidate.key ?? heard.key.flatMap(MusicalKey.init(parsing:)))
    if let hertz = heard.brightness_hz, hertz > 0 { self[.brightness] = log2(hertz / 1500) / 0.7 }
    if let decibels = lowEnd(heard) { self[.bass] = (decibels + 3) / 2.5 }
    if let attacks = heard.onset_density_hz, attacks > 0 { self[.density] = log2(attacks / 5) / 0.6 }
    if let spans = heard.vocals, let length = heard.duration_seconds, length > 0 {
      let sung = spans.reduce(0) { $0 + max(0, $1.end_seconds - $1.start_seconds) } / length
      self[.voices] = (sung - 0.3) / 0.3
    }
  }

  private init(bpm: Double?, energy: Double?, key: MusicalKey?) {
    if let bpm, bpm > 0 {
      self[.tempo] = (bpm - 120) / 12
      self[.tempoOff] = Self.off(self[.tempo])
    }
    if let energy {
      self[.energy] = (energy - 5.5) / 2.5
      self[.energyOff] = Self.off(self[.energy])
    }
    if let key { self[.minor] = key.mode == .minor ? 0.7 : -0.7 }
  }

  /// 0 where most tracks are.
  private static func off(_ value: Double) -> Double { (value * value - 1) / 1.5 }

  /// How a taste of these strengths likes it.
  func liked(_ strengths: SIMD16<Double>) -> Double { (values * strengths).sum() }
}
