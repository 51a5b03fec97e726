import Music
import Platform

/// Whether stems belong to a track, and what it takes to lay them on it: a shift, a gain and a polarity for each.
package enum StemCheck {
  /// Splitters pad and cut: so much may be missing or too much.
  private static let lengthTolerance = Seconds(0.6)
  /// Below this normalised correlation the stems, each at its best, are another piece of music. Lossy copies of stems
  /// reach .95 and more; splitters that drop a part (a file without its vocals) still .5.
  private static let leastCorrelation = 0.4
  /// The same for one stem and what the others leave of the track.
  private static let leastLikeness = 0.3
  /// A stem that is weaker than that beside the track, and unlike it, is a splitter's guess and no reason to refuse
  /// all.
  private static let leastEnergy = 0.03
  /// Gains beyond this are no matter of level.
  private static let mostGain = 20.0
  /// With so much of the track's energy in no stem (−13 dB), something is missing.
  private static let mostMissing = 0.05

  /// Stems laid on their track.
  package struct Fitted: Sendable {
    /// As long as the track, from the same first frame, as loud as in it; one that needs nothing is the very object
    /// given.
    package var stems: [PCM]
    /// How each of them was laid.
    package var placings: [StemPlacing]
    /// What was done to them and what a DJ should know, each in a sentence.
    package var remarks: [Remark]
  }

  /// Something that a DJ should know of stems that are used all the same.
  package struct Remark: Sendable, Hashable {
    /// The sentence.
    package var text: String
    /// Something is wrong that could not be mended.
    package var isWarning: Bool
  }

  /// Fits stems to the original: each comes back as long as the original, from the same first frame, at the level and
  /// with the polarity that it has there. The same for the same samples every time. Blocks for some tenths of a second.
  /// - Parameters:
  ///   - kinds, files: what each stem holds, and the name of its file, for messages.
  /// - Throws: `.stems` with the reason when they do not belong to it.
  package static func fit(
    _ stems: [PCM], kinds: [StemKind] = [], files: [String] = [], to original: PCM
  ) throws(MediaError) -> Fitted {
    let rate = original.sampleRate
    let names = stems.indices.map { $0 < kinds.count ? kinds[$0].rawValue : "\($0 + 1)" }
    for (index, stem) in stems.enumerated() {
      let (length, whole) = (Double(stem.framesReady) / rate.hz, Double(original.framesReady) / rate.hz)
      guard abs(length - whole) <= lengthTolerance.value else {
        let file = index < files.count ? " (\(files[index]))" : ""
        // Less than a second apart they may read the same in whole ones.
        let isNear = lengthText(length) == lengthText(whole)
        let (mine, all) =
          isNear
          ? ("\(decimals(length, 1)) s", "\(decimals(whole, 1)) s") : (lengthText(length), lengthText(whole))
        throw refusal(
          "its stems do not fit: “\(names[index])”\(file) lasts \(mine), the track \(all). Split it again.")
      }
    }
    // Where nothing can be judged (silence, a second of sound) equal length is enough.
    guard let signals = StemSignals(stems, of: original) else {
      let placings = stems.map { _ in StemPlacing(lag: 0, gain: 1) }
      return Fitted(stems: try laid(stems, by: placings, on: original), placings: placings, remarks: [])
    }
    let fit = StemFit(signals)
    try check(fit, signals, names)
    let gains = StemLevels(signals, fit).gains
    try check(gains, fit, names)
    let placings = zip(fit.lags, gains).map { StemPlacing(lag: $0, gain: $1) }
    return Fitted(
      stems: try laid(stems, by: placings, on: original), placings: placings,
      remarks: remarks(fit, gains, signals, names))
  }

  private static func laid(_ stems: [PCM], by placings: [StemPlacing], on original: PCM) throws(MediaError) -> [PCM] {
    var laid: [PCM] = []
    for (stem, placing) in zip(stems, placings) { laid.append(try placing.laid(stem, over: 0..<original.framesReady)) }
    return laid
  }

  private static func refusal(_ sentence: String) -> MediaError { MediaError(.stems, path: "", sentence) }

  /// - Throws: why the stems are not those of the track.
  private static func check(_ fit: StemFit, _ signals: StemSignals, _ names: [String]) throws(MediaError) {
    guard fit.rest <= 1 - leastCorrelation * leastCorrelation else {
      if let speed = StemSpeed.ofAll(signals) { throw refusal(drift("its stems run", speed)) }
      if let silent = names.indices.first(where: { signals.isSilent[$0] }) {
        throw refusal(
          "its stem “\(names[silent])” is silent, and the others alone are unlike the track. Split it again.")
      }
      throw refusal("its stems are of another recording (their sum is unlike the track). Split it again.")
    }
    let drifting = fit.drifts.indices.filter { fit.drifts[$0] }
    if drifting.count > 1 || drifting.count == names.count, !drifting.isEmpty {
      throw refusal(drift("its stems run", nil))
    }
    if let one = drifting.first { throw refusal(drift("its stem “\(names[one])” runs", nil)) }
    for index in names.indices where !signals.isSilent[index] {
      guard isForeign(index, fit), fit.energies[index] > leastEnergy else { continue }
      if let speed = StemSpeed.of(index, fit, signals) {
        throw refusal(drift("its stem “\(names[index])” runs", speed))
      }
      throw refusal(
        "its stem “\(names[index])” is of another recording: nothing like it is in the track. Split it again.")
    }
  }

  /// Whether a stem is loud beside what is unexplained, and explains little of it.
  private static func isForeign(_ index: Int, _ fit: StemFit) -> Bool {
    fit.likeness[index] < leastLikeness && fit.energies[index] > fit.rest / 2
  }

  private static func drift(_ who: String, _ percent: Double?) -> String {
    let how = percent.map { " (\(decimals(abs($0), 2)) % \($0 > 0 ? "fast" : "slow"))" } ?? ""
    return "\(who) at another speed than the track\(how): they drift apart. Split it again."
  }

  private static func check(_ gains: [Double], _ fit: StemFit, _ names: [String]) throws(MediaError) {
    for (gain, name) in zip(gains, names) {
      let level = decibels(gain)
      guard abs(level) > mostGain else { continue }
      throw refusal(
        "its stem “\(name)” is \(decimals(abs(level), 0)) dB \(level > 0 ? "quieter" : "louder") than in the track. "
          + "Split it again."
      )
    }
  }

  private static func remarks(
    _ fit: StemFit, _ gains: [Double], _ signals: StemSignals, _ names: [String]
  ) -> [Remark] {
    var remarks: [Remark] = []
    let silent = names.indices.filter { signals.isSilent[$0] }
    for index in silent {
      let isMissed = fit.rest > mostMissing
      let missing =
        isMissed ? ", and the others are not the whole track: something is missing while stems are apart" : ""
      remarks.append(Remark(text: "its stem “\(names[index])” is silent\(missing).", isWarning: isMissed))
    }
    // That all begin late is what encoders do, and no news.
    let lags = names.indices.filter { !signals.isSilent[$0] }.map { fit.lags[$0] }
    let usual = lags.sorted().dropFirst(lags.count / 2).first ?? 0
    let changes = names.indices.filter { !signals.isSilent[$0] }.compactMap { index -> String? in
      var words: [String] = []
      if gains[index] < 0 { words.append("inverted") }
      if abs(gains[index]) != 1 {
        let level = decibels(gains[index])
        words.append("\(decimals(abs(level), 1)) dB too \(level > 0 ? "quiet" : "loud")")
      }
      let late = (fit.lags[index] - usual) / signals.original.sampleRate.hz * 1000
      if abs(fit.lags[index] - usual) > 0.01 {
        words.append("\(decimals(abs(late), abs(late) < 1 ? 2 : 1)) ms \(late > 0 ? "late" : "early")")
      }
      return words.isEmpty ? nil : "\(names[index]) \(words.joined(separator: " and "))"
    }
    if !changes.isEmpty {
      remarks.append(
        Remark(
          text: "its stems were corrected; in the files they are: \(changes.joined(separator: ", ")).", isWarning: false
        ))
    }
    for index in names.indices where !signals.isSilent[index] && isForeign(index, fit) {
      remarks.append(Remark(text: "its stem “\(names[index])” is not heard in the track.", isWarning: true))
    }
    return remarks
  }
}
