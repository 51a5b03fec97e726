import CRealtime
import DSP
import Music

/// A control set to a value, or moved by an amount.
struct ControlMove {
  let value: Double
  let isRelative: Bool
  let over: Glide
  let sampleRate: Double

  @_noLocks init(value: Double, isRelative: Bool, over: Glide, sampleRate: Double) {
    self.value = value
    self.isRelative = isRelative
    self.over = over
    self.sampleRate = sampleRate
  }

  /// - Parameter short: seconds that a change takes which was not told to take its time.
  @_noLocks func apply(to ramp: inout Ramp, from low: Double, to high: Double, short: Double = 0.01) {
    let wanted = isRelative ? ramp.target + value : value
    Deck.glide(&ramp, to: min(high, max(low, wanted)), over: over, sampleRate: sampleRate, short: short)
  }
}

/// A deck's controls and its channel: trim, isolator, filter, fader; stems' levels.
extension Deck {
  /// Moves a ramp as a command asks.
  @_noLocks static func glide(
    _ ramp: inout Ramp, to target: Double, over glide: Glide, sampleRate: Double, short: Double = 0.01
  ) {
    switch glide {
    case .short: ramp.move(to: target, frames: short * sampleRate)
    case .beats(let beats): ramp.move(to: target, beats: beats.isFinite ? beats : 0)
    case .seconds(let seconds): ramp.move(to: target, frames: seconds.isFinite ? seconds * sampleRate : 0, soft: false)
    }
  }

  @_noLocks mutating func setControl(_ control: DeckControl, _ value: Double, relative: Bool, over: Glide) {
    guard value.isFinite else { return }
    let change = ControlMove(value: value, isRelative: relative, over: over, sampleRate: sampleRate)
    let short = control.shortSeconds
    switch control {
    case .trim: change.apply(to: &trim, from: -24, to: 12)
    case .eq(let band): change.apply(to: &eq[band.index], from: -26, to: 12)
    case .filter: change.apply(to: &filter, from: -1, to: 1, short: short)
    case .fader: change.apply(to: &fader, from: 0, to: 1)
    case .tempo: change.apply(to: &tempo, from: -tempoRange, to: tempoRange)
    case .keyShift: change.apply(to: &keyShift, from: -12, to: 12)
    case .stem(let index): if index < 6 { change.apply(to: &stems[Int(index)], from: 0, to: 1) }
    case .resonance: change.apply(to: &resonance, from: 0, to: 1, short: short)
    case .effect(let effect): effects.set(effect, change)
    case .echoFeedback: effects.setFeedback(change)
    case .reverbSize: effects.setSize(change)
    }
  }

  @_noLocks mutating func kill(_ band: Int, _ change: Switch, over: Glide) {
    kills[band] = change.applied(to: kills[band])
    Self.glide(&killGains[band], to: kills[band] ? 0 : 1, over: over, sampleRate: sampleRate)
  }

  @_noLocks mutating func switchHeadphones(_ change: Switch) {
    headphones = change.applied(to: headphones)
    headphoneGain.move(to: headphones ? 1 : 0, frames: DeckControl.fader.shortSeconds * sampleRate)
  }

  /// The gain that brings the track to the target loudness, dB. While it plays it comes slowly.
  @_noLocks mutating func setAutoGain(_ decibels: Double, over: Glide) {
    guard decibels.isFinite else { return }
    let gain = min(24, max(-24, decibels))
    if case .short = over {
      autoGain.move(to: gain, frames: isPlaying ? 0.25 * sampleRate : 0)
    } else {
      Self.glide(&autoGain, to: gain, over: over, sampleRate: sampleRate)
    }
  }

  @_noLocks mutating func setTempoRange(_ percent: Double) {
    if percent.isFinite { tempoRange = min(50, max(1, percent)) }
  }

  /// What quantize keeps to; `now` switches it off.
  @_noLocks mutating func setQuantizeUnit(_ unit: Moment) {
    if case .now = unit {
      quantize = false
    } else {
      quantize = true
      quantizeUnit = unit
    }
  }

