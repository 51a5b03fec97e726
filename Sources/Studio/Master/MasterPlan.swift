import DSP
import Glibc
import Music

/// Which stages a track asks for, by what was measured of it. What is as it should be gets none.
extension MasterSettings {
  /// The stages before the gain. - Parameter found: of the track as it came.
  init(for found: MasterAnalysis, _ goal: MasterGoal) {
    self.init()
    guard let heard = found.tone else { return }
    takesRumble = heard.rumble > -35 || max(abs(found.offset.x), abs(found.offset.y)) > 0.001
    correctTone(of: heard.curve, goal)
    if goal.tone == nil { addCuts(against: heard) }
    guard let stereo = found.stereo else { return }
    let lows = max(stereo.sideOverMid[ToneBand.sub.rawValue], stereo.sideOverMid[ToneBand.bass.rawValue])
    if let place = goal.monoBelow, lows > -30 {
      monoBelow = place
    } else if stereo.monoLossOfLows > 1 {
      monoBelow = 110
    }
    if stereo.phaseRisk > 0.2 { width = 0.7 }
  }

  /// Moves the equaliser on, by what is still off. Small boosts only: what is not in a record cannot be turned up.
  mutating func correctTone(of curve: ToneCurve, _ goal: MasterGoal) {
    for (band, above) in zip(ToneBand.allCases, curve.above(goal.tone ?? .balanced)) {
      let index = band.rawValue
      // Of what is beyond taste two thirds are taken; another record's tone is met as it is.
      let excess = goal.tone == nil ? 0.67 * max(0, abs(above) - ToneCurve.room(band)) * (above < 0 ? -1 : 1) : above
      let wanted = tone[index] - excess
      tone[index] = min(goal.mostRaised, max(-goal.mostLowered, wanted))
      if goal.tone == nil && abs(tone[index]) < 0.5 { tone[index] = 0 }
    }
  }

  private mutating func addCuts(against heard: MasterAnalysis.Tone) {
    let even = ToneCurve.balanced
    if heard.mud > 5 {
      cuts.append(Cut(fault: "mud", hz: 300, q: 0.9, threshold: even[.lowMids] + 5, most: min(4, heard.mud - 4)))
    }
    if heard.harshness > 7 {
      let most = min(4, heard.harshness - 6)
      cuts.append(Cut(fault: "harshness", hz: 3400, q: 0.8, threshold: even[.presence] + 6, most: most))
    }
    if heard.subBuildUp > 8 {
      cuts.append(Cut(fault: "sub", hz: 42, q: 0.8, threshold: even[.sub] + 7, most: min(4, heard.subBuildUp - 7)))
    }
  }

  /// Lets the bands share the work where the limiter alone would take too much.
  /// - Parameter strength: 0…1.
  mutating func compress(_ found: MasterAnalysis, strength: Double) {
    guard let curve = found.tone?.curve, let loud = found.loudness.loudLevel, strength > 0 else { return }
    func share(_ band: ToneBand, _ part: Double = 1) -> Double { part * pow(10, curve[band] / 10) }
    // The six bands sorted into the four that the crossovers make.
    let shares = [
      share(.sub) + share(.bass, 0.7), share(.bass, 0.3) + share(.lowMids) + share(.mids, 0.5),
      share(.mids, 0.5) + share(.presence), share(.air),
    ]
    let times: [(attack: Double, release: Double)] = [(0.03, 0.2), (0.02, 0.15), (0.015, 0.12), (0.01, 0.1)]
    for (band, share) in shares.enumerated() where share > 1e-5 {
      let level = loud + 10 * log10(share)
      compression[band] = BandCompressor.Settings(
        threshold: level - 2, ratio: 1.5, attack: times[band].attack, release: times[band].release,
        most: 3 * strength)
      saturation[band] = Float(pow(10, (level + 22 - 7 * strength) / 20))
    }
  }
}
