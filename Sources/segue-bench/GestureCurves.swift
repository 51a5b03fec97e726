import DSP
import Engine
import Glibc
import Music

/// Every gesture on a sine of 1 kHz at −6 dBFS. Two figures each:
///
/// `…_residual_dbfs`: the loudest sample of the difference to the ideal, the same gesture in double precision as a
/// curve of time without steps, where that can be written down. Zipper noise is what is left.
///
/// `…_sideband_dbfs`: the loudest line more than 1 kHz above the sine in any 93 ms around the gesture. A soft ramp of
/// 10 ms itself has nothing over −100 dBFS there.
func measureGestures() -> [(String, Double?)] {
  var figures: [(String, Double?)] = []
  var (residual, sideband) = (-200.0, -200.0)
  for gesture in Gesture.all {
    let (difference, line, own) = gesture.measure()
    if let difference {
      figures.append(("gesture_\(gesture.name)_residual_dbfs", difference))
      residual = max(residual, difference)
    }
    figures.append(("gesture_\(gesture.name)_sideband_dbfs", line))
    // What a stretcher or an effect adds to a steady sine all the time is not the gesture's.
    if line > own + 1 {
      sideband = max(sideband, line)
    } else {
      figures.append(("gesture_\(gesture.name)_steady_dbfs", own))
    }
  }
  return figures + [("gesture_worst_residual_dbfs", residual), ("gesture_worst_sideband_dbfs", sideband)]
}

private struct Gesture {
  /// What the sine becomes. `frame`: since the gesture; `angle`: of the sine.
  typealias Ideal = (_ frame: Double, _ angle: Double) -> Double

  let name: String
  var before: [EngineCommand.Action] = []
  let actions: [EngineCommand.Action]
  var over = Glide.short
  /// 0: master, 2: headphones.
  var channel = 0
  /// The headphones' own controls act behind the limiter's delay.
  var delay = Engine.latencyFrames
  var hz = 1000.0
  /// Two stems that together are the original.
  var hasStems = false
  var ideal: Ideal?

  private static let amplitude = 0.5
  /// The clock frame of the gesture.
  private static let moment = 65_536
  private static let window = kaiser(4096)
  // SAFETY: used by the benchmark's one thread.
  nonisolated(unsafe) private static let transform = RealFFT(size: 4096)

  /// - Returns: both figures, and the loudest line there is without the gesture, before it or long after.
  func measure() -> (residual: Double?, sideband: Double, steady: Double) {
    let sound = CurveRig.sine(hz: hz, amplitude: Self.amplitude, seconds: 4)
    let half = sound.map { $0 / 2 }
    var rig = CurveRig(sound, stems: hasStems ? [half, half] : [])
    for action in before { rig.say(action) }
    for action in actions { rig.say(action, at: Self.moment, over: over) }
    let heard = rig.render(160_000)[channel]
    var residual: Double?
    if let ideal {
      // The ideal runs ahead, so that what it has of a memory is settled.
      let differences = (30_000..<150_000).map { frame in
        let angle = 2 * .pi * hz * Double(frame - CurveRig.firstHeard) / 44_100
        return abs(Double(heard[frame]) - ideal(Double(frame - Self.moment - delay), angle))
      }
      residual = differences.dropFirst(30_000).max().map(CurveRig.decibels)
    }
    var sideband = 0.0
    for first in stride(from: Self.moment - 6144, through: Self.moment + 30_000, by: 1024) {
      sideband = max(sideband, Self.sideband(heard, from: first, above: hz + 1000))
    }
    var steady = 0.0
    for first in Array(stride(from: 28_000, to: Self.moment - 8192, by: 1024))
      + Array(stride(from: 130_000, to: 150_000, by: 1024))
    {
      steady = max(steady, Self.sideband(heard, from: first, above: hz + 1000))
    }
    return (residual, CurveRig.decibels(sideband), CurveRig.decibels(steady))
  }

