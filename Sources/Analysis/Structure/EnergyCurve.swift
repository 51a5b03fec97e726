import Glibc
import Music

/// How hard a track drives, second by second and as one number.
struct EnergyCurve {
  /// One a second, 0…1; 1 is the track's own strongest.
  let seconds: [Double]

  /// Half is loudness, a quarter the low end; onsets add the rest, the track's usual number as much as 4 dB. 40 dB
  /// below the strongest is nothing.
  init(_ features: TrackFeatures, duration: Double) {
    let count = Int(duration.rounded(.up))
    guard features.count > 0, count > 0 else {
      seconds = [Double](repeating: 0, count: max(0, count))
      return
    }
    let values = features.means(between: (0...count).map(Double.init)).map { cell -> Double in
      let level = Double(cell.allLevels) / 8
      let low = Double(cell.level(0) + cell.level(1)) / 2
      let motion = Double(cell.allOnsets) / 4
      return 0.5 * level + 0.25 * low + 4 * motion
    }
    let top = percentile(values, 0.97)
    seconds = values.map { min(1, max(0, 1 + ($0 - top) / 40)) }
  }

  /// How hard the whole track drives, comparable between tracks: 0…1, nil where it is not loud enough to be measured.
  /// Loudness from −22 to −8 LUFS, onsets a second from 1 to 8, brightness from 200 Hz to 2 kHz and tempo from 80 to
  /// 150, in that order of weight.
  static func drive(of analysis: TrackAnalysis) -> Double? {
    guard let loudness = analysis.loudness.integrated_lufs else { return nil }
    let loud = unit(loudness, -22, -8)
    let motion = unit(analysis.onset_density_hz ?? 0, 1, 8)
    let bright = unit(log2(max(1, analysis.brightness_hz ?? 1)), log2(200), log2(2000))
    let pace = unit(analysis.bpm ?? 100, 80, 150)
    return 0.4 * loud + 0.3 * motion + 0.15 * bright + 0.15 * pace
  }

  private static func unit(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(1, max(0, (value - low) / (high - low)))
  }
}
