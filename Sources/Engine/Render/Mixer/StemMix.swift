import DSP
import Music

/// A deck's stems: levels, mutes and the two buses that a swap moves. It keeps them twice: as they sound now, and as
/// they will be when what a stretcher is fed with now sounds. The audio thread only.
struct StemMix: ~Copyable {
  private let sampleRate: Double
  private var levels = PerStem<Ramp>(repeating: Ramp(1))
  private var mutes = PerStem<Bool>(repeating: false)
  private var muteGains = PerStem<Ramp>(repeating: Ramp(1))
  /// Levels and mutes as they are when what is fed now will sound: ahead of `levels` and `muteGains`.
  private var fedLevels = PerStem<Ramp>(repeating: Ramp(1))
  private var fedMutes = PerStem<Ramp>(repeating: Ramp(1))
  /// The gain of each stem in what is fed at this segment's end.
  private(set) var fed = PerStem<Double>(repeating: 1)
  /// What the swap leaves of the vocal and the instrumental bus.
  private var busGains = InlineArray<2, Ramp>(repeating: Ramp(1))
  /// This segment's gains, a value a frame: of each stem's level and mute, and of each bus.
  private let stemCurves: UnsafeMutablePointer<Double>
  private let busCurves: UnsafeMutablePointer<Double>

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    stemCurves = .allocate(capacity: stemCount * Console.quantum)
    stemCurves.initialize(repeating: 1, count: stemCount * Console.quantum)
    busCurves = .allocate(capacity: 2 * Console.quantum)
    busCurves.initialize(repeating: 1, count: 2 * Console.quantum)
  }

  deinit {
    stemCurves.deallocate()
    busCurves.deallocate()
  }

  /// All of it at unity, at once: another track is on the deck.
  @_noLocks mutating func reset() {
    for index in 0..<stemCount {
      levels[index].jump(to: 1)
      mutes[index] = false
      muteGains[index].jump(to: 1)
      fedLevels[index].jump(to: 1)
      fedMutes[index].jump(to: 1)
    }
    for bus in 0..<2 { busGains[bus].jump(to: 1) }
  }

  // MARK: Commands

  /// - Parameter stem: its index; one that no deck has is left alone.
  @_noLocks mutating func setLevel(_ stem: UInt8, _ move: ControlChange) {
    if stem < 6 { move.apply(to: &levels[Int(stem)], from: 0, to: 1) }
  }

  @_noLocks mutating func mute(_ stem: UInt8, _ change: Switch, over: Glide) {
    guard stem < 6 else { return }
    let index = Int(stem)
    mutes[index] = change.applied(to: mutes[index])
    muteGains[index].glide(to: mutes[index] ? 0 : 1, over: over, sampleRate: sampleRate)
  }

  /// All stems to unity; the original follows.
  @_noLocks mutating func restore(over: Glide) {
    for index in 0..<stemCount {
      mutes[index] = false
      muteGains[index].glide(to: 1, over: over, sampleRate: sampleRate)
      levels[index].glide(to: 1, over: over, sampleRate: sampleRate)
    }
  }

  /// - Parameters:
  ///   - bus: 0 vocal, 1 instrumental.
  ///   - gain: what a swap leaves of it.
  @_noLocks mutating func moveBus(_ bus: Int, to gain: Double, over: Glide) {
    busGains[bus].glide(to: gain, over: over, sampleRate: sampleRate)
  }

  /// Where a bus is going.
  @_noLocks func busTarget(_ bus: Int) -> Double { busGains[bus].target }

  // MARK: Ahead of the sound

  /// Does to what is being fed what a command will do to what sounds; to be called before the command itself. What
  /// takes its time takes it here too; what does not is there with the next hop, whose length is its ramp.
  @_noLocks mutating func preapply(_ change: StemChange, over: Glide) {
    switch change {
    case .level(let stem, let value, let isRelative):
      guard stem < 6, value.isFinite else { return }
      let move = ControlChange(value: value, isRelative: isRelative, over: over, sampleRate: sampleRate)
      move.apply(to: &fedLevels[Int(stem)], from: 0, to: 1, short: 0)
    case .mute(let stem, let state):
      guard stem < 6 else { return }
      let target = state.applied(to: mutes[Int(stem)]) ? 0.0 : 1
      fedMutes[Int(stem)].glide(to: target, over: over, sampleRate: sampleRate, short: 0)
    case .reset:
      for index in 0..<stemCount {
        fedLevels[index].glide(to: 1, over: over, sampleRate: sampleRate, short: 0)
        fedMutes[index].glide(to: 1, over: over, sampleRate: sampleRate, short: 0)
      }
    }
  }

  /// The moments for which gains were applied ahead are other ones now.
  @_noLocks mutating func unapplyAhead() {
    fedLevels = levels
    fedMutes = muteGains
  }

  /// What is fed from now on has the gains that it is going to. - Parameter count: stems of the track.
  @_noLocks mutating func settleFed(_ count: Int) {
    for stem in 0..<count {
      fedLevels[stem].jump(to: fedLevels[stem].target)
      fedMutes[stem].jump(to: fedMutes[stem].target)
      fed[stem] = fedLevels[stem].value * fedMutes[stem].value
    }
  }

  /// A change raises stems.
  @_noLocks func bringsIn(_ change: StemChange) -> Bool {
    switch change {
    case .mute(let stem, let state): stem < 6 && !state.applied(to: mutes[Int(stem)])
    case .level(let stem, let value, let isRelative):
      isRelative ? value > 0 : stem < 6 && value > levels[Int(stem)].target
    case .reset: true
    }
  }

  // MARK: What it is

  /// Some stem or bus is away from unity, or moving there. - Parameter count: stems of the track.
  @_noLocks func isApart(_ count: Int) -> Bool {
    for bus in 0..<2 where busGains[bus].isMoving || busGains[bus].value != 1 { return true }
    for index in 0..<count {
      if levels[index].isMoving || levels[index].value != 1 { return true }
      if muteGains[index].isMoving || muteGains[index].value != 1 { return true }
    }
    return false
  }

  /// Some stem or bus sounds otherwise already than in the original. - Parameter count: stems of the track.
  @_noLocks func differs(_ count: Int) -> Bool {
    for bus in 0..<2 where abs(busGains[bus].value - 1) > 0.02 { return true }
    for index in 0..<count where abs(levels[index].value * muteGains[index].value - 1) > 0.02 { return true }
    return false
  }

  // MARK: Rendering

  /// Moves all ramps over the segment that is rendered next, and keeps their curves. - Parameter scratch: a value a
  /// frame.
  @_noLocks mutating func advance(frames: Int, beats: Double, scratch: UnsafeMutablePointer<Double>) {
    for index in 0..<stemCount {
      let gains = stemCurves + Console.quantum * index
      levels[index].trace(frames: frames, beats: beats, into: gains)
      if muteGains[index].isMoving || muteGains[index].value != 1 {
        muteGains[index].trace(frames: frames, beats: beats, into: scratch)
        for frame in 0..<frames { gains[frame] *= scratch[frame] }
      }
      fedLevels[index].advance(frames: frames, beats: beats)
      fedMutes[index].advance(frames: frames, beats: beats)
      fed[index] = fedLevels[index].value * fedMutes[index].value
    }
    for bus in 0..<2 {
      busGains[bus].trace(frames: frames, beats: beats, into: busCurves + Console.quantum * bus)
    }
  }

  /// This segment's gains of a stem, by its level and mute alone.
  @_noLocks func curve(ofStem stem: Int) -> UnsafePointer<Double> { UnsafePointer(stemCurves + Console.quantum * stem) }

  /// This segment's gains of a bus.
  @_noLocks func curve(ofBus bus: Int) -> UnsafePointer<Double> { UnsafePointer(busCurves + Console.quantum * bus) }

  @_noLocks func describe(into state: inout DeckState) {
    for index in 0..<stemCount {
      state.stemLevels[index] = levels[index].value
      state.stemMutes[index] = mutes[index]
    }
  }
}
