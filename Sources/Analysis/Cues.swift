import Music

/// Where a mix can start and end.
struct Cues {
  let points: TrackAnalysis.CuePoints

  /// Sound is what is above −50 dB of full scale. The mix starts at the first phrase (or bar) that sounds, and ends at the last
  /// phrase before the music thins out for good. Where phrases are not known, neither mix point is.
  init(peaks: BandPeaks, phrases: [Double]?, energy: [Double]) {
    let loud: Float = 0.00316
    let sounding = { (index: Int) in peaks.envelopes.contains { $0[index] > loud } }
    let milliseconds = peaks.envelopes[0].indices
    var points = TrackAnalysis.CuePoints()
    guard let first = milliseconds.first(where: sounding), let last = milliseconds.last(where: sounding) else {
      self.points = points
      return
    }
    let start = Double(first) / BandPeaks.envelopeRate
    let end = Double(last + 1) / BandPeaks.envelopeRate
    points.first_sound_seconds = start
    points.last_sound_seconds = end
    if let phrases, let entry = phrases.first(where: { $0 >= start - 0.05 && $0 < end }) {
      points.mix_in_seconds = entry
      let sorted = energy.sorted()
      let usual = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
      let driving = energy.indices.last { energy[$0] >= usual } ?? energy.count - 1
      // The phrase that starts nearest after the last driving second; at least eight seconds are left to mix in.
      let exit = phrases.last { $0 <= Double(driving) + 2 && $0 <= end - 8 && $0 > entry }
      points.mix_out_seconds = exit
    }
    self.points = points
  }
}
