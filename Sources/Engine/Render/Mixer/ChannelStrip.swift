import CRealtime
import DSP
import Music

/// A deck's channel: trim, equaliser and kills, filter, fader, and the send to the headphones. Works on 64 frames at
/// most, in place. The audio thread only.
struct ChannelStrip: ~Copyable {
  private let sampleRate: Double
  private var trim = Ramp(0)
  private var autoGain = Ramp(0)
  /// The knobs, dB; and the kills. A band swap moves both.
  var eq = PerBand<Ramp>(repeating: Ramp(0))
  var kills = PerBand<Bool>(repeating: false)
  var killGains = PerBand<Ramp>(repeating: Ramp(1))
  /// The bands' share by kills and band swaps at the end of the last segment.
  private var bandShares = SIMD3<Double>(1, 1, 1)
  private(set) var isolator: Isolator
  private var bassPower: BassPower
  /// The energy of the bass in this segment, before the equaliser.
  private(set) var bassSquares = 0.0
  private var filter: FilterKnob
  private(set) var fader = Ramp(1)
  private var phones = HeadphoneSend()
  private var meter = LevelMeter()

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    isolator = Isolator(sampleRate: sampleRate)
    bassPower = BassPower(sampleRate: sampleRate)
    filter = FilterKnob(sampleRate: sampleRate)
  }

  /// The gain for the track's loudness, or where it is going, dB.
  var autoGainTarget: Double {
    @_noLocks get { autoGain.target }
  }

  /// By which the sound is raised now, dB.
  var decibels: Double {
    @_noLocks get { trim.value + autoGain.value }
  }

  /// Another track is on the deck: the gain for the last one's loudness goes, all that the DJ has set stays.
  @_noLocks mutating func reset() { autoGain.jump(to: 0) }

  // MARK: Commands

  @_noLocks mutating func setTrim(_ move: ControlChange) { move.apply(to: &trim, from: -24, to: 12) }

  @_noLocks mutating func setEQ(_ band: EQBand, _ move: ControlChange) {
    move.apply(to: &eq[band.index], from: -26, to: 12)
  }

  @_noLocks mutating func setFader(_ move: ControlChange) { move.apply(to: &fader, from: 0, to: 1) }

  @_noLocks mutating func setFilter(_ move: ControlChange) { filter.setPosition(move) }

  @_noLocks mutating func setResonance(_ move: ControlChange) { filter.setResonance(move) }

  @_noLocks mutating func kill(_ band: Int, _ change: Switch, over: Glide) {
    kills[band] = change.applied(to: kills[band])
    killGains[band].glide(to: kills[band] ? 0 : 1, over: over, sampleRate: sampleRate)
  }

  /// The gain that brings the track to the target loudness, dB. - Parameter isPlaying: it comes slowly then.
  @_noLocks mutating func setAutoGain(_ decibels: Double, over: Glide, isPlaying: Bool) {
    guard decibels.isFinite else { return }
    let gain = min(24, max(-24, decibels))
    if case .short = over {
      autoGain.move(to: gain, frames: isPlaying ? 0.25 * sampleRate : 0)
    } else {
      autoGain.glide(to: gain, over: over, sampleRate: sampleRate)
    }
  }

  @_noLocks mutating func switchHeadphones(_ change: Switch) { phones.set(change, sampleRate: sampleRate) }

  /// The bands begin to be wanted apart: what they are filtered by has forgotten the last time.
  @_noLocks mutating func resetApart() { filter.resetApart() }

  @_noLocks mutating func clearMeter() { meter = LevelMeter() }

  // MARK: Rendering

  /// What a segment's channel is worked with.
  struct Segment {
    let frames: Int
    let beats: Double
    /// The isolator's corners, log2 Hz a frame.
    let corners: UnsafePointer<SIMD2<Double>>
    /// Where the bands are to be kept apart; nil when nobody wants them.
    let apart: UnsafeMutablePointer<BandFrame>?
    let isPlaying: Bool

    @_noLocks init(
      frames: Int, beats: Double, corners: UnsafePointer<SIMD2<Double>>, apart: UnsafeMutablePointer<BandFrame>?,
      isPlaying: Bool
    ) {
      self.frames = frames
      self.beats = beats
      self.corners = corners
      self.apart = apart
      self.isPlaying = isPlaying
    }
  }

  /// Trim, isolator and filter, in place; the sound before the fader. Where bands are wanted apart, what the scratch
  /// weights make of them is left in `scratch.extra`.
  @_noLocks mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, _ segment: Segment, scratch: ScratchBuffers
  ) {
    let (frames, beats) = (segment.frames, segment.beats)
    applyLevel(sound, frames: frames, beats: beats, scratch: scratch)
    bassSquares =
      segment.isPlaying ? bassPower.squares(sound, frames: frames, corner: segment.corners[0].x) : 0
    let isFlat = traceBands(frames: frames, beats: beats, scratch: scratch)
    isolator.process(
      sound, frames: frames, gains: scratch.bands, isFlat: isFlat, corners: segment.corners, apart: segment.apart)
    if let apart = segment.apart {
      for frame in 0..<frames {
        let gain = scratch.bands[frame] * scratch.weights[frame]
        let bands = apart[frame]
        scratch.extra[frame] = StereoFrame(bands.low * gain.x + bands.mid * gain.y + bands.high * gain.z)
      }
    }
    filter.process(sound, frames: frames, beats: beats, isApart: segment.apart != nil, scratch: scratch)
    meter.add(sound, frames: frames)
  }

  /// Adds the sound before the fader to the headphones' bus.
  @_noLocks mutating func send(
    _ sound: UnsafePointer<StereoFrame>, to bus: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double,
    scratch: ScratchBuffers
  ) {
    phones.add(sound, to: bus, frames: frames, beats: beats, curve: scratch.controlCurve)
  }

  /// Moves the fader over the segment; its gains, a value a frame.
  @_noLocks mutating func traceFader(frames: Int, beats: Double, into curve: UnsafeMutablePointer<Double>) {
    fader.trace(frames: frames, beats: beats, into: curve)
  }

  @_noLocks private mutating func applyLevel(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double, scratch: ScratchBuffers
  ) {
    let curve = scratch.controlCurve
    guard trim.isMoving || autoGain.isMoving else {
      let decibels = trim.value + autoGain.value
      if decibels == 0 { return }
      let gain = Float(linearGain(decibels))
      for frame in 0..<frames { sound[frame] *= gain }
      return
    }
    trim.trace(frames: frames, beats: beats, into: curve)
    autoGain.trace(frames: frames, beats: beats, into: scratch.controlCurve2)
    for frame in 0..<frames { sound[frame] *= Float(linearGain(curve[frame] + scratch.controlCurve2[frame])) }
  }

  /// The bands' gains into the scratch memory, one a frame. - Returns: all of them are at unity and stay there.
  @_noLocks private mutating func traceBands(frames: Int, beats: Double, scratch: ScratchBuffers) -> Bool {
    let bands = scratch.bands
    var isFlat = true
    for band in 0..<bandCount {
      // A band swap moves a kill's gain itself, from segment to segment.
      let from = bandShares[band]
      let share = killGains[band].isMoving ? from : killGains[band].value
      if !eq[band].isMoving && !killGains[band].isMoving && share == from {
        let gain = linearGain(eq[band].value) * share
        if gain != 1 { isFlat = false }
        for frame in 0..<frames { bands[frame][band] = gain }
        continue
      }
      isFlat = false
      eq[band].trace(frames: frames, beats: beats, into: scratch.controlCurve)
      if share == from {
        killGains[band].trace(frames: frames, beats: beats, into: scratch.controlCurve2)
      } else {
        let step = (share - from) / Double(frames)
        for frame in 0..<frames { scratch.controlCurve2[frame] = from + step * Double(frame) }
      }
      bandShares[band] = killGains[band].value
      for frame in 0..<frames {
        bands[frame][band] = linearGain(scratch.controlCurve[frame]) * scratch.controlCurve2[frame]
      }
    }
    return isFlat
  }

  @_noLocks func describe(into state: inout DeckState) {
    state.trimDecibels = trim.value
    state.autoGainDecibels = autoGain.value
    for band in 0..<bandCount {
      state.eqDecibels[band] = eq[band].value
      state.kills[band] = kills[band]
      state.bandGains[band] = killGains[band].value
    }
    filter.describe(into: &state)
    state.fader = fader.value
    state.headphones = phones.isOn
    state.meter = meter.meter
  }
}