  private static func sideband(_ sound: [Float], from first: Int, above hz: Double) -> Double {
    for index in 0..<4096 { transform.signal[index] = sound[first + index] * Float(window[index]) }
    transform.forward()
    let scale = 2 / window.reduce(0, +)
    return (Int(hz / 44_100 * 4096)..<transform.bins).map { bin in
      scale * hypot(Double(transform.spectrum[2 * bin]), Double(transform.spectrum[2 * bin + 1]))
    }.max()!
  }

  /// A Kaiser window whose side lobes lie 120 dB down.
  private static func kaiser(_ size: Int) -> [Double] {
    func bessel(_ x: Double) -> Double {
      var (sum, term) = (1.0, 1.0)
      for k in 1...60 {
        term *= (x / 2 / Double(k)) * (x / 2 / Double(k))
        sum += term
      }
      return sum
    }
    return (0..<size).map { index in
      let place = 2 * (Double(index) + 0.5) / Double(size) - 1
      return bessel(16 * (1 - place * place).squareRoot()) / bessel(16)
    }
  }

  // MARK: Ideals

  /// The way of a short ramp, 10 ms unless told, soft at both ends.
  private static func soft(_ frame: Double, _ length: Double = 441) -> Double {
    let way = min(1, max(0, frame / length))
    return way * way * (3 - 2 * way)
  }

  /// The first touch of a stem also blends from the original to the stems, in 10 ms.
  private static func touched(_ frame: Double) -> Double { soft(frame) * soft(frame) }

  private static func linearToDecibels(_ gain: Double) -> Double { 20 * log10(gain) }

  private static func linear(_ decibels: Double) -> Double { pow(10, decibels / 20) }

  private static func gain(_ gain: @escaping (Double) -> Double) -> Ideal {
    { frame, angle in amplitude * gain(frame) * sin(angle) }
  }

  /// Through the isolator with these gains at 1 kHz.
  private static func bands(_ gains: @escaping (Double) -> SIMD3<Double>) -> Ideal {
    let steady = FilterSpecification.isolator(1000).bands
    return { frame, angle in
      let gain = gains(frame)
      let sum = steady[0] * gain.x + steady[1] * gain.y + steady[2] * gain.z
      return amplitude * (sum.re * sin(angle) + sum.im * cos(angle))
    }
  }

  // MARK: All of them

  static var all: [Gesture] { levels + equaliser + filter + phones + stems + effects }

  private static var levels: [Gesture] {
    [
      Gesture(
        name: "trim", actions: [.deck(.a, .set(.trim, -12))], ideal: gain { linear(-12 * soft($0)) }),
      Gesture(
        name: "autogain", actions: [.deck(.a, .autoGain(Decibels(-9)))], ideal: gain { linear(-9 * soft($0, 11_025)) }),
      Gesture(name: "fader", actions: [.deck(.a, .set(.fader, 0))], ideal: gain { 1 - soft($0) }),
      Gesture(
        name: "fader_over_2_beats", actions: [.deck(.a, .set(.fader, 0.2))], over: .beats(2),
        ideal: gain { 1 - 0.8 * min(1, max(0, $0 / 44_100)) }),
      Gesture(
        name: "crossfader_power", actions: [.mixer(.set(.crossfader, 1))],
        ideal: gain { cos(soft($0) * .pi / 2) }),
      Gesture(
        name: "crossfader_power_over_2_beats", actions: [.mixer(.set(.crossfader, 1))], over: .beats(2),
        ideal: gain { cos(min(1, max(0, $0 / 44_100)) * .pi / 2) }),
      Gesture(
        name: "crossfader_linear", before: [.mixer(.curve(.linear))], actions: [.mixer(.set(.crossfader, 1))],
        ideal: gain { 1 - soft($0) }),
      Gesture(
        name: "crossfader_curve", before: [.mixer(.set(.crossfader, 0.5))], actions: [.mixer(.curve(.linear))],
        ideal: gain { cos(0.75 * .pi / 2) + (0.25 - cos(0.75 * .pi / 2)) * soft($0) }),
      Gesture(name: "master", actions: [.mixer(.set(.master, -20))], ideal: gain { linear(-20 * soft($0)) }),
      // 3 dB over the ceiling, let go by the limiter.
      Gesture(
        name: "limiter_off", before: [.deck(.a, .set(.trim, 8))], actions: [.mixer(.limiter(.off))]),
      Gesture(name: "key_lock", before: [.deck(.a, .set(.tempo, 4))], actions: [.deck(.a, .keyLock(.off))]),
    ]
  }

