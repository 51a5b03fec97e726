import Glibc

/// How a DJ corrects a grid. Every edit is a new grid; the beats that the edit does not speak of stay where they sound.
extension BeatGrid {
  /// The nearest whole beat to a time.
  package func nearestBeat(to time: TrackTime) -> Int { Int(beat(at: time).value.rounded()) }

  /// The nearest beat that starts a bar; the nearest beat where no bars are known.
  package func nearestDownbeat(to time: TrackTime) -> Int {
    guard let downbeat else { return nearestBeat(to: time) }
    return downbeat + Int(((beat(at: time).value - Double(downbeat)) / Double(beatsPerBar)).rounded()) * beatsPerBar
  }

  /// The same beats counted at another metrical level: 2 doubles the tempo, 1/2 halves it, 3/2 makes three of two.
  /// Downbeats stay downbeats where there are fewer of them, as far as they can.
  /// - Precondition: `factor` is positive and finite.
  package func times(_ factor: Double) -> BeatGrid {
    let pivot = Double(downbeat ?? Int(anchors[0].beat.value.rounded()))
    let anchors = anchors.map {
      Anchor(
        time: $0.time, beat: BeatPosition(($0.beat.value - pivot) * factor), bpm: BPM($0.bpm.value * factor))
    }
    let bar = Double(beatsPerBar)
    let phrase = phraseStart.map { Int(((Double($0) - pivot) * factor / bar).rounded() * bar) }
    return BeatGrid(
      anchors: anchors, beatsPerBar: beatsPerBar, downbeat: downbeat == nil ? nil : 0, phraseStart: phrase,
      barsPerPhrase: barsPerPhrase)
  }

  /// Every beat sounds so much later; earlier where it is negative.
  package func moved(by seconds: Seconds) -> BeatGrid {
    replacing(anchors.map { Anchor(time: $0.time + seconds, beat: $0.beat, bpm: $0.bpm) })
  }

  /// All beats moved by the least distance that lets one of them sound at `time`.
  package func withBeat(at time: TrackTime) -> BeatGrid {
    moved(by: time - self.time(of: BeatPosition(Double(nearestBeat(to: time)))))
  }

  /// The same beats, bars starting so many beats later.
  package func withBars(laterBy beats: Int) -> BeatGrid {
    withDownbeat((downbeat ?? 0) + beats)
  }

  /// The beat nearest to `time` starts a bar.
  package func withDownbeat(at time: TrackTime) -> BeatGrid { withDownbeat(nearestBeat(to: time)) }

  /// Phrases follow to the bar that is nearest to where they started.
  private func withDownbeat(_ beat: Int) -> BeatGrid {
    var grid = self
    grid.downbeat = beat
    grid.phraseStart = phraseStart.map {
      beat + Int((Double($0 - beat) / Double(beatsPerBar)).rounded()) * beatsPerBar
    }
    return grid
  }

  /// The beat nearest to `time` starts a bar and a phrase.
  package func withPhrase(at time: TrackTime) -> BeatGrid {
    var grid = self
    grid.downbeat = nearestBeat(to: time)
    grid.phraseStart = grid.downbeat
    return grid
  }

  /// So many beats in a bar, 1…16.
  package func withBeatsPerBar(_ beats: Int) -> BeatGrid {
    var grid = self
    grid.beatsPerBar = min(16, max(1, beats))
    return grid
  }

  /// Another tempo in the region that sounds at `time`, turned about the beat nearest to it: that one stays. Regions
  /// after it keep their places and tempos; their first beats are counted anew.
  /// - Returns: nil when no tempo of this kind can be: it is not positive, or the region would have no beat left.
  package func withTempo(_ bpm: BPM, at time: TrackTime) -> BeatGrid? {
    guard bpm.value > 0, bpm.value.isFinite else { return nil }
    let region = region(at: time)
    let fixed = Double(nearestBeat(to: time))
    let fixedTime = self.time(of: BeatPosition(fixed))
    var changed = anchors
    // Before the first anchor the tempo goes on backwards, so the anchor may stay at its beat.
    let start = changed[region].beat.value
    changed[region].bpm = bpm
    changed[region].time = fixedTime + Seconds((start - fixed) * 60 / bpm.value)
    for next in changed.indices.dropFirst(region + 1) {
      let before = changed[next - 1]
      let beats = (changed[next].time - before.time).value * before.bpm.value / 60
      changed[next].beat = BeatPosition((before.beat.value + beats).rounded())
    }
    return Self.canHold(changed) ? replacing(changed) : nil
  }