  @_noLocks mutating func muteStem(_ index: Int, _ change: Switch, over: Glide) {
    guard index < 6 else { return }
    stemMutes[index] = change.applied(to: stemMutes[index])
    Self.glide(&muteGains[index], to: stemMutes[index] ? 0 : 1, over: over, sampleRate: sampleRate)
  }

  /// All stems to unity; the original follows.
  @_noLocks mutating func restoreStems(over: Glide) {
    for index in 0..<6 {
      stemMutes[index] = false
      Self.glide(&muteGains[index], to: 1, over: over, sampleRate: sampleRate)
      Self.glide(&stems[index], to: 1, over: over, sampleRate: sampleRate)
    }
  }

  /// Does to the stems that are being fed what an action will do to those that sound; to be called before the action itself.
  /// What takes its time takes it here too; what does not is there with the next hop, whose length is its ramp.
  @_noLocks mutating func preapply(_ stemChange: StemChange, over: Glide) {
    switch stemChange {
    case .level(let index, let value, let isRelative):
      guard index < 6, value.isFinite else { return }
      let change = ControlMove(value: value, isRelative: isRelative, over: over, sampleRate: sampleRate)
      change.apply(to: &fedStems[Int(index)], from: 0, to: 1, short: 0)
    case .mute(let index, let change):
      guard index < 6 else { return }
      let target = change.applied(to: stemMutes[Int(index)]) ? 0.0 : 1
      Self.glide(&fedMutes[Int(index)], to: target, over: over, sampleRate: sampleRate, short: 0)
    case .reset:
      for index in 0..<6 {
        Self.glide(&fedStems[index], to: 1, over: over, sampleRate: sampleRate, short: 0)
        Self.glide(&fedMutes[index], to: 1, over: over, sampleRate: sampleRate, short: 0)
      }
    }
  }

  /// A command that waits is to be applied to what is fed now. What comes, comes with the last hop that ends by the moment: earlier, its
  /// coming would be an attack of its own beside the one on the beat. What goes, goes so much before that nothing is left of it
  /// that a stretcher's window could smear. Once it is too late for any hop, what was fed holds other levels than are to sound, and a
  /// stand-in takes over at the moment; so it does where the deck's loop turns before.
  @_noLocks func isTimeToPreapply(_ change: StemChange, over: Glide, framesLeft: Double) -> Bool {
    if let wrap = framesToWrap, wrap <= framesLeft { return false }
    guard let stream = splitStream, streams[stream].stretcher.fed > 0 else { return false }
    let hop = Double(streams[stream].stretcher.framesWanted) / ratio
    let fed = Double(streams[stream].origin + streams[stream].stretcher.fed)
    let left = framesLeft - (fed - position) / ratio
    // A glide begins at the moment, a switch ends by it.
    guard case .short = over else { return left < hop }
    return left >= 0.9 * hop && left < 2 * hop + (bringsIn(change) ? 0 : 0.012 * sampleRate)
  }

  /// A change of stems raises them.
  @_noLocks private func bringsIn(_ change: StemChange) -> Bool {
    switch change {
    case .mute(let index, let state): index < 6 && !state.applied(to: stemMutes[Int(index)])
    case .level(let index, let value, let isRelative):
      isRelative ? value > 0 : index < 6 && value > stems[Int(index)].target
    case .reset: true
    }
  }

  /// The split stream that is heard, or is about to be.
  private var splitStream: Int? {
    @_noLocks get {
      if let index = current, let stream = voices[index].stream, streams[stream].isSplit { return stream }
      if let stream = warming, !warmsLoop, streams[stream].isSplit { return stream }
      return nil
    }
  }

  /// The moments for which gains were applied ahead are other ones now.
  @_noLocks mutating func unapplyAhead() {
    fedStems = stems
    fedMutes = muteGains
  }

