import CRealtime
import DSP
import Music

/// One deck on the audio thread: its track, where it stands in it, its voices and its channel.
///
/// More than fifteen stored properties: the deck itself is its transport (what plays where), and it is where its parts
/// meet, which know nothing of each other.
struct Deck: ~Copyable {
  let sampleRate: Double
  let scratch: ScratchBuffers

  // The track.
  private(set) var track: UnsafePointer<RenderTrack>?
  private(set) var grid: RenderGrid?

  // Transport.
  var isPlaying = false
  /// It plays for as long as the cue key is held.
  var isCueing = false
  /// The frame of the track that ought to sound next.
  var position = 0.0
  /// Clock frame at which it began to play; the longest-playing deck leads.
  var playingSince: Int64 = 0
  /// Output frames until the moment of the gesture that is being done; 0 when it is done at once.
  var ahead = 0.0
  var platter: Platter?
  /// A hand has let go of the record since the console asked last: what waits and what follows counts anew.
  var hasMovedByHand = false
  var loop = LoopState()
  var cues = CuePoints()
  var quantize = Quantize()
  var slip = SlipState()

  // Sound.
  var voices: VoicePool
  var speed = PlaybackSpeed()
  var stems: StemMix
  /// Commands on stems that will come to their moment soon.
  var pendingStems = 0
  /// A command that will shift the key will come to its moment soon.
  var isStretchPending = false
  var channel: ChannelStrip
  var effects: DeckEffects
  /// To check the grid by ear.
  var metronome = Metronome()
  /// Frames were wanted that are not decoded yet.
  var isStarved = false

  init(sampleRate: Double, scratch: ScratchBuffers, streams: UnsafeMutablePointer<StretcherStream>) {
    self.sampleRate = sampleRate
    self.scratch = scratch
    voices = VoicePool(streams: streams)
    stems = StemMix(sampleRate: sampleRate)
    channel = ChannelStrip(sampleRate: sampleRate)
    effects = DeckEffects(sampleRate: sampleRate)
  }

  /// The track's address, as the return queue knows it; 0 when the deck is empty.
  var trackAddress: UInt64 {
    @_noLocks get { track.map { UInt64(UInt(bitPattern: $0)) } ?? 0 }
  }

  /// Frames in the track: all that there will be, as far as that is known.
  var length: Int {
    @_noLocks get {
      guard let track else { return 0 }
      let expected = track.pointee.expectedFrames
      return track.pointee.original._withUnsafeGuaranteedRef {
        $0.isComplete ? $0.framesReady : max(expected, $0.framesReady)
      }
    }
  }

  /// Makes a track the deck's own. What sounded fades away from its own memory.
  @_noLocks mutating func load(_ newTrack: UnsafePointer<RenderTrack>?) {
    stop()
    hasMovedByHand = false
    track = newTrack
    grid = newTrack?.pointee.grid
    position = 0
    cues = CuePoints()
    loop = LoopState()
    slip.timeline = nil
    voices.warming = nil
    speed.dropNudge()
    channel.reset()
    stems.reset()
  }

  /// More is known of the same sound: its grid, its stems. - Returns: false when the deck holds another original.
  @_noLocks mutating func refresh(_ newTrack: UnsafePointer<RenderTrack>) -> Bool {
    guard let track, track.pointee.samples == newTrack.pointee.samples else { return false }
    voices.replace(track, by: newTrack)
    self.track = newTrack
    // The old one's memory goes back with its handle.
    grid = newTrack.pointee.grid
    return true
  }

  /// Another version of the same music takes the track's place.
  @_noLocks mutating func exchange(for newTrack: UnsafePointer<RenderTrack>) {
    (track, grid) = (newTrack, newTrack.pointee.grid)
    blendIntoTrack()
  }

  /// True while any voice still reads the track at this address.
  @_noLocks func isUsing(_ address: UInt64) -> Bool { trackAddress == address || voices.areReading(address) }

  /// The beat that sounds at `frame`.
  @_noLocks func beat(at frame: Double) -> Double { grid?.beat(atFrame: frame) ?? 0 }

  /// Beats per output frame, as commanded now; 0 without a grid.
  var beatSpeed: Double {
    @_noLocks get { (grid?.beatsPerFrame(atFrame: timeline) ?? 0) * speed.ratio }
  }

  /// The deck counts beats for others. Who brakes has lost the beat.
  var canLead: Bool {
    @_noLocks get { isPlaying && grid != nil && track != nil && !isOffBeat }
  }
}