  private static var equaliser: [Gesture] {
    EQBand.allCases.flatMap { band in
      let name = ["low", "mid", "high"][band.index]
      // Another band is off unity already: the isolator is in the path.
      let other = EQBand.allCases[(band.index + 1) % 3]
      func gains(_ value: Double) -> SIMD3<Double> {
        var gains = SIMD3<Double>(1, 1, 1)
        gains[other.index] = linear(-1)
        gains[band.index] = value
        return gains
      }
      return [
        Gesture(
          name: "eq_\(name)", before: [.deck(.a, .set(.eq(other), -1))], actions: [.deck(.a, .set(.eq(band), -12))],
          ideal: bands { gains(linear(-12 * soft($0))) }),
        Gesture(
          name: "kill_\(name)", before: [.deck(.a, .set(.eq(other), -1))], actions: [.deck(.a, .kill(band, .on))],
          ideal: bands { gains(1 - soft($0)) }),
        Gesture(name: "kill_\(name)_from_flat", actions: [.deck(.a, .kill(band, .on))]),
      ]
    } + [
      Gesture(
        name: "crossovers", before: [.deck(.a, .kill(.low, .on))],
        actions: [.mixer(.crossovers(low: 400, high: 4000))])
    ]
  }

  private static var filter: [Gesture] {
    [
      Gesture(
        name: "filter_low_pass", actions: [.deck(.a, .set(.filter, -0.7))],
        ideal: IdealSweep.output(amplitude) { (-0.7 * soft($0, 2205), 0.2) }),
      Gesture(
        name: "filter_high_pass", actions: [.deck(.a, .set(.filter, 0.7))],
        ideal: IdealSweep.output(amplitude) { (0.7 * soft($0, 2205), 0.2) }),
      Gesture(
        name: "filter_through", before: [.deck(.a, .set(.filter, -0.5))], actions: [.deck(.a, .set(.filter, 0.5))],
        ideal: IdealSweep.output(amplitude) { (-0.5 + soft($0, 2205), 0.2) }),
      Gesture(
        name: "filter_over_2_beats", actions: [.deck(.a, .set(.filter, -0.6))], over: .beats(2),
        ideal: IdealSweep.output(amplitude) { (-0.6 * min(1, max(0, $0 / 44_100)), 0.2) }),
      Gesture(
        name: "resonance", before: [.deck(.a, .set(.filter, -0.5)), .deck(.a, .set(.trim, linearToDecibels(0.25)))],
        actions: [.deck(.a, .set(.resonance, 0.9))],
        ideal: IdealSweep.output(amplitude / 4) { (-0.5, 0.2 + 0.7 * soft($0, 2205)) }),
    ]
  }

  private static var phones: [Gesture] {
    [
      Gesture(
        name: "headphones", actions: [.deck(.a, .headphones(.on))], channel: 2, ideal: gain { soft($0) }),
      Gesture(
        name: "headphone_mix", actions: [.mixer(.set(.headphoneMix, 1))], channel: 2, delay: 0, ideal: gain { soft($0) }
      ),
      Gesture(
        name: "headphone_level", before: [.deck(.a, .headphones(.on))], actions: [.mixer(.set(.headphoneLevel, -20))],
        channel: 2, delay: 0, ideal: gain { linear(-20 * soft($0)) }),
    ]
  }

