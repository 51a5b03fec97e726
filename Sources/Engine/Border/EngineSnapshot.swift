import Music

/// What the audio thread last said of itself: plain values, published once a render quantum through a triple buffer.
package struct EngineSnapshot: BitwiseCopyable, Sendable {
  package var frame = ClockFrame(0)
  package var sampleRate = SampleRate.cd
  package var deckA = DeckState()
  package var deckB = DeckState()
  package var leader: DeckID? = nil
  package var swap: DeckID? = nil
  /// −1…+1, as it is now, in the middle of a glide too.
  package var crossfader = 0.0
  package var curve = CrossfaderCurve.power
  package var masterDecibels = 0.0
  package var headphoneMix = 0.0
  package var headphoneDecibels = 0.0
  package var masterMeter = Meter()
  /// How far the limiter pulls down, dB (0 or negative).
  package var limiterDecibels = 0.0
  package var limiterOn = true
  /// Commands that found the queue full, and quanta that found samples not yet decoded.
  package var droppedCommands: UInt32 = 0
  package var starvedQuanta: UInt32 = 0

  package init() {}

  package subscript(deck: DeckID) -> DeckState {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }
}

/// Levels since the last snapshot, linear amplitude.
package struct Meter: BitwiseCopyable, Sendable, Hashable {
  package var peakLeft: Float = 0
  package var peakRight: Float = 0
  package var rms: Float = 0
  @_noLocks package init() {}
}

/// The most hot cues and stems a deck has.
package let hotCueCount = 8
package let stemCount = 6

package struct DeckState: BitwiseCopyable, Sendable {
  /// The loaded track's handle number; nil when the deck is empty.
  package var serial: UInt64? = nil
  package var isPlaying = false
  /// The frame of the track that sounds in the output frame of this snapshot.
  package var position = FramePosition(0)
  package var lengthFrames = FrameCount(0)
  /// What is played: tempo control, sync, nudges and all.
  package var ratio = TempoRatio(1)
  /// The tempo control itself, percent, and its range.
  package var tempoPercent = 0.0
  package var tempoRange = 10.0
  package var hasGrid = false
  /// The beat that sounds now, and the tempo heard. 0 when there is no grid.
  package var beat = BeatPosition(0)
  package var bpm = BPM(0)
  package var keyLock = true
  package var keyShift = 0.0
  package var sync = false
  package var quantize = true
  /// Beats that the follower is off the leader, −0.5…0.5; nil when nobody is followed.
  package var phaseError: Beats? = nil
  package var cue = FramePosition(0)
  package var isCueing = false
  package var loopIn: FramePosition? = nil
  package var loopOut: FramePosition? = nil
  package var isLooping = false
  package var hotCues = InlineArray<8, FramePosition?>(repeating: nil)
  package var trimDecibels = 0.0
  package var autoGainDecibels = 0.0
  package var eqDecibels = InlineArray<3, Double>(repeating: 0)
  package var kills = InlineArray<3, Bool>(repeating: false)
  package var filter = 0.0
  package var fader = 1.0
  package var headphones = false
  package var metronome = false
  package var stemLevels = InlineArray<6, Double>(repeating: 1)
  package var stemMutes = InlineArray<6, Bool>(repeating: false)
  package var meter = Meter()
  /// A command that waits for its beat, bar or phrase.
  package var hasPending = false

  package init() {}
}
