/// Time as a straight line over the number of the beat.
struct BeatLine {
  /// Where beat 0 lies, and a beat's length, in seconds.
  var start: Double
  var period: Double

  init(start: Double, period: Double) {
    self.start = start
    self.period = period
  }

  func time(of beat: Double) -> Double { start + beat * period }

  /// Weighted least squares. Nil where the points do not make a line.
  init?(weighted points: [(beat: Double, time: Double, weight: Double)]) {
    var (sw, sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (x, y, w) in points {
      sw += w
      sx += w * x
      sy += w * y
      sxx += w * x * x
      sxy += w * x * y
    }
    let determinant = sw * sxx - sx * sx
    guard determinant > 1e-9 else { return nil }
    period = (sw * sxy - sx * sy) / determinant
    start = (sy - period * sx) / sw
  }

  /// The line that most points lie on: least squares, each point again and again by how far it lies off in units of
  /// twice the median distance (Cauchy's weights), which is `tolerance` seconds or more. Nil where the points do not
  /// make a line.
  init?(through points: [(beat: Double, time: Double, weight: Double)], tolerance: Double) {
    guard var line = BeatLine(weighted: points) else { return nil }
    for _ in 0..<10 {
      let distances = points.map { abs($0.time - line.time(of: $0.beat)) }
      let scale = 2 * max(tolerance, distances.sorted()[distances.count / 2])
      let weighted = zip(points, distances).map { point, distance in
        (point.beat, point.time, point.weight / (1 + (distance / scale) * (distance / scale)))
      }
      guard let next = BeatLine(weighted: weighted) else { break }
      line = next
    }
    self = line
  }

  /// Producers set round tempi. The rounder one is, the farther from this line it may lie: a whole tempo is taken where
  /// its beats stay within 3 ms to the track's end, a tenth only within 1 ms, which is what the fit itself may be off
  /// by.
  func snapped(beats: Int) -> BeatLine {
    let bpm = 60 / period
    let middle = Double(beats) / 2
    for (step, drift) in [(1.0, 0.003), (0.5, 0.002), (0.1, 0.001)] {
      let round = (bpm / step).rounded() * step
      if round > 0, abs(60 / round - period) * middle < drift {
        return BeatLine(start: time(of: middle) - middle * 60 / round, period: 60 / round)
      }
    }
    return self
  }
}
