import Glibc
import Music

/// What windows of a long mix sound like, as one.
extension JoinedWindows {
  /// The mean over the windows that know it, by their lengths.
  func mean(_ fact: (TrackAnalysis) -> Double?) -> Double? { mean(by: \.length, fact) }

  private func mean(by weight: (Window) -> Double, _ fact: (TrackAnalysis) -> Double?) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for window in windows {
      guard let value = fact(window.facts) else { continue }
      sum += value * weight(window)
      total += weight(window)
    }
    return total > 0 ? sum / total : nil
  }

  private static func power(_ window: Window) -> Double { Double(window.level * window.level) * window.length }

  /// Root mean square over all windows.
  var level: Float {
    let length = windows.reduce(0) { $0 + $1.length }
    return length > 0 ? Float((windows.reduce(0) { $0 + Self.power($1) } / length).squareRoot()) : 0
  }

  /// What is a share of the power counts by each window's power, all else by its length.
  func fillSound(of facts: inout TrackAnalysis) {
    facts.onset_density_hz = mean(\.onset_density_hz)
    facts.brightness_hz = mean(by: Self.power, \.brightness_hz)
    facts.stereo_width = mean(by: Self.power, \.stereo_width)
    facts.mono_correlation = mean(by: Self.power, \.mono_correlation)
    func share(_ band: KeyPath<TrackAnalysis.BandBalance, Double>) -> Double? {
      mean(by: Self.power) { facts in facts.band_balance.map { pow(10, $0[keyPath: band] / 10) } }
        .map { 10 * log10(max(1e-10, $0)) }
    }
    if let sub = share(\.sub_db), let bass = share(\.bass_db), let lowMid = share(\.low_mid_db),
      let mid = share(\.mid_db), let presence = share(\.presence_db), let air = share(\.air_db)
    {
      facts.band_balance = TrackAnalysis.BandBalance(
        sub_db: sub, bass_db: bass, low_mid_db: lowMid, mid_db: mid, presence_db: presence, air_db: air)
    }
  }

  /// Each window's up to the seams; a span that goes on behind one is one. Nil where no window can tell.
  var vocals: [TrackAnalysis.VocalSpan]? {
    guard windows.contains(where: { $0.facts.vocals != nil }) else { return nil }
    var spans: [TrackAnalysis.VocalSpan] = []
    for window in windows {
      for span in window.facts.vocals ?? [] {
        let start = max(window.from, span.start_seconds + window.start)
        let end = min(window.to, span.end_seconds + window.start)
        guard start < end else { continue }
        if let last = spans.last, start - last.end_seconds < 0.5 {
          let (before, here) = (last.end_seconds - last.start_seconds, end - start)
          spans[spans.count - 1].end_seconds = end
          spans[spans.count - 1].confidence = (before * last.confidence + here * span.confidence) / (before + here)
        } else {
          spans.append(TrackAnalysis.VocalSpan(start_seconds: start, end_seconds: end, confidence: span.confidence))
        }
      }
    }
    return spans
  }

  /// The cells whose middles lie between each window's seams. Their levels, which are relative to the window's own
  /// loudness, become relative to that of the whole; onsets stay relative to the window: each track of a mix has its
  /// own usual number.
  var joinedFeatures: TrackFeatures {
    var times: [Double] = []
    var cells: [TrackFeatures.Cell] = []
    var end = 0.0
    for window in windows {
      let gain = window.level > 0 && level > 0 ? 20 * log10f(window.level / level) : 0
      for index in 0..<window.features.count {
        let (from, to) = (window.features.times[index] + window.start, window.features.times[index + 1] + window.start)
        guard window.from..<window.to ~= (from + to) / 2 else { continue }
        var cell = window.features[index]
        for band in cell.levels.indices { cell.levels[band] += gain }
        for band in cell.floors.indices { cell.floors[band] += gain }
        times.append(max(times.last ?? 0, from))
        cells.append(cell)
        end = to
      }
    }
    let ranges = windows.compactMap { window in
      window.features.soundingRange.map { $0.lowerBound + window.start...$0.upperBound + window.start }
    }
    let sounding = ranges.first.map { first in
      first.lowerBound...max(first.lowerBound, ranges[ranges.count - 1].upperBound)
    }
    return TrackFeatures(times: times + [max(times.last ?? 0, end)], cells: cells, soundingRange: sounding)
  }
}
