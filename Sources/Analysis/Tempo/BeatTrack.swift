import Glibc

/// Where beats lie when the tempo may give a little: the most probable path through a bar-pointer model (Krebs, Böck
/// and Widmer, "An efficient state-space model for joint tempo and meter tracking", ISMIR 2015), with the tempo held
/// near a path that is known.
struct BeatTrack {
  /// Seconds, rising.
  let beats: [Double]

  /// A beat is one of a few whole numbers of frames long, within `flexibility` of the path, and may change its length
  /// only at a beat, at a price that rises with the change. A way through is then a chain of beats, so that the search
  /// runs over (frame, length) rather than over every position in the beat.
  init(_ onsets: OnsetCurves, path: TempoPath, flexibility: Double = 0.06) {
    let frames = onsets.frames
    func length(_ bpm: Double) -> Double { 60 * OnsetCurves.rate / bpm }
    let shortest = max(8, Int((length(path.bpm.max() ?? 120) * (1 - flexibility)).rounded(.down)))
    let longest = max(shortest + 2, Int((length(path.bpm.min() ?? 120) * (1 + flexibility)).rounded(.up)))
    let lengths = Array(shortest...longest)
    guard frames > 2 * longest else {
      beats = []
      return
    }
    let evidence = Evidence(onsets.whole)
    let change = Self.changeCosts(lengths)

    // best[t][n]: the score of the best chain whose latest beat starts at frame t and lasts lengths[n].
    let count = lengths.count
    var best = [Float](repeating: -1e9, count: frames * count)
    var origin = [Int16](repeating: -1, count: frames * count)
    var arrivals = [Float](repeating: 0, count: count)
    for frame in 0..<frames {
      let tempi = path.range(at: frame)
      let fastest = length(tempi.upperBound) * (1 - flexibility)
      let slowest = length(tempi.lowerBound) * (1 + flexibility)
      let allowed =
        max(0, Int(fastest.rounded(.down)) - shortest)...min(count - 1, max(2, Int(slowest.rounded(.up)) - shortest))
      for index in allowed {
        let length = lengths[index]
        let start = frame - length
        // Before the first beat: as if beats had gone by without a sound.
        arrivals[index] =
          start >= 0
          ? best[start * count + index] + evidence.score(from: start, length: length)
          : evidence.rest(from: 0, to: frame)
      }
      for next in allowed {
        var top = -Float.infinity
        var from = allowed.lowerBound
        for previous in allowed {
          let score = arrivals[previous] + change[previous * count + next]
          if score > top {
            top = score
            from = previous
          }
        }
        best[frame * count + next] = top
        origin[frame * count + next] = frame >= lengths[from] ? Int16(from) : -1
      }
    }
    beats = Self.path(best, origin, lengths: lengths, evidence: evidence, frames: frames)
  }

  private static func changeCosts(_ lengths: [Int]) -> [Float] {
    lengths.flatMap { previous in
      lengths.map { next in Float(-100 * abs(Double(next) / Double(previous) - 1)) }
    }
  }

  /// The best chain, each with what is heard from its last beat to the end: chains whose last beats lie apart have then
  /// explained the same frames. (Else the one that ends soonest wins, and the last beats are squeezed or drawn out.)
  private static func path(
    _ best: [Float], _ origin: [Int16], lengths: [Int], evidence: Evidence, frames: Int
  ) -> [Double] {
    let count = lengths.count
    var top: (frame: Int, length: Int, score: Float) = (0, 0, -.infinity)
    for frame in max(0, frames - lengths[count - 1])..<frames {
      for index in 0..<count where frame + lengths[index] >= frames {
        let score = best[frame * count + index] + evidence.score(from: frame, length: lengths[index], end: frames)
        if score > top.score { top = (frame, index, score) }
      }
    }
    var beats: [Double] = []
    var (frame, index) = (top.frame, top.length)
    while frame >= 0 {
      beats.append(Double(frame) / OnsetCurves.rate)
      let from = Int(origin[frame * count + index])
      if from < 0 { break }
      frame -= lengths[from]
      index = from
    }
    return beats.reversed()
  }
}

/// The log-likelihood of what is heard: an onset in the first sixteenth of a beat, none in the rest. Where nothing is
/// heard for long, nothing is said: silence fits beats of any length.
private struct Evidence {
  private var onBeat: [Float] = [0]
  private var offBeat: [Float] = [0]

  init(_ curve: [Float]) {
    onBeat.reserveCapacity(curve.count + 1)
    offBeat.reserveCapacity(curve.count + 1)
    let near = Self.loudest(curve, radius: Int(1.5 * OnsetCurves.rate))
    for (value, near) in zip(curve, near) {
      // At a sixteenth, an onset and none are as likely.
      let activity = near < 0.1 ? 1.0 / 16 : min(0.98, max(0.02, value))
      onBeat.append(onBeat[onBeat.count - 1] + logf(activity))
      offBeat.append(offBeat[offBeat.count - 1] + logf((1 - activity) / 15))
    }
  }

  /// The highest value of the `radius` values to each side.
  private static func loudest(_ curve: [Float], radius: Int) -> [Float] {
    // Places of values that fall, the highest first.
    var queue: [Int] = []
    var first = 0
    var next = 0
    return curve.indices.map { index in
      while next < min(curve.count, index + radius + 1) {
        while queue.count > first, curve[queue[queue.count - 1]] <= curve[next] { queue.removeLast() }
        queue.append(next)
        next += 1
      }
      while queue[first] < index - radius { first += 1 }
      return curve[queue[first]]
    }
  }

  /// Of a beat from `start` on, as far as it lies before `end`.
  func score(from start: Int, length: Int, end: Int = .max) -> Float {
    let head = min(start + max(1, (length + 8) / 16), end)
    let last = min(start + length, end)
    return onBeat[head] - onBeat[start] + offBeat[last] - offBeat[head]
  }

  func rest(from start: Int, to end: Int) -> Float { offBeat[end] - offBeat[start] }
}