  private static var stems: [Gesture] {
    [
      Gesture(
        name: "stem_mute", actions: [.deck(.a, .stemMute(0, .on))], hasStems: true,
        ideal: gain { 1 - 0.5 * touched($0) }),
      Gesture(
        name: "stem_level", actions: [.deck(.a, .set(.stem(1), 0.3))], hasStems: true,
        ideal: gain { 1 - 0.35 * touched($0) }),
      Gesture(
        name: "swap", actions: [.mixer(.swap(vocalsOf: .a))], hasStems: true, ideal: gain { 1 - 0.5 * touched($0) }),
      Gesture(
        name: "stems_under_key_lock", before: [.deck(.a, .set(.tempo, 4)), .deck(.a, .stemMute(1, .on))],
        actions: [.deck(.a, .stemMute(0, .on))], hasStems: true),
    ]
  }

  /// Room below the limiter for what repeats.
  private static let quiet = EngineCommand.Action.deck(.a, .set(.trim, -12))

  private static var effects: [Gesture] {
    DeckEffect.allCases.flatMap { effect in
      let name = ["gate", "flanger", "echo", "reverb"][effect.index]
      return [
        Gesture(name: name, before: [quiet], actions: [.deck(.a, .set(.effect(effect), 0.7))]),
        Gesture(
          name: "\(name)_off", before: [quiet, .deck(.a, .set(.effect(effect), 0.7))], actions: [.deck(.a, .effectsOff)]
        ),
      ]
    } + [
      Gesture(
        name: "echo_beats", before: [quiet, .deck(.a, .set(.effect(.echo), 0.7))],
        actions: [.deck(.a, .effectBeats(.echo, 0.5))]),
      Gesture(
        name: "echo_tempo", before: [quiet, .deck(.a, .keyLock(.off)), .deck(.a, .set(.effect(.echo), 0.7))],
        actions: [.deck(.a, .set(.tempo, 2))]),
      Gesture(
        name: "echo_feedback", before: [quiet, .deck(.a, .set(.effect(.echo), 0.7))],
        actions: [.deck(.a, .set(.echoFeedback, 0.2))]),
      Gesture(
        name: "reverb_size", before: [quiet, .deck(.a, .set(.effect(.reverb), 0.7))],
        actions: [.deck(.a, .set(.reverbSize, 1))]),
      Gesture(name: "echo_out", before: [quiet], actions: [.deck(.a, .echoOut)]),
    ]
  }

}

/// The DJ filter in double precision, its control a function of time.
private final class IdealSweep {
  private var states = [SIMD2<Double>](repeating: .zero, count: 2)
  private var last = 0.0

  /// What a sine becomes. Frames must be asked for in order.
  static func output(
    _ amplitude: Double, _ control: @escaping (Double) -> (position: Double, resonance: Double)
  ) -> (Double, Double) -> Double {
    let filter = IdealSweep()
    return { frame, angle in
      let (position, resonance) = control(frame)
      return filter.process(amplitude * sin(angle), position, resonance)
    }
  }

  private func process(_ x: Double, _ position: Double, _ resonance: Double) -> Double {
    if position * last <= 0 { states = [.zero, .zero] }
    last = position
    if position == 0 { return x }
    let corner = position < 0 ? 20_000 * exp2(8.38 * position) : 20 * exp2(8.97 * position)
    let g = tan(.pi * min(corner / 44_100, 0.47))
    var y = x
    for (index, k) in [1.847_759, 0.765_367 * exp2(-2.5 * resonance)].enumerated() {
      let state = states[index]
      let band = (state.x + g * (y - state.y)) / (1 + g * (g + k))
      let low = state.y + g * band
      states[index] = SIMD2(2 * band - state.x, 2 * low - state.y)
      y = position < 0 ? low : y - k * band - low
    }
    let way = min(1, abs(position) / 0.08)
    return x + (y - x) * way * way * (3 - 2 * way)
  }
}
