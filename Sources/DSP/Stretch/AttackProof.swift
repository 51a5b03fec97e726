import CRealtime

/// Tells an attack from the beating of steady tones, which rises just as steeply: what tones do next follows from what
/// they did, an attack does not.
///
/// The sound below 4 kHz before an attack is taken for a sum of tones (an autoregressive model by J. Burg's method,
/// "Maximum entropy spectral analysis", 1975), which is continued across it. What is heard there and was not foretold
/// is compared with the loudest moment of the 120 ms before, band by band: a drum fills one at least. Where tones are
/// too many to be foretold, as those of a piano, they are at least no louder together than they lately were. Above 4
/// kHz, hats and sticks rise over all that was there; and where there was noise, there are no tones to be harmed. Made
/// and freed off the audio thread, used by it. Not thread-safe.
///
/// More than fifteen stored properties: the work memory of one algorithm, made once.
struct AttackProof: ~Copyable {
  /// Tones that the model can tell apart, twice, and the frames it is made from: 93 ms at a quarter of 44.1 kHz.
  private static var order: Int {
    @_noLocks get { 80 }
  }
  private static var span: Int {
    @_noLocks get { 1024 }
  }
  /// How much louder than what was there the unforeseen must be, in power; and the share of it that makes a sound a
  /// noise.
  private static var novelty: Double {
    @_noLocks get { 1.8 }
  }
  private static var noisiness: Float {
    @_noLocks get { 0.04 }
  }

  /// Frames of the source for one that is kept of its part below 4 kHz.
  private let step: Int
  /// The low-pass before it: an odd count of taps, and a first one of 0, so that eight are taken at once.
  private let tapCount: Int
  private let taps: UnsafeMutablePointer<Float>
  /// The last 1024 frames of the source, twice one behind the other, so that any piece of them lies in one.
  private let line: UnsafeMutablePointer<Float>
  /// The last frames that are kept: a ring.
  private let kept: UnsafeMutablePointer<Float>
  private var heard = 0
  private var keptCount = 0
  /// Frames until the next one is kept.
  private var untilKept = 0
  /// What lies high, block by block: the power of the sound's bend.
  private let highs: UnsafeMutablePointer<Float>
  private let block: Int
  private let bend: Int
  private var high: Float = 0
  private var highCount = 0
  /// Frames until the block is whole.
  private var untilHigh = 0
  /// Kept frames of 3, 10 and 120 ms; blocks of 60 ms.
  private let (guarded, judged, past, pastBlocks): (Int, Int, Int, Int)
  private let forward: UnsafeMutablePointer<Double>
  private let backward: UnsafeMutablePointer<Double>
  private let model: UnsafeMutablePointer<Double>
  private let foretold: UnsafeMutablePointer<Double>
  /// Where the model ends, and how much of the sound it does not explain.
  private var modelled = Int.min / 2
  private var noise: Float = 1
  /// The bands' filters, at rest; and the power of each, frame by frame.
  private let bands: FourBands
  private let squares: UnsafeMutablePointer<SIMD4<Double>>

  init(sampleRate: Double) {
    step = max(1, Int((sampleRate / 11_025).rounded()))
    tapCount = 16 * step
    taps = .allocate(capacity: tapCount)
    taps.initialize(to: 0)
    let cut = 8000 / sampleRate
    var sum = 0.0
    for tap in 1..<tapCount {
      let distance = Double(tap - tapCount / 2)
      let sinc = distance == 0 ? cut : rt_sin(Double.pi * cut * distance) / (Double.pi * distance)
      let value = sinc * (0.54 + 0.46 * rt_cos(2 * Double.pi * distance / Double(tapCount)))
      (taps + tap).initialize(to: Float(value))
      sum += value
    }
    for tap in 0..<tapCount { taps[tap] /= Float(sum) }
    (line, kept, highs) = (Self.zeros(2048), Self.zeros(4096), Self.zeros(256))
    block = max(16, Int(64 * sampleRate / 44_100))
    bend = max(1, Int((sampleRate / 44_100).rounded()))
    let keptRate = sampleRate / Double(step)
    (guarded, judged, past) = (Int(0.003 * keptRate), Int(0.01 * keptRate), Int(0.12 * keptRate))
    pastBlocks = Int(0.06 * sampleRate) / block
    (forward, backward) = (Self.zeros(Self.span), Self.zeros(Self.span))
    (model, foretold) = (Self.zeros(Self.order + 1), Self.zeros(512))
    squares = .allocate(capacity: 2048)
    squares.initialize(repeating: .zero, count: 2048)
    bands = FourBands(sampleRate: keptRate)
    reset()
  }

