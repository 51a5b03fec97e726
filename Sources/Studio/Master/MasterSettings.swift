import DSP
import Glibc
import Music
import Platform

/// What each stage of a mastering is to do. As it is made, nothing: every stage is left out.
package struct MasterSettings: Sendable, Hashable {
  /// A band of the dynamic equaliser.
  package struct Cut: Sendable, Hashable {
    /// What it is against, in one word.
    package var fault: String
    /// Its middle, Hz.
    package var hz: Double
    /// Its quality.
    package var q: Double
    /// How loud the band may be, dB relative to all.
    package var threshold: Double
    /// dB at most.
    package var most: Double
  }

  /// What lies below hearing is taken away.
  package var takesRumble = false
  /// The gain of each of the six bands, dB; all 0: no equaliser.
  package var tone = [Double](repeating: 0, count: ToneBand.allCases.count)
  /// The dynamic equaliser.
  package var cuts: [Cut] = []
  /// Of each of the four bands of `MasterBands`; all nil: none.
  package var compression = [BandCompressor.Settings?](repeating: nil, count: MasterBands.count)
  /// Where each of these bands bends over, linear amplitude; all nil: none does.
  package var saturation = [Float?](repeating: nil, count: MasterBands.count)
  /// Hz below which the side is taken out; nil: nowhere.
  package var monoBelow: Double?
  /// The side's gain.
  package var width = 1.0
  /// dB, before the limiter.
  package var gain = 0.0
  /// dBTP that the limiter keeps to; nil: no limiter.
  package var ceiling: Double?

  /// Nothing.
  package init() {}

  /// The equaliser does something.
  package var isToned: Bool { tone.contains { abs($0) >= 0.05 } }
  /// The bands are taken apart.
  package var isBanded: Bool { compression.contains { $0 != nil } || saturation.contains { $0 != nil } }
  /// The picture is changed.
  package var isPlaced: Bool { monoBelow != nil || width != 1 }
  /// Something before the gain does something.
  package var isShaping: Bool { takesRumble || isToned || !cuts.isEmpty || isBanded || isPlaced }
  /// Nothing is done at all: the samples stay what they are.
  package var isNeutral: Bool { !isShaping && gain == 0 && ceiling == nil }

  /// What is done, a sentence's part a stage.
  package var words: [String] {
    var said: [String] = []
    if takesRumble { said.append("rumble below 22 Hz taken out") }
    if isToned {
      let bands = zip(ToneBand.allCases, tone).filter { abs($0.1) >= 0.05 }
      said.append("equaliser " + bands.map { "\($0.0.name) \(fixed($0.1, 1))" }.joined(separator: ", ") + " dB")
    }
    for cut in cuts { said.append("\(cut.fault) held by up to \(fixed(cut.most, 1)) dB at \(Int(cut.hz)) Hz") }
    if compression.contains(where: { $0 != nil }) { said.append("bands compressed") }
    if saturation.contains(where: { $0 != nil }) { said.append("peaks of bands bent over") }
    if let monoBelow { said.append("mono below \(Int(monoBelow)) Hz") }
    if width != 1 { said.append("side at \(Int((100 * width).rounded())) %") }
    if gain != 0 { said.append("gain \(fixed(gain, 1)) dB") }
    if let ceiling { said.append("limited to \(fixed(ceiling, 1)) dBTP") }
    return said
  }

  /// The equaliser's gain at a frequency, dB: the six bands' at their middles, and a soft step from one to the next.
  package func toneGain(at hz: Double) -> Double {
    let middles = ToneBand.allCases.map { log2($0.centre) }
    let place = log2(max(1, hz))
    guard let upper = middles.firstIndex(where: { $0 > place }) else { return tone[tone.count - 1] }
    guard upper > 0 else { return tone[0] }
    let way = (place - middles[upper - 1]) / (middles[upper] - middles[upper - 1])
    return tone[upper - 1] + (tone[upper] - tone[upper - 1]) * way * way * (3 - 2 * way)
  }
}
