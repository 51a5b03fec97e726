/// In which beats of a blend somebody sings: the 64 beats, sixteen bars of four, that begin at a mix point. Small,
/// because 100,000 tracks are weighed by it; in beats, because two tracks in sync share theirs.
package struct VoiceBeats: BitwiseCopyable, Sendable, Hashable {
  /// A bit a beat, the first the lowest.
  package let bits: UInt64
  /// Beats.
  package static let count = 64

  /// - Parameter bits: one a beat, the lowest is the first.
  package init(bits: UInt64) { self.bits = bits }

  /// Nil where it is not known whether anybody sings, or where the beats or the mix point are not.
  /// - Parameter start: the mix point, seconds.
  package init?(vocals: [TrackAnalysis.VocalSpan]?, grid: BeatGrid?, from start: Double?) {
    guard let vocals, let grid, let start, start.isFinite else { return nil }
    let first = grid.beat(at: TrackTime(start)).value.rounded()
    let borders = (0...Self.count).map { grid.time(of: BeatPosition(first + Double($0))).value }
    var bits: UInt64 = 0
    for beat in 0..<Self.count {
      let (from, to) = (borders[beat], borders[beat + 1])
      let sung = vocals.reduce(0) { $0 + max(0, min(to, $1.end_seconds) - max(from, $1.start_seconds)) }
      if sung >= 0.5 * (to - from) { bits |= 1 << UInt64(beat) }
    }
    self.bits = bits
  }

  /// The beats in which both sing when two mix points lie on each other, 0…64.
  package func clashes(with other: VoiceBeats) -> Int { (bits & other.bits).nonzeroBitCount }
}

extension TrackAnalysis {
  /// Who sings in the blend that begins the track, and in the one that ends it.
  package var voicesIn: VoiceBeats? { VoiceBeats(vocals: vocals, grid: grid, from: cues.mix_in_seconds) }
  /// Who sings where the track goes out; nil without a grid or a place to mix out.
  package var voicesOut: VoiceBeats? { VoiceBeats(vocals: vocals, grid: grid, from: cues.mix_out_seconds) }
}
