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
  private let tapCount: Int
  private let taps: UnsafeMutablePointer<Float>
  /// The last frames of the source, and those that are kept: a ring each.
  private let line: UnsafeMutablePointer<Float>
  private let kept: UnsafeMutablePointer<Float>
  private var heard = 0
  private var keptCount = 0
  /// What lies high, block by block: the power of the sound's bend.
  private let highs: UnsafeMutablePointer<Float>
  private let block: Int
  private let bend: Int
  private var high: Float = 0
  /// Kept frames of 3, 10 and 120 ms; blocks of 60 ms.
  private let (guarded, judged, past, pastBlocks): (Int, Int, Int, Int)
  private let forward: UnsafeMutablePointer<Double>
  private let backward: UnsafeMutablePointer<Double>
  private let model: UnsafeMutablePointer<Double>
  private let foretold: UnsafeMutablePointer<Double>
  /// Where the model ends, and how much of the sound it does not explain.
  private var modelled = Int.min / 2
  private var noise: Float = 1
  /// Of the four bands, at rest; and the power of one of them, frame by frame.
  private let filters: InlineArray<4, Band>
  private let squares: UnsafeMutablePointer<Double>

  init(sampleRate: Double) {
    step = max(1, Int((sampleRate / 11_025).rounded()))
    tapCount = 16 * step - 1
    taps = .allocate(capacity: tapCount)
    let cut = 8000 / sampleRate
    var sum = 0.0
    for tap in 0..<tapCount {
      let way = Double(tap - tapCount / 2)
      let sinc = way == 0 ? cut : rt_sin(Double.pi * cut * way) / (Double.pi * way)
      let value = sinc * (0.54 + 0.46 * rt_cos(2 * Double.pi * way / Double(tapCount + 1)))
      (taps + tap).initialize(to: Float(value))
      sum += value
    }
    for tap in 0..<tapCount { taps[tap] /= Float(sum) }
    (line, kept, highs) = (Self.zeros(1024), Self.zeros(4096), Self.zeros(256))
    block = max(16, Int(64 * sampleRate / 44_100))
    bend = max(1, Int((sampleRate / 44_100).rounded()))
    let keptRate = sampleRate / Double(step)
    (guarded, judged, past) = (Int(0.003 * keptRate), Int(0.01 * keptRate), Int(0.12 * keptRate))
    pastBlocks = Int(0.06 * sampleRate) / block
    (forward, backward) = (Self.zeros(Self.span), Self.zeros(Self.span))
    (model, foretold, squares) = (Self.zeros(Self.order + 1), Self.zeros(512), Self.zeros(2048))
    filters = [
      Band(above: nil, below: 150, keptRate), Band(above: 150, below: 500, keptRate),
      Band(above: 500, below: 1500, keptRate), Band(above: 1500, below: 4000, keptRate),
    ]
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
    (heard, keptCount, high) = (0, 0, 0)
    modelled = Int.min / 2
    for index in 0..<1024 { line[index] = 0 }
    for index in 0..<256 { highs[index] = 0 }
  }

  @_noLocks mutating func hear(_ sample: Float) {
    line[heard & 1023] = sample
    let curve = sample - 2 * line[(heard - bend) & 1023] + line[(heard - 2 * bend) & 1023]
    high += curve * curve
    let middle = heard - tapCount / 2
    if middle >= 0 && middle % step == 0 { keep() }
    heard += 1
    if heard % block == 0 {
      highs[(heard / block - 1) & 255] = high
      high = 0
    }
  }

  @_noLocks private mutating func keep() {
    let first = heard - tapCount + 1
    var sum: Float = 0
    for tap in 0..<tapCount { sum += taps[tap] * line[(first + tap) & 1023] }
    kept[keptCount & 4095] = sum
    keptCount += 1
  }

  /// Whether what begins at a frame of the source is an attack. It is asked for when 13 ms of it were heard; where
  /// there were less, as at great changes of tempo, by those; and where hardly anything was heard before, it is one.
  /// `early`: by a model made up to 25 ms ago, if there is one, which is half the work.
  @_noLocks mutating func isAttack(at frame: Int, early: Bool = false) -> Bool {
    let now = frame / step - guarded
    let end = min(keptCount, now + guarded + judged)
    let first = max(max(0, keptCount - 4096), now - Self.span)
    guard now - first >= Self.span / 4, end - now >= guarded + guarded / 2 else { return true }
    if !early || now < modelled || now - modelled > past / 5 {
      noise = takeModel(from: first, to: now)
      modelled = now
    }
    if noise > Self.noisiness { return true }
    foretell(from: now, to: end)
    return isNovel(now, end) || risesHigh(at: frame, below: meanPower(now + guarded, end))
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
    for index in 0..<order { foretold[index] = Double(kept[(now - order + index) & 4095]) }
    for index in order..<(order + end - now) {
      var sum = 0.0
      for back in 1...order { sum -= model[back] * foretold[index - back] }
      foretold[index] = sum
    }
  }

  /// Whether, in one of four bands, what was not foretold is louder than all of the same length was just before.
  @_noLocks private func isNovel(_ now: Int, _ end: Int) -> Bool {
    let (start, length) = (now + guarded, end - now - guarded)
    // What the filters need to settle lies before.
    let first = max(max(0, keptCount - 4000), now - past - length)
    let settling = max(max(0, keptCount - 4000), first - judged)
    let least = 0.003 * Double(meanPower(start, end)) * Double(length)
    for band in 0..<4 {
      var filter = filters[band]
      var fresh = 0.0
      for index in now..<end {
        let unforeseen = filter.next(Double(kept[index & 4095]) - foretold[Self.order + index - now])
        if index >= start { fresh += unforeseen * unforeseen }
      }
      guard fresh > least else { continue }
      filter = filters[band]
      var (sum, loudest) = (0.0, 0.0)
      for index in settling..<now {
        let value = filter.next(Double(kept[index & 4095]))
        guard index >= first else { continue }
        squares[index - first] = value * value
        sum += squares[index - first]
        if index - first >= length { sum -= squares[index - first - length] }
        loudest = max(loudest, sum)
      }
      if fresh > Self.novelty * loudest { return true }
    }
    return false
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
    for last in here..<min(here + 7, heard / block) { after = max(after, three(last)) }
    return after > 3 * before && after / Float(3 * block) > 0.003 * power
  }
}

