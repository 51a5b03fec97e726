import CRealtime

// SAFETY: the memory belongs to this value alone and is freed with it.
/// A room: four all-passes in series make the sound dense (lengths by J. Dattorro, Effect Design Part 1, JAES 1997),
/// then eight delays feed each other through a Hadamard matrix (J.-M. Jot and A. Chaigne, Digital delay networks for
/// designing artificial reverberators, AES 90th Convention, 1991), with a low-pass in each so that treble dies first,
/// and two of them slowly swept so that no tone rings. Bass does not go in. The amount is what goes in: the room rings
/// out by itself. One thread.
///
/// More than fifteen stored properties: the state of one algorithm, all of it touched by each frame.
package struct Reverb: ~Copyable, @unchecked Sendable {
  private let sampleRate: Double
  private let input: DelayRing
  private let diffusers: InlineArray<4, DelayRing>
  private let diffuserLengths: InlineArray<4, Int>
  /// Eight lines, one after the other.
  private let lines: UnsafeMutablePointer<Float>
  private static var capacity: Int {
    @_noLocks get { 8192 }
  }
  private let lengths: SIMD8<Int32>
  private let preDelay: Int
  private var index = 0
  private var blend = Blend()
  private var lowCut = StereoFrame.zero
  private let lowCoefficient: Float
  private var damped = SIMD8<Float>.zero
  private let damping: Float
  /// Each line's gain, on its way to what the size asks for.
  private var decays = SIMD8<Float>(repeating: 0.8)
  private var wantedDecays = SIMD8<Float>(repeating: 0.8)
  private var size = -1.0
  private var sweep = SIMD2<Double>(1, 0)
  private let sweepStep: SIMD2<Double>
  private var quiet = Int.max / 2

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    let scale = sampleRate / 44_100
    func scaled(_ frames: Int) -> Int { Int(rt_round(Double(frames) * scale)) }
    input = DelayRing(capacity: 4096)
    diffusers = InlineArray { _ in DelayRing(capacity: 2048) }
    diffuserLengths = [scaled(211), scaled(158), scaled(561), scaled(410)]
    lines = .allocate(capacity: 8 * Self.capacity)
    lines.initialize(repeating: 0, count: 8 * Self.capacity)
    // Primes from 27 to 71 ms, evenly apart as ratios.
    var lengths = SIMD8<Int32>(1193, 1373, 1571, 1801, 2069, 2371, 2719, 3119)
    for line in 0..<8 { lengths[line] = Int32(scaled(Int(lengths[line]))) }
    self.lengths = lengths
    preDelay = scaled(661)
    lowCoefficient = Float(1 - rt_exp(-2 * Double.pi * 180 / sampleRate))
    damping = Float(1 - rt_exp(-2 * Double.pi * 5200 / sampleRate))
    let angle = 2 * Double.pi * 0.7 / sampleRate
    sweepStep = SIMD2(rt_cos(angle), rt_sin(angle))
  }

  deinit { lines.deallocate() }

  /// The room can still be heard.
  package var isRinging: Bool {
    @_noLocks get { quiet < 8192 }
  }

  /// Seconds in which the sound falls by 60 dB.
  @_noLocks package static func decaySeconds(size: Double) -> Double { 0.6 * rt_exp2(3.6 * min(1, max(0, size))) }

  /// Works in place; bit for bit through when the amount is 0 and the room is silent.
  /// - Parameters:
  ///   - amounts: dry/wet, one value a frame, 0…1.
  ///   - size: 0 (0.6 s) … 1 (7 s).
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amounts: UnsafePointer<Double>, isOff: Bool, size: Double
  ) {
    if isOff && !isRinging {
      blend.follow(0)
      return
    }
    if !isRinging { empty() }
    updateDecay(size)
    for frame in 0..<frames {
      blend.follow(amounts[frame])
      let x = sound[frame]
      let sent = x * blend.send
      // What is sent is heard only after a while: it counts at once.
      if max(abs(sent.x), abs(sent.y)) > 1e-6 { quiet = 0 }
      let room = reflect(diffuse(sent))
      sound[frame] = x * blend.dry + room
      index += 1
    }
    // Rounding turns the circle into a spiral, in hours.
    if index & 0xFFFF < frames { sweep /= rt_sqrt((sweep * sweep).sum()) }
  }

  @_noLocks private mutating func empty() {
    input.clear()
    for index in 0..<4 { diffusers[index].clear() }
    rt_zero(lines, Int64(8 * Self.capacity * 4))
    damped = .zero
    lowCut = .zero
    size = -1
  }

  @_noLocks private mutating func updateDecay(_ wanted: Double) {
    guard wanted != size else { return }
    let isFirst = size < 0
    size = wanted
    let perFrame = -3 * 3.321_928_094_887_362 / (Self.decaySeconds(size: wanted) * sampleRate)
    for line in 0..<8 { wantedDecays[line] = Float(rt_exp2(perFrame * Double(lengths[line]))) }
    if isFirst { decays = wantedDecays }
  }

  @inline(__always)
  @_noLocks private mutating func diffuse(_ x: StereoFrame) -> StereoFrame {
    lowCut += lowCoefficient * (x - lowCut)
    input.write(x - lowCut, at: index)
    var y = input.read(at: index - preDelay)
    for number in 0..<4 {
      let gain: Float = number < 2 ? 0.75 : 0.625
      let late = diffusers[number].read(at: index - diffuserLengths[number])
      let through = y - gain * late
      diffusers[number].write(through, at: index)
      y = late + gain * through
    }
    return y
  }

  @inline(__always)
  @_noLocks private mutating func reflect(_ x: StereoFrame) -> StereoFrame {
    let mask = Self.capacity - 1
    var late = SIMD8<Float>.zero
    for line in 0..<6 { late[line] = lines[line * Self.capacity + (index - Int(lengths[line])) & mask] }
    sweep = SIMD2(
      sweep.x * sweepStep.x - sweep.y * sweepStep.y, sweep.y * sweepStep.x + sweep.x * sweepStep.y)
    late[6] = read(6, sweep.x)
    late[7] = read(7, sweep.y)
    damped += damping * (late - damped)
    decays += (wantedDecays - decays) * 0.001
    let left = late[0] - late[2] + late[4] - late[6]
    let right = late[1] - late[3] + late[5] - late[7]
    let fed = Self.hadamard(damped * decays) + SIMD8(x.x, x.y, x.x, x.y, -x.x, -x.y, x.x, x.y) * 0.35
    for line in 0..<8 { lines[line * Self.capacity + index & mask] = fed[line] }
    let level = max(fed.max(), -fed.min())
    quiet = level > 1e-6 ? 0 : quiet + 1
    return StereoFrame(left, right)
  }

  /// A line whose length goes up and down by seven frames.
  @inline(__always)
  @_noLocks private func read(_ line: Int, _ place: Double) -> Float {
    let delay = Double(lengths[line]) + 7 * place
    let whole = Int(delay)
    let fraction = Float(delay - Double(whole))
    let mask = Self.capacity - 1
    let memory = lines + line * Self.capacity
    let newer = memory[(index - whole) & mask]
    return newer + fraction * (memory[(index - whole - 1) & mask] - newer)
  }

  /// Three stages of sums and differences: energy stays, everything reaches everything.
  @inline(__always)
  @_noLocks private static func hadamard(_ x: SIMD8<Float>) -> SIMD8<Float> {
    var y = x
    for _ in 0..<3 { y = SIMD8(lowHalf: y.evenHalf + y.oddHalf, highHalf: y.evenHalf - y.oddHalf) }
    return y * 0.353_553_4
  }
}