  private static func zeros<Value: BinaryFloatingPoint>(_ count: Int) -> UnsafeMutablePointer<Value> {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: count)
    memory.initialize(repeating: 0, count: count)
    return memory
  }

  deinit {
    taps.deallocate()
    line.deallocate()
    kept.deallocate()
    highs.deallocate()
    forward.deallocate()
    backward.deallocate()
    model.deallocate()
    foretold.deallocate()
    squares.deallocate()
  }

  @_noLocks mutating func reset() {
    (heard, keptCount, untilKept) = (0, 0, tapCount / 2 - 1)
    (high, highCount, untilHigh) = (0, 0, block)
    modelled = Int.min / 2
    for index in 0..<2048 { line[index] = 0 }
    for index in 0..<256 { highs[index] = 0 }
  }

  @_noLocks mutating func hear(_ sample: Float) {
    let place = heard & 1023
    (line[place], line[place + 1024]) = (sample, sample)
    let curve = sample - 2 * line[(heard - bend) & 1023] + line[(heard - 2 * bend) & 1023]
    high += curve * curve
    heard += 1
    if untilKept == 0 { keep() }
    untilKept -= 1
    untilHigh -= 1
    if untilHigh == 0 {
      highs[highCount & 255] = high
      highCount += 1
      (high, untilHigh) = (0, block)
    }
  }

  /// Keeps the frame in the middle of the last ones.
  @_noLocks private mutating func keep() {
    let (samples, weights) = (UnsafeRawPointer(line + (heard - tapCount) & 1023), UnsafeRawPointer(taps))
    var sum = SIMD8<Float>.zero
    for place in stride(from: 0, to: 4 * tapCount, by: 32) {
      sum +=
        samples.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
        * weights.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
    }
    kept[keptCount & 4095] = sum.sum()
    keptCount += 1
    untilKept = step
  }

  /// Whether what begins at a frame of the source is an attack. It is asked for when 13 ms of it were heard; where
  /// there were less, as at great changes of tempo, by those; and where hardly anything was heard before, it is one.
  /// `early`: by a model made up to 25 ms ago, if there is one, which is half the work.
  @_noLocks mutating func isAttack(at frame: Int, early: Bool = false) -> Bool {
    let now = frame / step - guarded
    let end = min(keptCount, now + guarded + judged)
    let first = max(max(0, keptCount - 4096), now - Self.span)
    guard now - first >= Self.span / 4, end - now >= guarded + guarded / 2 else { return true }
    if risesHigh(at: frame, below: meanPower(now + guarded, end)) { return true }
    if now != modelled && !(early && now > modelled && now - modelled <= past / 5) {
      noise = takeModel(from: first, to: now)
      modelled = now
    }
    if noise > Self.noisiness { return true }
    foretell(from: now, to: end)
    return isNovel(now, end)
  }

  /// Makes the model of what was kept. In double precision: chords of pure tones leave a millionth of a millionth.
  /// - Returns: how much of its power does not follow from the frames just before it.
  @_noLocks private mutating func takeModel(from first: Int, to last: Int) -> Float {
    let count = last - first
    var power = 0.0
    for index in 0..<count {
      forward[index] = Double(kept[(first + index) & 4095])
      backward[index] = forward[index]
      power += 2 * forward[index] * forward[index]
    }
    let whole = power
    guard whole > 1e-12 else { return 1 }
    model[0] = 1
    for index in 1...Self.order { model[index] = 0 }
    for stage in 0..<min(Self.order, count / 4) {
      let pairs = count - 1 - stage
      // Without what has no partner any more.
      power -= forward[stage] * forward[stage] + backward[pairs] * backward[pairs]
      guard power > 1e-11 * whole else { break }
      let reflection = -2 * Self.common(forward + stage + 1, backward, pairs) / power
      Self.reflect(forward + stage + 1, backward, pairs, reflection)
      power *= 1 - reflection * reflection
      for low in 0...((stage + 1) / 2) {
        let high = stage + 1 - low
        let (a, b) = (model[low], model[high])
        model[low] = a + reflection * b
        if low != high { model[high] = b + reflection * a }
      }
    }
    return Float(power / whole)
  }

  /// The sum of the products of two pieces.
  @_noLocks private static func common(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index + 8 <= count {
      even += four(a + index) * four(b + index)
      odd += four(a + index + 4) * four(b + index + 4)
      index += 8
    }
    var sum = (even + odd).sum()
    while index < count {
      sum += a[index] * b[index]
      index += 1
    }
    return sum
  }

  /// Takes out of each of two pieces what the other foretells.
  @_noLocks private static func reflect(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ count: Int, _ reflection: Double
  ) {
    var index = 0
    while index + 4 <= count {
      let (x, y) = (four(a + index), four(b + index))
      let (ahead, behind): (SIMD4<Double>, SIMD4<Double>) = (x + y * reflection, y + x * reflection)
      UnsafeMutableRawPointer(a + index).storeBytes(of: ahead, as: SIMD4<Double>.self)
      UnsafeMutableRawPointer(b + index).storeBytes(of: behind, as: SIMD4<Double>.self)
      index += 4
    }
    while index < count {
      let (x, y) = (a[index], b[index])
      (a[index], b[index]) = (x + reflection * y, y + reflection * x)
      index += 1
    }
  }

  @inline(__always)
  @_noLocks private static func four(_ place: UnsafePointer<Double>) -> SIMD4<Double> {
    UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Double>.self)
  }

  /// Continues what was kept up to `now` as the model has it.
  @_noLocks private mutating func foretell(from now: Int, to end: Int) {
    let order = Self.order
    // The oldest first, as the sound lies.
    for back in 0..<order { forward[back] = -model[order - back] }
    for index in 0..<order { foretold[index] = Double(kept[(now - order + index) & 4095]) }
    for index in order..<(order + end - now) {
      foretold[index] = Self.common(forward, foretold + index - order, order)
    }
  }

  /// Whether, in one of four bands, what was not foretold is louder than all of the same length was just before.
  @_noLocks private func isNovel(_ now: Int, _ end: Int) -> Bool {
    let (start, length) = (now + guarded, end - now - guarded)
    // What the filters need to settle lies before.
    let first = max(max(0, keptCount - 4000), now - past - length)
    let settling = max(max(0, keptCount - 4000), first - judged)
    let least = SIMD4(repeating: 0.003 * Double(meanPower(start, end)) * Double(length))
    var filters = bands
    var fresh = SIMD4<Double>.zero
    for index in now..<end {
      let unforeseen = filters.next(Double(kept[index & 4095]) - foretold[Self.order + index - now])
      if index >= start { fresh += unforeseen * unforeseen }
    }
    guard any(fresh .> least) else { return false }
    filters = bands
    var (sum, loudest) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for index in settling..<now {
      let value = filters.next(Double(kept[index & 4095]))
      guard index >= first else { continue }
      squares[index - first] = value * value
      sum += squares[index - first]
      if index - first >= length { sum -= squares[index - first - length] }
      loudest.replace(with: sum, where: sum .> loudest)
    }
    return any((fresh .> least) .& (fresh .> Self.novelty * loudest))
  }

  @_noLocks private func meanPower(_ first: Int, _ last: Int) -> Float {
    var sum: Float = 0
    for index in first..<last { sum += kept[index & 4095] * kept[index & 4095] }
    return sum / Float(max(1, last - first))
  }

  /// Whether what lies high becomes three times what it was in the last 60 ms, and enough to be heard beside `power`.
  @_noLocks private func risesHigh(at frame: Int, below power: Float) -> Bool {
    let here = frame / block
    func three(_ last: Int) -> Float { highs[last & 255] + highs[(last - 1) & 255] + highs[(last - 2) & 255] }
    var (before, after): (Float, Float) = (0, 0)
    for last in max(2, here - pastBlocks)..<max(2, here - 1) { before = max(before, three(last)) }
    for last in here..<min(here + 7, highCount) { after = max(after, three(last)) }
    return after > 3 * before && after / Float(3 * block) > 0.003 * power
  }
}