/// What lies between two frequencies: a second-order Butterworth filter at each end.
private struct Band: BitwiseCopyable {
  private struct Section: BitwiseCopyable {
    var (b0, b1, a1, a2) = (1.0, 0.0, 0.0, 0.0)
    var (first, second) = (0.0, 0.0)

    init() {}

    init(hz: Double, isHighPass: Bool, _ rate: Double) {
      let k = rt_tan(Double.pi * hz / rate)
      let scale = 1 / (1 + 2.0.squareRoot() * k + k * k)
      (b0, b1) = isHighPass ? (scale, -2 * scale) : (k * k * scale, 2 * k * k * scale)
      (a1, a2) = (2 * (k * k - 1) * scale, (1 - 2.0.squareRoot() * k + k * k) * scale)
    }

    @inline(__always)
    @_noLocks mutating func next(_ x: Double) -> Double {
      let y = b0 * x + first
      first = b1 * x - a1 * y + second
      second = b0 * x - a2 * y
      return y
    }
  }

  private var low: Section
  private var high: Section
  private let hasLow: Bool

  init(above: Double?, below: Double, _ rate: Double) {
    hasLow = above != nil
    low = above.map { Section(hz: $0, isHighPass: true, rate) } ?? Section()
    high = Section(hz: below, isHighPass: false, rate)
  }

  @inline(__always)
  @_noLocks mutating func next(_ x: Double) -> Double { high.next(hasLow ? low.next(x) : x) }
}
