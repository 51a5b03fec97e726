import DSP
import Glibc
import Music

/// Measures a whole track for mastering, piece by piece. One thread.
package final class MasteringMeter {
  private let sampleRate: SampleRate
  private let loudness: LoudnessMeter?
  private let spectrum: SpectrumMeter
  private let levels: LevelMeter
  private var unreal = 0

  /// - Parameter sampleRate: 1 kHz … 384 kHz; bands above half of it are empty.
  package init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate
    loudness = LoudnessMeter(sampleRate: sampleRate)
    spectrum = SpectrumMeter(sampleRate: sampleRate)
    levels = LevelMeter(sampleRate: sampleRate)
  }

  /// A whole track at once. - Parameter samples: frames × 2, interleaved.
  package static func measure(_ samples: UnsafeBufferPointer<Float>, at rate: SampleRate) -> MasterAnalysis {
    let meter = MasteringMeter(sampleRate: rate)
    // Some seconds at once: pieces border on each other in the true-peak meter.
    for start in stride(from: 0, to: samples.count, by: 1 << 20) {
      meter.add(UnsafeBufferPointer(rebasing: samples[start..<min(samples.count, start + 1 << 20)]))
    }
    return meter.finish()
  }

  /// Takes the next frames × 2, interleaved. What is no number counts as silence.
  package func add(_ samples: UnsafeBufferPointer<Float>) {
    guard samples.allLie(within: .infinity) else {
      unreal += samples.reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
      samples.map { $0.isFinite ? $0 : 0 }.withUnsafeBufferPointer { addNumbers($0) }
      return
    }
    addNumbers(samples)
  }

  private func addNumbers(_ samples: UnsafeBufferPointer<Float>) {
    loudness?.add(samples)
    spectrum.add(samples)
    levels.add(samples)
  }

  /// Ends the measurement; once.
  package func finish() -> MasterAnalysis {
    spectrum.finish()
    levels.finish()
    var result = MasterAnalysis(sampleRate: sampleRate, seconds: Double(levels.frames) / sampleRate.hz)
    result.loudness = measuredLoudness
    result.tone = tone
    result.dynamics = levels.dynamics
    result.stereo = stereo
    result.clippedRuns = levels.clippedRuns
    let frames = Double(max(1, levels.frames))
    result.offset = levels.sums / frames
    result.quietest = levels.blocks.map { ($0.x + $0.y) / 2 }.filter { $0 > 1e-12 }.min().map { 10 * log10($0) }
    result.warnings = warnings(of: result)
    return result
  }

  private var measuredLoudness: MasterAnalysis.Loudness {
    var result = MasterAnalysis.Loudness()
    if let loudness {
      let programme = loudness.programme
      result.integrated = programme.integrated?.value
      result.range = programme.range?.value
      result.truePeak = programme.truePeak?.value
      result.shortTermMost = loudness.shortTerm.max().flatMap { $0 > LoudnessMeter.floor ? $0 : nil }
      let tenths = loudness.tenthPowers
      var most = 0.0
      for end in stride(from: 4, through: tenths.count, by: 1) {
        let sum = tenths[(end - 4)..<end].reduce(0, +)
        most = max(most, sum / 4)
      }
      result.momentaryMost = most > 1e-7 ? 10 * log10(most) : nil
    }
    result.samplePeak = levels.highest > 0 ? 20 * log10(Double(levels.highest)) : nil
    result.crest = levels.crest
    result.loudLevel = percentile(0.9, of: levels.blocks.map { ($0.x + $0.y) / 2 }).flatMap { power in
      power > 1e-12 ? 10 * log10(power) : nil
    }
    return result
  }

  private var tone: MasterAnalysis.Tone? {
    let powers = spectrum.mids + spectrum.sides
    guard powers.sum() > 1e-9 else { return nil }
    let curve = ToneCurve(powers: powers)
    let above = curve.above(.balanced)
    func excess(_ band: ToneBand) -> Double { above[band.rawValue] }
    let loudest = spectrum.windows.map { $0.sum() }.max() ?? 0
    let glare = spectrum.windows.filter { $0.sum() > loudest / 100 }.map { window -> Double in
      let above = ToneCurve(powers: SIMD8<Double>(window)).above(.balanced)
      return above[ToneBand.presence.rawValue]
        - (above[ToneBand.mids.rawValue] + max(-20, above[ToneBand.air.rawValue])) / 2
    }
    let (low, high) = ((excess(.lowMids) + excess(.mids)) / 2, (excess(.presence) + excess(.air)) / 2)
    return MasterAnalysis.Tone(
      curve: curve, subBuildUp: excess(.sub) - excess(.bass),
      mud: excess(.lowMids) - (excess(.bass) + excess(.mids)) / 2,
      harshness: percentile(0.95, of: glare) ?? 0, dullness: low - high,
      hollowness: (excess(.bass) + excess(.presence)) / 2 - low,
      rumble: spectrum.whole > 0 ? max(-120, 10 * log10(max(1e-12, spectrum.rumble / spectrum.whole))) : -120)
  }

  private var stereo: MasterAnalysis.Stereo? {
    let sums = levels.blocks.reduce(SIMD3<Double>.zero, +)
    guard sums.x + sums.y > 1e-9 else { return nil }
    func correlation(_ sums: SIMD3<Double>) -> Double {
      sums.x > 0 && sums.y > 0 ? sums.z / sqrt(sums.x * sums.y) : 0
    }
    let audible = levels.blocks.filter { $0.x + $0.y > 1e-5 }
    let against = audible.filter { correlation($0) < -0.1 }.count
    let (mids, sides) = (spectrum.mids, spectrum.sides)
    let (low, wide) = (mids[0] + mids[1], sides[0] + sides[1])
    return MasterAnalysis.Stereo(
      correlation: correlation(sums),
      sideOverMid: ToneBand.allCases.map { band in
        let (mid, side) = (mids[band.rawValue], sides[band.rawValue])
        return side > 0 ? min(120, max(-120, 10 * log10(side / max(mid, 1e-15)))) : -120
      },
      monoLossOfLows: low + wide > 0 ? min(60, 10 * log10((low + wide) / max(low, 1e-15))) : 0,
      phaseRisk: audible.isEmpty ? 0 : Double(against) / Double(audible.count))
  }

  private func warnings(of found: MasterAnalysis) -> [String] {
    var said: [String] = []
    if unreal > 0 { said.append("\(unreal) samples are no numbers: they are played as silence") }
    guard found.loudness.samplePeak != nil else { return said + ["there is no sound in it: nothing to master"] }
    if found.seconds < 3 { said.append("it is under 3 s long: loudness and tone of so little say little") }
    if found.clippedRuns > 0 {
      said.append("it is clipped in \(found.clippedRuns) places: a mix with its peaks would come out better")
    }
    if max(abs(found.offset.x), abs(found.offset.y)) > 0.002 {
      said.append("its samples lie off the zero line: the rumble filter takes that out")
    }
    if let peak = found.loudness.truePeak, peak > 0 {
      said.append("it peaks above full scale between its samples: leave 1 dB and more for mastering")
    }
    if let loudness = found.loudness.integrated, loudness > -7 {
      said.append("it is very loud already: what was limited away does not come back")
    }
    if let stereo = found.stereo, stereo.sideOverMid.allSatisfy({ $0 < -60 }) { said.append("it is mono") }
    if hasHiss { said.append("its quietest moments hiss: noise is heard where the music pauses") }
    return said
  }

  /// The quietest window that is not digital silence is above −75 dBFS, 20 dB below the loudest and bright: no music.
  private var hasHiss: Bool {
    let loudest = spectrum.windows.map { $0.sum() }.max() ?? 0
    guard let quietest = spectrum.windows.filter({ $0.sum() > 1e-11 }).min(by: { $0.sum() < $1.sum() }) else {
      return false
    }
    let (air, all) = (quietest[4] + quietest[5], quietest.sum())
    return all > 3e-8 && all < loudest / 100 && air > 0.5 * all
  }
}