/// What lies below 150 Hz, from there to 500, to 1500 and to 4000 Hz, side by side: a second-order Butterworth filter
/// at each end.
private struct FourBands: BitwiseCopyable {
  /// One filter a band.
  private struct Section: BitwiseCopyable {
    var (b0, b1, b2) = (SIMD4<Double>.one, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var (a1, a2) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var (first, second) = (SIMD4<Double>.zero, SIMD4<Double>.zero)

    mutating func set(_ band: Int, hz: Double, isHighPass: Bool, _ rate: Double) {
      let k = rt_tan(Double.pi * hz / rate)
      let scale = 1 / (1 + 2.0.squareRoot() * k + k * k)
      b0[band] = isHighPass ? scale : k * k * scale
      b1[band] = isHighPass ? -2 * b0[band] : 2 * b0[band]
      b2[band] = b0[band]
      (a1[band], a2[band]) = (2 * (k * k - 1) * scale, (1 - 2.0.squareRoot() * k + k * k) * scale)
    }

    @inline(__always)
    @_noLocks mutating func next(_ x: SIMD4<Double>) -> SIMD4<Double> {
      let y = b0 * x + first
      first = b1 * x - a1 * y + second
      second = b2 * x - a2 * y
      return y
    }
  }

  /// That of the lowest band lets everything pass.
  private var above = Section()
  private var below = Section()

  init(sampleRate: Double) {
    let corners = [150.0, 500, 1500, 4000]
    for band in 0..<4 {
      if band > 0 { above.set(band, hz: corners[band - 1], isHighPass: true, sampleRate) }
      below.set(band, hz: corners[band], isHighPass: false, sampleRate)
    }
  }

  @inline(__always)
  @_noLocks mutating func next(_ x: Double) -> SIMD4<Double> { below.next(above.next(SIMD4(repeating: x))) }
}
