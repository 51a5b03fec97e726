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

/// How far ahead of its place a track is to be held, so that its attacks fall on those of the other one.
/// - Parameters:
///   - next, playing: what is to be held; what it is held to.
///   - places: where both are at the same time, in each of them.
///   - tempoMultiple: 2: the one that is held is counted twice as fast, 0.5: half as fast.
///   - beats: for so long, in beats of what plays.
///   - attacksOnly: nil also where only the bass would say something.
/// - Returns: seconds, while what plays plays at its own tempo; nil where no common attack stands out.
func attackOffset(
  of next: HeardTrack, to playing: HeardTrack, at places: (next: TrackTime, playing: TrackTime), tempoMultiple: Double,
  beats: Range<Int>, attacksOnly: Bool = false
) -> Seconds? {
  // The beats themselves lie on each other, whatever place a deck is at.
  let start = playing.grid.beat(at: places.playing)
  let whole = BeatPosition(start.value.rounded())
  let place = next.grid.beat(at: places.next).value + (whole - start).value * tempoMultiple
  let unit = min(1, tempoMultiple)
  let first = Double(beats.lowerBound)
  guard
    let lag = attackLag(
      of: BeatStretch(
        next.sound, next.grid, from: BeatPosition((place / unit).rounded() * unit + first * tempoMultiple),
        beatsPerCount: tempoMultiple),
      behind: BeatStretch(playing.sound, playing.grid, from: whole + Beats(first)), counts: beats.count),
    !(attacksOnly && lag.isByBass)
  else { return nil }
  return Seconds(lag.beats * 60 / playing.grid.bpm(at: places.playing).value)
}

extension BlendPlan {
  /// Beats that are compared at least, and at most: a window of a bar has too few attacks, a minute is enough.
  private static let (leastBeats, mostBeats) = (16, 64)
  /// Beats after which records' attacks lie elsewhere: four bars; how long what comes in takes to get there; and
  /// seconds that it is not moved for.
  private static let (pieceBeats, moveBeats, leastMove) = (16, 4.0, 0.0003)

  /// The plan with the offsets that bring both tracks' attacks together within its window: records play another drum
  /// in each section, and each drum has its own place about the grid.
  package func locked(_ playing: HeardTrack, _ next: HeardTrack) -> BlendPlan {
    guard tempoChangePercent != nil else { return self }
    let window = Int((playing.grid.beat(at: out.upperBound) - playing.grid.beat(at: out.lowerBound)).value.rounded())
    func offset(_ beats: Range<Int>, attacksOnly: Bool) -> Seconds? {
      attackOffset(
        of: next, to: playing, at: (self.in.lowerBound, out.lowerBound), tempoMultiple: tempoMultiple, beats: beats,
        attacksOnly: attacksOnly)
    }
    let starts = stride(from: 0, to: max(1, window - Self.pieceBeats + 1), by: Self.pieceBeats)
    let pieces = starts.map { (beat: $0, offset: offset($0..<($0 + Self.pieceBeats), attacksOnly: true)) }
    let whole = 0..<min(Self.mostBeats, max(Self.leastBeats, window))
    guard
      var held = pieces.first?.offset ?? offset(whole, attacksOnly: false)
        ?? pieces.lazy.compactMap(\.offset).first
    else { return self }
    var plan = self
    plan.kickOffset = held
    let first = playing.grid.beat(at: out.lowerBound)
    for piece in pieces.dropFirst() {
      guard let offset = piece.offset, abs((offset - held).value) >= Self.leastMove else { continue }
      held = offset
      // Half of the way lies before the piece.
      let time = playing.grid.time(of: first + Beats(Double(piece.beat) - Self.moveBeats / 2)) - out.lowerBound
      plan.steps.append(Step(time, .hold(ahead: offset, .beats(Self.moveBeats))))
    }
    plan.steps.sort { $0.at < $1.at }
    return plan
  }
}
