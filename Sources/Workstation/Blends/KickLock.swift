import Analysis
import Media
import Music

/// A track as it can be listened to: its samples and its grid.
package struct HeardTrack: Sendable {
  let sound: PCM
  let grid: BeatGrid

  /// - Parameter sound: whole.
  package init(sound: PCM, grid: BeatGrid) {
    self.sound = sound
    self.grid = grid
  }
}

extension HeardTrack {
  /// Reads a file; waits for it. - Returns: nil without a grid, or where it cannot be read.
  init?(_ path: String, _ analysis: TrackAnalysis, _ media: MediaProgram) {
    guard let grid = analysis.grid, let decoding = try? media.decode(path, rate: .cd), (try? decoding.wait()) != nil
    else {
      return nil
    }
    self.init(sound: decoding.pcm, grid: grid)
  }
}

/// Seconds: attacks further apart are heard as two, and mean that another beat's were found.
private let farthestAttack = 0.03

/// How far ahead of its place a track is to be held, so that its attacks fall on those of the other one.
/// - Parameters:
///   - next, playing: what is to be held; what it is held to.
///   - places: where both are at the same time, in each of them.
///   - tempoMultiple: 2: the one that is held is counted twice as fast, 0.5: half as fast.
///   - beats: for so long, in beats of what plays.
/// - Returns: seconds, while what plays plays at its own tempo; nil where no common attack stands out.
func attackOffset(
  of next: HeardTrack, to playing: HeardTrack, at places: (next: TrackTime, playing: TrackTime), tempoMultiple: Double,
  beats: Int
) -> Seconds? {
  // The beats themselves lie on each other, whatever place a deck is at.
  let start = playing.grid.beat(at: places.playing)
  let whole = BeatPosition(start.value.rounded())
  let place = next.grid.beat(at: places.next).value + (whole - start).value * tempoMultiple
  let unit = min(1, tempoMultiple)
  let lag = attackLag(
    of: BeatStretch(
      next.sound, next.grid, from: BeatPosition((place / unit).rounded() * unit), beatsPerCount: tempoMultiple),
    behind: BeatStretch(playing.sound, playing.grid, from: whole), counts: beats)
  let offset = lag.map { $0.beats * 60 / playing.grid.bpm(at: places.playing).value }
  return offset.flatMap { abs($0) <= farthestAttack ? Seconds($0) : nil }
}

extension BlendPlan {
  /// Beats that are compared at least, and at most: a window of a bar has too few attacks, a minute is enough.
  private static let (leastBeats, mostBeats) = (16, 64)

  /// The plan with the offset that brings both tracks' attacks together within its window.
  package func locked(_ playing: HeardTrack, _ next: HeardTrack) -> BlendPlan {
    guard tempoChangePercent != nil else { return self }
    let window = (playing.grid.beat(at: out.upperBound) - playing.grid.beat(at: out.lowerBound)).value.rounded()
    var plan = self
    plan.kickOffset = attackOffset(
      of: next, to: playing, at: (self.in.lowerBound, out.lowerBound), tempoMultiple: tempoMultiple,
      beats: Int(min(Double(Self.mostBeats), max(Double(Self.leastBeats), window))))
    return plan
  }
}
