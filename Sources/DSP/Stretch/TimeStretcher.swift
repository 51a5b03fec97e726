import CRealtime
import CRubberBand

/// One of Rubber Band's engines with an exact account of which source frame sounds in which frame of its output.
///
/// It is fed exactly one hop per call, so what it consumed and produced by each call is known to the frame; integrating
/// the commanded ratio instead drifts by milliseconds. A source frame s (counted from the first one fed) sounds at
/// output frame M(s − c) + c, where M is the line through the (consumed, produced) pairs and c is the engine's centre,
/// measured on kicks; before the first pair the output is the source itself, because the first window is copied with
/// its phases.
///
/// Attacks are the source's own samples, see `AttackSplice`.
///
/// The stretcher never shifts pitch; a key shift is read from its output by an `Interpolator`, which keeps the account
/// exact. Made and freed off the audio thread, used by it. Not thread-safe.
///
/// More than fifteen stored properties: the account of one engine, which no part of it makes sense without.
package struct TimeStretcher: ~Copyable {
  /// Which of Rubber Band's engines stretches. Shares of a core are for one stereo sound on a 2.5 GHz server core; a
  /// hop is what one call has to do.
  package enum Engine: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// R2: chords get a little phasy. It sets its phases anew at attacks; not where it would take a chord's tones for
    /// one, which makes them warble. 3 % of a core, 0.16 ms a hop.
    case faster
    /// R3: voices and chords stay whole. 8.7 % of a core, 0.5 ms a hop, twice the delay.
    case finer
    /// R3 with its short window: between the two. 2.6 % of a core, 0.3 ms a hop.
    case finerShort

    fileprivate var options: UInt32 {
      switch self {
      case .faster: RubberBandOptionEngineFaster.rawValue
      case .finer: RubberBandOptionEngineFiner.rawValue
      case .finerShort: RubberBandOptionEngineFiner.rawValue | RubberBandOptionWindowShort.rawValue
      }
    }

    /// Where in its window a sound is heard, in windows.
    fileprivate var centre: Double {
      switch self {
      case .faster: 0.87
      case .finer: 0.54
      case .finerShort: 0.3
      }
    }
  }

  /// Which of Rubber Band's it is.
  package let engine: Engine
  /// Planes that are fed, 2 or 4.
  package let channels: Int
  /// The first feed: the engine's window, and what is heard ahead of it.
  package let window: Int
  /// R2 sets its phases anew where an attack comes into its window: by then it must be known whether there is one.
  private let ahead: Int
  /// The most frames that a feed may want: R3's window at 192 kHz.
  package static var longestFeed: Int {
    @_noLocks get { 16_384 }
  }
  /// Output frames kept for reading; also the most that one hop may make.
  private static let capacity = 16_384
  private let state: RubberBandState
  /// One ring per channel, `capacity` frames each.
  private let rings: UnsafeMutablePointer<Float>
  private let feedPointers: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let takePointers: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  private let scratch: UnsafeMutablePointer<Float>

  /// Source frames given.
  package private(set) var fed = 0
  /// Source frames that lie before the next window.
  package private(set) var consumed = 0
  /// Output frames made so far.
  package private(set) var produced = 0
  /// What was asked for last, and what the engine was told.
  private var ratio = 1.0
  private var given = 1.0
  /// R2 makes whole frames of each hop and forgets the rest when its ratio changes, as it does on a deck that is
  /// brought back to its beat: the rest, which the next hop is to make up for. R3 remembers.
  private var owed = 0.0
  private var required = 0
  private static let accountLength = 256
  /// Consumed and produced after each hop, and how much more that hop made than was asked, where it was not stretched.
  private let account: UnsafeMutablePointer<SIMD3<Double>>
  private var accountCount = 0
  private let centre: Double
  private var attacks: AttackSplice
  private var noise: UInt32 = 1

  /// - Parameters: channels: 2, or 4 when two buses must stay in phase with each other.
  package init(channels: Int, sampleRate: Double, engine: Engine = .faster) {
    self.channels = channels
    self.engine = engine
    let options =
      RubberBandOptionProcessRealTime.rawValue | engine.options
      | RubberBandOptionThreadingNever.rawValue | RubberBandOptionChannelsTogether.rawValue
    // R2 sizes its output for the process size times the ratio and allocates anew whenever that grows: both are given
    // at their greatest first, so that no later ratio allocates on the audio thread.
    state = rubberband_new(UInt32(sampleRate), UInt32(channels), RubberBandOptions(options), 4, 1)
    rubberband_set_max_process_size(state, UInt32(Self.longestFeed))
    rubberband_set_time_ratio(state, 1)
    rubberband_reset(state)
    let own = Int(rubberband_get_samples_required(state))
    ahead = engine == .faster ? Int(0.0075 * sampleRate) : 0
    window = own + ahead
    required = own
    centre = engine.centre * Double(own)
    attacks = AttackSplice(channels: channels, sampleRate: sampleRate)
    rings = .allocate(capacity: Self.capacity * channels)
    rings.initialize(repeating: 0, count: Self.capacity * channels)
    scratch = .allocate(capacity: Self.capacity * channels)
    scratch.initialize(repeating: 0, count: Self.capacity * channels)
    feedPointers = .allocate(capacity: channels)
    takePointers = .allocate(capacity: channels)
    account = .allocate(capacity: Self.accountLength)
    account.initialize(repeating: .zero, count: Self.accountLength)
    accountCount = 1
  }

  deinit {
    rubberband_delete(state)
    rings.deallocate()
    scratch.deallocate()
    feedPointers.deallocate()
    takePointers.deallocate()
    account.deallocate()
  }

  /// Forgets all sound; the next frame fed is source frame 0 and output frame 0.
  @_noLocks package mutating func reset() {
    stretcher_reset(state)
    fed = 0
    consumed = 0
    produced = 0
    accountCount = 1
    account[0] = .zero
    attacks.reset()
    noise = 1
    owed = 0
    required = Int(stretcher_frames_required(state))
  }

  /// Frames that the next `feed` must bring.
  package var framesWanted: Int {
    @_noLocks get { fed == 0 ? required + ahead : required }
  }

  /// Feeds one hop: `framesWanted` frames of each channel, `stride` floats apart in `planes`. `ratio`: output frames
  /// per source frame, 0.25…4, from this hop on.
  @_noLocks package mutating func feed(_ planes: UnsafePointer<Float>, stride: Int, ratio newRatio: Double) {
    let wanted = min(4, max(0.25, newRatio))
    let isSteady = abs(wanted - ratio) < 1e-9
    ratio = wanted
    let asked = Double(required) * ratio + (isSteady ? 0 : owed)
    if abs(asked / Double(required) - given) > 1e-9 {
      given = asked / Double(required)
      stretcher_time_ratio(state, given)
    }
    let frames = framesWanted
    attacks.hear(planes, stride: stride, frames: frames)
    fed += frames
    fillScratch(from: fed - ahead - required)
    if engine == .faster {
      stretcher_set_phases_at_attacks(state, attacks.hearsAttack(within: ahead + window / 2) ? 1 : 0)
    }
    for channel in 0..<channels { feedPointers[channel] = UnsafePointer(scratch + channel * 16_384) }
    stretcher_process(state, feedPointers, UInt32(required))
    let first = produced
    takeOutput()
    let rest = asked - Double(produced - first)
    owed = engine == .faster && !isSteady && abs(rest) < 1 ? rest : 0
    let isStretched = engine != .faster || abs(produced - first - required) > 1
    required = Int(stretcher_frames_required(state))
    consumed = fed - window + required
    account[accountCount % 256] = SIMD3(Double(consumed), Double(produced), isStretched ? 0 : -rest)
    accountCount += 1
    keepAttacks(from: first)
  }

  /// Lays a noise of 24-bit steps, −137 dBFS, under what R3 is fed: where there is nothing at all between a chord's
  /// tones, or above a lossy file's highest, it takes the rounding of its own sums for attacks.
  @_noLocks private mutating func fillScratch(from first: Int) {
    for frame in 0..<required {
      noise = noise &* 1_664_525 &+ 1_013_904_223
      let step: Float = engine == .faster ? 0 : Float(Int32(bitPattern: noise)) * 0x1p-53
      for channel in 0..<channels {
        scratch[channel * 16_384 + frame] = attacks.sound(channel: channel, at: first + frame) + step
      }
    }
  }

  /// Splices attacks into what was just made, from output frame `first` on.
  @_noLocks private mutating func keepAttacks(from first: Int) {
    while let rise = attacks.nextRise {
      let place = Int(rt_round(output(ofAttackAt: Double(rise - attacks.lead)))) + attacks.lead
      guard attacks.beginning(ofAttackAt: place) < produced else { break }
      // One that comes too late for its fade lies in the first window, which is the source itself.
      attacks.begin(at: place, from: first)
    }
    attacks.mix(into: rings, from: first, to: produced)
  }

  @_noLocks private mutating func takeOutput() {
    let available = min(Int(stretcher_available(state)), 16_384)
    guard available > 0 else { return }
    for channel in 0..<channels { takePointers[channel] = scratch + channel * 16_384 }
    let taken = Int(stretcher_retrieve(state, takePointers, UInt32(available)))
    for channel in 0..<channels {
      let ring = rings + channel * 16_384
      let source = scratch + channel * 16_384
      for frame in 0..<taken { ring[(produced + frame) & 16_383] = source[frame] }
    }
    produced += taken
  }

  /// Output frames `first` … of the stereo pair 0 or 1, zero where nothing was made yet or no longer is there.
  @_noLocks package func copy(pair: Int, from first: Int, into output: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    let left = rings + 2 * pair * 16_384
    let right = left + 16_384
    for frame in 0..<frames {
      let index = first + frame
      let isThere = index >= 0 && index < produced && index > produced - 16_384
      output[frame] = isThere ? StereoFrame(left[index & 16_383], right[index & 16_383]) : StereoFrame(0, 0)
    }
  }

  /// The source frame that sounds at output frame `output`; both may have fractions. Beyond what was made, at the last
  /// ratio.
  @_noLocks package func source(atOutput output: Double) -> Double {
    let y = output - centre
    guard y > 0 else { return output }
    let newest = account[(accountCount - 1) % 256]
    if y >= newest.y { return newest.x + (y - newest.y) / ratio + centre }
    var index = accountCount - 2
    let oldest = max(0, accountCount - 255)
    while index > oldest && account[index % 256].y > y { index -= 1 }
    let a = account[index % 256]
    let b = account[(index + 1) % 256]
    return b.y > a.y ? a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y) + centre : a.x + centre
  }

  /// The output frame at which source frame `source` sounds; the inverse of `source(atOutput:)`.
  @_noLocks package func output(ofSource source: Double) -> Double {
    let y = source - centre
    guard y > 0 else { return source }
    let newest = account[(accountCount - 1) % 256]
    if y >= newest.x { return newest.y + (y - newest.x) * ratio + centre }
    var index = accountCount - 2
    let oldest = max(0, accountCount - 255)
    while index > oldest && account[index % 256].x > y { index -= 1 }
    let a = account[index % 256]
    let b = account[(index + 1) % 256]
    return b.x > a.x ? a.y + (y - a.x) * (b.y - a.y) / (b.x - a.x) + centre : a.y + centre
  }

  /// The output frame at which an attack is laid: where it would sound if nothing had begun there. R2 does not stretch
  /// the hop in which it sets its phases anew, and so leaps by up to a sixth of a hop just where the attack is; that is
  /// taken out.
  @_noLocks private func output(ofAttackAt source: Double) -> Double {
    let place = output(ofSource: source)
    let x = source - centre
    var index = accountCount - 1
    let oldest = max(1, accountCount - 250)
    while index > oldest && account[(index - 1) % 256].x > x { index -= 1 }
    guard index >= oldest else { return place }
    var leaps = 0.0
    for hop in max(oldest, index - 3)...index {
      let (a, b) = (account[(hop - 1) % 256], account[hop % 256])
      let passed = b.x > a.x ? max(0, min(1, (x - a.x) / (b.x - a.x))) : 1
      leaps += passed * b.z
    }
    return place - leaps
  }

  /// The last output frame whose source is decided by what was fed so far.
  package var decidedOutput: Double {
    @_noLocks get { Double(produced) + centre }
  }
}