  /// Moves the stems' ramps over the segment that is rendered next, and keeps their way.
  @_noLocks mutating func advanceStems(frames: Int, beats: Double) {
    for index in 0..<6 {
      let gains = stemGains + 64 * index
      stems[index].trace(frames: frames, beats: beats, into: gains)
      if muteGains[index].isMoving || muteGains[index].value != 1 {
        muteGains[index].trace(frames: frames, beats: beats, into: scratch.controlCurve)
        for frame in 0..<frames { gains[frame] *= scratch.controlCurve[frame] }
      }
      fedStems[index].advance(frames: frames, beats: beats)
      fedMutes[index].advance(frames: frames, beats: beats)
      stemFed[index] = fedStems[index].value * fedMutes[index].value
    }
    for bus in 0..<2 { busGains[bus].trace(frames: frames, beats: beats, into: busCurves + 64 * bus) }
  }

  /// Trim, isolator and filter, in place; the sound before the fader. - Parameters:
  ///   - corners: the isolator's, log2 Hz a frame.
  ///   - isApart: the bands are wanted in the scratch, and what its weights make of them.
  @_noLocks mutating func processChannel(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double, corners: UnsafePointer<SIMD2<Double>>,
    isApart: Bool
  ) {
    setLevel(sound, frames: frames, beats: beats)
    bassSquares = isPlaying ? bassPower.squares(sound, frames: frames, corner: corners[0].x) : 0
    let isFlat = traceBands(frames: frames, beats: beats)
    let apart = scratch.apart + 64 * id.index
    isolator.process(
      sound, frames: frames, gains: scratch.bands, isFlat: isFlat, corners: corners, apart: isApart ? apart : nil)
    if isApart {
      for frame in 0..<frames {
        let gain = scratch.bands[frame] * scratch.weights[frame]
        let bands = apart[frame]
        scratch.extra[frame] = StereoFrame(bands.low * gain.x + bands.mid * gain.y + bands.high * gain.z)
      }
    }
    resonance.trace(frames: frames, beats: beats, into: scratch.controlCurve2)
    if filter.isMoving || filter.value != 0 {
      filter.trace(frames: frames, beats: beats, into: scratch.controlCurve)
      sweep.process(sound, frames: frames, positions: scratch.controlCurve, resonances: scratch.controlCurve2)
      if isApart {
        sweepApart.process(
          scratch.extra, frames: frames, positions: scratch.controlCurve, resonances: scratch.controlCurve2)
      }
    }
    meter.add(sound, frames: frames)
  }

  @_noLocks private mutating func setLevel(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double
  ) {
    let controlCurve = scratch.controlCurve
    guard trim.isMoving || autoGain.isMoving else {
      let decibels = trim.value + autoGain.value
      if decibels == 0 { return }
      let gain = Float(Self.linear(decibels))
      for frame in 0..<frames { sound[frame] *= gain }
      return
    }
    trim.trace(frames: frames, beats: beats, into: controlCurve)
    autoGain.trace(frames: frames, beats: beats, into: scratch.controlCurve2)
    for frame in 0..<frames { sound[frame] *= Float(Self.linear(controlCurve[frame] + scratch.controlCurve2[frame])) }
  }

  /// The bands' gains into the scratch, one a frame. - Returns: all of them are at unity and stay there.
  @_noLocks private mutating func traceBands(frames: Int, beats: Double) -> Bool {
    let bands = scratch.bands
    var isFlat = true
    for band in 0..<3 {
      // A handover moves a kill's gain itself, from segment to segment.
      let from = bandShares[band]
      let share = killGains[band].isMoving ? from : killGains[band].value
      if !eq[band].isMoving && !killGains[band].isMoving && share == from {
        let gain = Self.linear(eq[band].value) * share
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
        bands[frame][band] = Self.linear(scratch.controlCurve[frame]) * scratch.controlCurve2[frame]
      }
    }
    return isFlat
  }

  @_noLocks static func linear(_ decibels: Double) -> Double {
    decibels == 0 ? 1 : rt_exp2(decibels * 0.166_096_404_744_368_1)
  }
}
