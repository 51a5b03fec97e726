import CRealtime

// SAFETY: the memory belongs to this value alone and is freed with it.
/// Gives a voice that was shifted by resampling its own formants back. By linear prediction (J. Makhoul, 1975): the
/// shifted sound is whitened by its own all-pole envelope and then given that envelope as it was before the shift,
/// which has the same autocorrelation at lags longer by the shift. Envelopes are looked at each 128 frames over the
/// last 23 ms, so there is no delay; where nothing is shifted both filters undo each other. One thread.
package struct FormantKeeper: ~Copyable, @unchecked Sendable {
  /// Of the predictor: two for each kHz.
  private static var order: Int {
    @_noLocks get { 40 }
  }
  private static var window: Int {
    @_noLocks get { 1024 }
  }
  /// Lags that are measured: those of the predictor, an octave down, and half a kernel more.
  private static var lags: Int {
    @_noLocks get { 104 }
  }
  private static var hop: Int {
    @_noLocks get { 128 }
  }

  /// The last window of both channels' middle, and the window's shape.
  private let past: UnsafeMutablePointer<Float>
  private let shape: UnsafeMutablePointer<Float>
  private let windowed: UnsafeMutablePointer<Float>
  private let lagWindow: UnsafeMutablePointer<Double>
  private let autocorrelation: UnsafeMutablePointer<Double>
  private let stretched: UnsafeMutablePointer<Double>
  /// The whitening filter and the one that gives the envelope back, from lag 1 on.
  private let whitening: UnsafeMutablePointer<Double>
  private let shaping: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>
  /// What went in and what came out, newest first from `newest` on; each is there twice, so that no turn is made.
  private let before: UnsafeMutablePointer<SIMD2<Double>>
  private let after: UnsafeMutablePointer<SIMD2<Double>>
  private var gain = 1.0
  /// Power of what went in and of what came out, lately; and the factor that makes them equal.
  private var power = SIMD2<Double>.zero
  private var level = 1.0
  private var wantedLevel = 1.0
  private var sums = SIMD2<Double>.zero
  private let follow: Double
  private var place = 0
  private var newest = 0
  private var sinceLook = 0

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    func memory<T>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: count)
      pointer.initialize(repeating: value, count: count)
      return pointer
    }
    follow = Double(Self.hop) / (0.1 * sampleRate)
    past = memory(Self.window, 0)
    shape = memory(Self.window, 0)
    windowed = memory(Self.window + Self.lags, 0)
    lagWindow = memory(Self.order + 1, 1)
    autocorrelation = memory(Self.lags, 0)
    stretched = memory(Self.order + 1, 0)
    whitening = memory(Self.order, 0)
    shaping = memory(Self.order, 0)
    scratch = memory(Self.order + 1, 0)
    before = memory(2 * Self.order, .zero)
    after = memory(2 * Self.order, .zero)
    for index in 0..<Self.window {
      // Its weight lies on the newer half.
      let place = rt_pow((Double(index) + 0.5) / Double(Self.window), 1.5)
      shape[index] = Float(rt_pow(rt_sin(.pi * place), 2))
    }
    for lag in 0...Self.order {
      // A harmonic is no formant, and narrow peaks ring: two semitones up, a voice comes 2.7 ms late where they are at
      // least 60 Hz wide, 1.7 ms where they are 120 Hz; envelopes err by 3.0 dB then instead of 2.3.
      let angle = 2 * Double.pi * 120 * Double(lag) / sampleRate
      lagWindow[lag] = rt_exp(-0.5 * angle * angle)
    }
  }

  deinit {
    past.deallocate()
    shape.deallocate()
    windowed.deallocate()
    lagWindow.deallocate()
    autocorrelation.deallocate()
    stretched.deallocate()
    whitening.deallocate()
    shaping.deallocate()
    scratch.deallocate()
    before.deallocate()
    after.deallocate()
  }

  /// Forgets what it heard.
  @_noLocks package mutating func reset() {
    rt_zero(past, Int64(Self.window * 4))
    rt_zero(before, Int64(2 * Self.order * 16))
    rt_zero(after, Int64(2 * Self.order * 16))
    clearFilters()
    sinceLook = 0
    (power, sums, level, wantedLevel) = (.zero, .zero, 1, 1)
  }

  /// In place. - Parameter pitch: the factor that all frequencies were multiplied by, 0.5…2.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, pitch: Double
  ) {
    for frame in 0..<frames {
      let x = SIMD2<Double>(sound[frame])
      past[place] = 0.5 * (sound[frame].x + sound[frame].y)
      place = place + 1 == Self.window ? 0 : place + 1
      sinceLook += 1
      if sinceLook >= Self.hop { look(pitch: min(2, max(0.5, pitch))) }
      sound[frame] = StereoFrame(filtered(x))
    }
  }

  @inline(__always)
  @_noLocks private mutating func filtered(_ x: SIMD2<Double>) -> SIMD2<Double> {
    level += (wantedLevel - level) * 0.002
    var white = x
    var colour = SIMD2<Double>.zero
    let (was, became) = (before + newest, after + newest)
    for lag in 0..<Self.order {
      white += was[lag] * whitening[lag]
      colour += became[lag] * shaping[lag]
    }
    let y = white * gain - colour
    sums += SIMD2((x * x).sum(), (y * y).sum())
    newest = newest == 0 ? Self.order - 1 : newest - 1
    (before[newest], before[newest + Self.order]) = (x, x)
    (after[newest], after[newest + Self.order]) = (y, y)
    return y * level
  }

  @_noLocks private mutating func clearFilters() {
    rt_zero(whitening, Int64(Self.order * 8))
    rt_zero(shaping, Int64(Self.order * 8))
    gain = 1
  }

  /// A voice of few partials may have lost its formant's: as loud as before it is to stay.
  @_noLocks private mutating func followLevel() {
    power += (sums - power) * follow
    sums = .zero
    wantedLevel = power.x > 1e-6 && power.y > 1e-9 ? min(4, max(0.25, rt_sqrt(power.x / power.y))) : 1
  }

  /// Envelopes of what was heard last.
  @_noLocks private mutating func look(pitch: Double) {
    sinceLook = 0
    followLevel()
    correlate()
    // −80 dBFS is silence.
    guard autocorrelation[0] > 1e-8 * Double(Self.window) * 0.3 else { return clearFilters() }
    for lag in 0...Self.order { stretched[lag] = autocorrelation[lag] }
    let own = solve(into: whitening)
    for lag in 0...Self.order { stretched[lag] = between(Double(lag) / pitch) }
    let wanted = solve(into: shaping)
    // As loud as before.
    gain = own > 0 && wanted > 0 ? rt_sqrt(wanted / own) : 1
  }

  @_noLocks private mutating func correlate() {
    for index in 0..<Self.window {
      windowed[index] = past[(place + index) & (Self.window - 1)] * shape[index]
    }
    // Behind the window lie zeros.
    for lag in 0..<Self.lags {
      var sum = SIMD8<Float>.zero
      for index in stride(from: 0, to: Self.window, by: 8) {
        let now = UnsafeRawPointer(windowed + index).loadUnaligned(as: SIMD8<Float>.self)
        let then = UnsafeRawPointer(windowed + index + lag).loadUnaligned(as: SIMD8<Float>.self)
        sum += now * then
      }
      autocorrelation[lag] = Double(sum.sum())
    }
  }

  /// The autocorrelation between two lags: it is band-limited as the sound is.
  @_noLocks private func between(_ lag: Double) -> Double {
    let whole = Int(lag)
    let fraction = lag - Double(whole)
    if fraction < 1e-9 { return autocorrelation[whole] }
    var sum = 0.0
    let sine = rt_sin(.pi * fraction) / .pi
    // A shorter kernel errs by more than the envelope's valleys.
    let angle = Double.pi / 16.5
    let turn = SIMD2(rt_cos(angle), rt_sin(angle))
    var place = SIMD2(rt_cos(angle * (-15 - fraction)), rt_sin(angle * (-15 - fraction)))
    for step in -15...16 {
      let sign: Double = step & 1 == 0 ? -1 : 1
      let hann = 0.5 + 0.5 * place.x
      sum += autocorrelation[abs(whole + step)] * sign * sine / (Double(step) - fraction) * hann
      place = SIMD2(place.x * turn.x - place.y * turn.y, place.x * turn.y + place.y * turn.x)
    }
    return sum
  }

  /// Levinson and Durbin's recursion on `stretched`. - Returns: what is left of the power.
  @_noLocks private func solve(into filter: UnsafeMutablePointer<Double>) -> Double {
    // A floor 30 dB below keeps the filter sane where there is nothing.
    var error = stretched[0] * 1.001
    for lag in 0..<Self.order { filter[lag] = 0 }
    for step in 0..<Self.order {
      var sum = stretched[step + 1] * lagWindow[step + 1]
      for lag in 0..<step { sum += filter[lag] * stretched[step - lag] * lagWindow[step - lag] }
      guard error > 0 else { return 0 }
      let reflection = -sum / error
      // What was put between the lags may be no autocorrelation at the last: what is found by then will do.
      guard abs(reflection) < 1 else { return error }
      for lag in 0..<step { scratch[lag] = filter[lag] + reflection * filter[step - 1 - lag] }
      for lag in 0..<step { filter[lag] = scratch[lag] }
      filter[step] = reflection
      error *= 1 - reflection * reflection
    }
    return error
  }
}