  /// The tempo may differ from the beat nearest to `time` on: a region of its own begins there, at first of the same
  /// tempo.
  /// - Returns: nil when one begins there already, or before the first.
  package func withChange(at time: TrackTime) -> BeatGrid? {
    let beat = nearestBeat(to: time)
    let start = self.time(of: BeatPosition(Double(beat)))
    let before = region(at: start)
    let anchor = Anchor(time: start, beat: BeatPosition(Double(beat)), bpm: anchors[before].bpm)
    var changed = anchors
    changed.insert(anchor, at: before + 1)
    return Self.canHold(changed) ? replacing(changed) : nil
  }

  /// Without the change of tempo that began the region at `time`: the region before it goes on.
  /// - Returns: nil in the first region.
  package func withoutChange(at time: TrackTime) -> BeatGrid? {
    let region = region(at: time)
    guard region > 0 else { return nil }
    var changed = anchors
    changed.remove(at: region)
    return replacing(changed)
  }

  private func region(at time: TrackTime) -> Int { anchors.lastIndex { $0.time <= time } ?? 0 }

  private func replacing(_ anchors: [Anchor]) -> BeatGrid {
    BeatGrid(
      anchors: anchors, beatsPerBar: beatsPerBar, downbeat: downbeat, phraseStart: phraseStart,
      barsPerPhrase: barsPerPhrase)
  }
}

/// Beats that a DJ taps along with the music.
package struct TappedBeats: Sendable, Hashable {
  /// Where in the track each tap fell, rising.
  package private(set) var times: [TrackTime] = []
  /// Nothing corrected.
  package init() {}

  /// Fewer say nothing yet.
  package static let fewest = 4

  /// One more. A tap that is behind the last one, or more than two seconds after it, begins anew.
  package mutating func tap(at time: TrackTime) {
    if let last = times.last, time <= last || time - last > Seconds(2) { times.removeAll() }
    times.append(time)
    if times.count > 64 { times.removeFirst() }
  }

  /// The tempo tapped and the time of the first tap as the line through all of them has it (least squares); nil before
  /// the fourth tap.
  package var line: (bpm: BPM, first: TrackTime)? {
    guard times.count >= Self.fewest else { return nil }
    let count = Double(times.count)
    let meanIndex = (count - 1) / 2
    let meanTime = times.reduce(0) { $0 + $1.value } / count
    var products = 0.0
    var squares = 0.0
    for (index, time) in times.enumerated() {
      products += (Double(index) - meanIndex) * (time.value - meanTime)
      squares += (Double(index) - meanIndex) * (Double(index) - meanIndex)
    }
    let period = products / squares
    guard period > 0.1 else { return nil }
    return (BPM(60 / period), TrackTime(meanTime - meanIndex * period))
  }

  /// What the taps make of a grid. Hands are late and unsteady, the analysis is not: where the tempo tapped is that of
  /// `analysed` or a simple multiple of it (within 4 %), it keeps its tempo at the level tapped, and the beats that are
  /// nearest to the taps; else the taps are all there is.
  package func grid(correcting analysed: BeatGrid?) -> BeatGrid? {
    guard let tapped = line else { return nil }
    guard let analysed else { return BeatGrid(bpm: tapped.bpm, firstBeat: tapped.first, downbeat: nil) }
    let tempo = analysed.bpm(at: tapped.first).value
    let factors = [1, 2, 0.5, 1.5, 2.0 / 3, 3, 1.0 / 3, 4, 0.25, 4.0 / 3, 0.75]
    guard let factor = factors.first(where: { abs(tapped.bpm.value / (tempo * $0) - 1) < 0.04 }) else {
      return BeatGrid(bpm: tapped.bpm, firstBeat: tapped.first, downbeat: nil)
    }
    let level = factor == 1 ? analysed : analysed.times(factor)
    // Fewer beats than were analysed: which of them are meant is what the taps say.
    let off = times.map { level.beat(at: $0).value }.map { $0 - $0.rounded(.down) }
    let turns = off.reduce(into: (x: 0.0, y: 0.0)) {
      $0.x += cos(2 * Double.pi * $1)
      $0.y += sin(2 * Double.pi * $1)
    }
    let share = atan2(turns.y, turns.x) / (2 * Double.pi)
    // In beats of the analysed grid.
    let steps = (share / factor).rounded()
    guard factor < 1, steps != 0 else { return level }
    return level.moved(by: Seconds(steps * 60 / tempo))
  }
}
