import CRealtime
import DSP
import Music

/// A deck's insert effects and their controls. They lie behind fader and crossfader: what rings goes on when those are
/// closed or the deck stops, and the headphones hear the deck without them.
struct DeckEffects: ~Copyable {
  private var gate: Gate
  private var flanger: Flanger
  private var echo: Echo
  private var reverb: Reverb
  private var amounts = PerEffect<Ramp>(repeating: Ramp(0))
  private var beats: PerEffect<Double> = [0.5, 8, 0.75, 1]
  private var feedback = Ramp(0.55)
  private var size = Ramp(0.5)

  init(sampleRate: Double) {
    gate = Gate(sampleRate: sampleRate)
    flanger = Flanger(sampleRate: sampleRate)
    echo = Echo(sampleRate: sampleRate)
    reverb = Reverb(sampleRate: sampleRate)
  }

  @_noLocks mutating func set(_ effect: DeckEffect, _ change: ControlChange) {
    change.apply(to: &amounts[effect.index], from: 0, to: 1)
  }

  @_noLocks mutating func setFeedback(_ change: ControlChange) { change.apply(to: &feedback, from: 0, to: 0.95) }

  @_noLocks mutating func setSize(_ change: ControlChange) { change.apply(to: &size, from: 0, to: 1) }

  /// The room's, 0 small … 1 large.
  var roomSize: Double {
    @_noLocks get { size.value }
  }

  @_noLocks mutating func setBeats(_ effect: DeckEffect, _ count: Double) {
    if count.isFinite { beats[effect.index] = min(32, max(1.0 / 32, count)) }
  }

  @_noLocks mutating func switchOff(over: Glide, sampleRate: Double) {
    for index in 0..<effectCount { amounts[index].glide(to: 0, over: over, sampleRate: sampleRate) }
  }

  @_noLocks mutating func throwIntoEcho(framesPerBeat: Double) {
    echo.throwLast(delay: beats[DeckEffect.echo.index] * framesPerBeat)
  }

  /// What a segment is at in the music.
  struct Pulse {
    /// At the first frame.
    let beat: Double
    /// Beats per frame as the deck plays them; 0 while it is stopped.
    let speed: Double
    /// As the tempo controls say it, whether it plays or not.
    let framesPerBeat: Double
  }

  /// Works in place; an effect at 0 that does not ring costs nothing and lets the sound through bit for bit.
  /// - Parameter beats: of the clock that the controls move by.
  @_noLocks mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats clock: Double, pulse: Pulse, scratch: ScratchBuffers
  ) {
    let controlCurve = scratch.controlCurve
    var isOff = follow(.gate, frames: frames, beats: clock, into: controlCurve)
    gate.process(
      sound, frames: frames, amounts: controlCurve, isOff: isOff, beat: pulse.beat, speed: pulse.speed,
      period: beats[DeckEffect.gate.index])
    isOff = follow(.flanger, frames: frames, beats: clock, into: controlCurve)
    flanger.process(
      sound, frames: frames, amounts: controlCurve, isOff: isOff,
      turns: Double(frames) / (pulse.framesPerBeat * beats[DeckEffect.flanger.index]))
    isOff = follow(.echo, frames: frames, beats: clock, into: controlCurve)
    feedback.trace(frames: frames, beats: clock, into: scratch.controlCurve2)
    echo.process(
      sound, frames: frames, amounts: controlCurve, isOff: isOff, feedback: scratch.controlCurve2,
      delay: pulse.framesPerBeat * beats[DeckEffect.echo.index])
    isOff = follow(.reverb, frames: frames, beats: clock, into: controlCurve)
    size.advance(frames: frames, beats: clock)
    reverb.process(sound, frames: frames, amounts: controlCurve, isOff: isOff, size: size.value)
  }

  /// - Returns: the effect is at 0 and stays there.
  @_noLocks private mutating func follow(
    _ effect: DeckEffect, frames: Int, beats clock: Double, into controlCurve: UnsafeMutablePointer<Double>
  ) -> Bool {
    let index = effect.index
    let isOff = !amounts[index].isMoving && amounts[index].value == 0
    amounts[index].trace(frames: frames, beats: clock, into: controlCurve)
    return isOff
  }

  @_noLocks func describe(into state: inout DeckState) {
    for index in 0..<effectCount {
      state.effectAmounts[index] = amounts[index].value
      state.effectBeats[index] = beats[index]
    }
    state.effectRings[DeckEffect.flanger.index] = flanger.isRinging
    state.effectRings[DeckEffect.echo.index] = echo.isRinging
    state.effectRings[DeckEffect.reverb.index] = reverb.isRinging
    state.echoFeedback = feedback.value
    state.reverbSize = size.value
  }
}

extension Console {
  /// Output frames in a beat of the deck at its tempo; of the clock's when it has no grid.
  @_noLocks func framesPerBeat(_ index: Int) -> Double {
    let deck = decks + index
    let own = (deck.pointee.grid?.beatsPerFrame(atFrame: deck.pointee.position) ?? 0) * deck.pointee.speed.baseRatio
    let speed = own > 0 ? own : beatClock
    return speed > 0 ? 1 / speed : 0.5 * sampleRate
  }

  /// The effects on a deck's sound behind its fader. - Parameter beat: the deck's, at the segment's beginning.
  @_noLocks mutating func affect(_ index: Int, frames: Int, beats: Double, beat: Double) {
    let deck = decks + index
    let pulse = DeckEffects.Pulse(
      beat: beat, speed: deck.pointee.isPlaying ? deck.pointee.beatSpeed : 0, framesPerBeat: framesPerBeat(index))
    deck.pointee.effects.process(scratch.deck, frames: frames, beats: beats, pulse: pulse, scratch: scratch)
  }

  /// The deck's last beats go round in the echo and die away; the deck itself stops.
  @_noLocks mutating func echoOut(_ index: Int) {
    let deck = decks + index
    guard deck.pointee.isPlaying else { return }
    deck.pointee.effects.throwIntoEcho(framesPerBeat: framesPerBeat(index))
    deck.pointee.stop()
  }
}