/// The DJ filter's knob and its resonance, with the filter for the deck's sound and one for what the mix has more of
/// its bands.
struct FilterKnob: BitwiseCopyable {
  private var position = Ramp(0)
  private var resonance = Ramp(0.2)
  private var sweep: SweepFilter
  private var sweepApart: SweepFilter

  init(sampleRate: Double) {
    sweep = SweepFilter(sampleRate: sampleRate)
    sweepApart = SweepFilter(sampleRate: sampleRate)
  }

  @_noLocks mutating func setPosition(_ move: ControlChange) {
    move.apply(to: &position, from: -1, to: 1, short: DeckControl.filter.shortSeconds)
  }

  @_noLocks mutating func setResonance(_ move: ControlChange) {
    move.apply(to: &resonance, from: 0, to: 1, short: DeckControl.resonance.shortSeconds)
  }

  @_noLocks mutating func resetApart() { sweepApart.reset() }

  /// Filters the deck's sound in place, and `scratch.extra` where bands are wanted apart.
  @_noLocks mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double, isApart: Bool, scratch: ScratchBuffers
  ) {
    resonance.trace(frames: frames, beats: beats, into: scratch.controlCurve2)
    guard position.isMoving || position.value != 0 else { return }
    position.trace(frames: frames, beats: beats, into: scratch.controlCurve)
    sweep.process(sound, frames: frames, positions: scratch.controlCurve, resonances: scratch.controlCurve2)
    if isApart {
      sweepApart.process(
        scratch.extra, frames: frames, positions: scratch.controlCurve, resonances: scratch.controlCurve2)
    }
  }

  @_noLocks func describe(into state: inout DeckState) {
    state.filter = position.value
    state.resonance = resonance.value
  }
}

/// A deck's send to the headphones.
struct HeadphoneSend: BitwiseCopyable {
  private(set) var isOn = false
  private var gain = Ramp(0)

  @_noLocks init() {}

  @_noLocks mutating func set(_ change: Switch, sampleRate: Double) {
    isOn = change.applied(to: isOn)
    gain.move(to: isOn ? 1 : 0, frames: DeckControl.fader.shortSeconds * sampleRate)
  }

  /// - Parameter curve: scratch memory for its gain, a value a frame.
  @_noLocks mutating func add(
    _ sound: UnsafePointer<StereoFrame>, to bus: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double,
    curve: UnsafeMutablePointer<Double>
  ) {
    guard gain.isMoving || gain.value != 0 else { return }
    gain.trace(frames: frames, beats: beats, into: curve)
    for frame in 0..<frames { bus[frame] += sound[frame] * Float(curve[frame]) }
  }
}
