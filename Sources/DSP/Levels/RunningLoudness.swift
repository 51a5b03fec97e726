import CEBUR128
import Music

/// How loud a programme is while it goes on, by EBU Tech 3341 (“EBU mode”), of stereo sound that comes piece by piece:
/// measured with libebur128, which allocates, so never on the audio thread. One thread at a time.
package final class RunningLoudness {
  private var recent: UnsafeMutablePointer<ebur128_state>?
  private var whole: UnsafeMutablePointer<ebur128_state>?
  private let rate: UInt

  /// - Returns: nil when libebur128 does not take this rate (it takes 16 Hz to 2.8 MHz) or memory is short.
  package init?(sampleRate: SampleRate) {
    guard sampleRate.hz >= 16, sampleRate.hz <= 2_822_400 else { return nil }
    rate = UInt(sampleRate.hz.rounded())
    recent = ebur128_init(2, rate, Int32(EBUR128_MODE_S.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue))
    whole = Self.programme(rate)
    guard recent != nil, whole != nil else { return nil }
  }

  deinit {
    if recent != nil { ebur128_destroy(&recent) }
    if whole != nil { ebur128_destroy(&whole) }
  }

  /// A histogram in place of a list: a set of any length takes the same memory.
  private static func programme(_ rate: UInt) -> UnsafeMutablePointer<ebur128_state>? {
    ebur128_init(2, rate, Int32(EBUR128_MODE_I.rawValue | EBUR128_MODE_HISTOGRAM.rawValue))
  }

  /// Takes the next frames, interleaved.
  /// - Returns: the highest level between their samples, linear.
  @discardableResult
  package func add(_ samples: UnsafeBufferPointer<Float>) -> Gain {
    guard let recent, let whole, let base = samples.baseAddress, samples.count >= 2 else { return .silence }
    ebur128_add_frames_float(recent, base, samples.count / 2)
    ebur128_add_frames_float(whole, base, samples.count / 2)
    var peak = 0.0
    for channel in 0..<UInt32(2) {
      var value = 0.0
      if ebur128_prev_true_peak(recent, channel, &value) == Int32(EBUR128_SUCCESS.rawValue) { peak = max(peak, value) }
    }
    return Gain(peak)
  }

  /// Of the last 400 ms; nil below −70 LUFS.
  package var momentary: LUFS? { read(recent, ebur128_loudness_momentary) }
  /// Of the last 3 s; nil below −70 LUFS.
  package var shortTerm: LUFS? { read(recent, ebur128_loudness_shortterm) }
  /// Since the beginning or the last reset, gated; nil when nothing was loud enough.
  package var integrated: LUFS? { read(whole, ebur128_loudness_global) }

  /// The integrated loudness begins anew.
  package func reset() {
    guard let fresh = Self.programme(rate) else { return }
    ebur128_destroy(&whole)
    whole = fresh
  }

  private func read(
    _ state: UnsafeMutablePointer<ebur128_state>?,
    _ figure: (UnsafeMutablePointer<ebur128_state>?, UnsafeMutablePointer<Double>?) -> Int32
  ) -> LUFS? {
    var value = 0.0
    guard figure(state, &value) == Int32(EBUR128_SUCCESS.rawValue), value.isFinite, value > -70 else { return nil }
    return LUFS(value)
  }
}
