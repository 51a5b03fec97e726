import CRealtime
import DSP
import Music

/// One deck on the audio thread: its track, where it stands in it, its voices and its channel.
struct Deck: ~Copyable {
  let id: DeckID
  let sampleRate: Double
  let scratch: ScratchBuffers

  // The track.
  var track: UnsafePointer<RenderTrack>?
  var trackAddress: UInt64 = 0
  var grid: RenderGrid?

  // Transport. `position` is the frame of the track that ought to sound next.
  var isPlaying = false
  var isCueing = false
  var position = 0.0
  /// Clock frame at which it began to play; the longest-playing deck leads.
  var playingSince: Int64 = 0
  var cue = 0.0
  var hotCues = InlineArray<8, Double?>(repeating: nil)
  /// Lengths of the loops that are kept in hot cues, in frames.
  var hotLoops = InlineArray<8, Double?>(repeating: nil)
  var loopIn: Double?
  var loopOut: Double?
  var isLooping = false
  var quantize = true
  var quantizeUnit = Moment.beat

  // Slip and the platter.
  var slip = false
  /// Where the deck would be; nil when that is where it is.
  var silentTimeline: SilentTimeline?
  /// The length of the roll that is held.
  var roll: Double?
  var platter: Platter?
  /// Output frames until the moment of the gesture that is being done; 0 when it is done at once.
  var ahead = 0.0

  // Sound.
  var voices = InlineArray<6, DeckVoice>(repeating: DeckVoice(of: nil, split: false, stream: nil, place: 0))
  var current: Int?
  /// The bank's: four streams of each engine; only those of engines that were chosen once are there.
  let streams: UnsafeMutablePointer<StretcherStream>
  var hasStreams = InlineArray<3, Bool>(repeating: false)
  /// This quantum is the deck's turn for a hop of an engine that takes turns.
  var hasTimeSlot = false
  /// The stream that is being filled for the next crossfade.
  var warming: Int?
  /// It is for the loop's next round, not for now.
  var warmsLoop = false
  /// The frame of the track from which on it is to be heard.
  var warmTarget = 0.0
  /// Output frames for which a stand-in is not to be blended into a stream: the attack on its moment is its own.
  var standInFrames = 0.0

  // Tempo and pitch, of this quantum. `ratio`: source frames per output frame; `pitch`: factor on all frequencies.
  var tempo = Ramp(0)
  var tempoRange = 10.0
  var keyLock = true
  var keyLockEngine = KeyLockEngine.faster
  var keyShift = Ramp(0)
  var baseRatio = 1.0
  var ratio = 1.0
  var pitch = 1.0
  /// The pitch that was rendered last.
  var renderedPitch = 1.0
  /// Track frames still to be made up for by a nudge.
  var nudgeRest = 0.0

  // Sync.
  var sync = false
  /// Follower's beats in one of the leader's: a power of two.
  var tempoMultiple = 1.0
  /// Where the DJ wants the follower, in beats after the leader.
  var phaseOffset = 0.0
  var phaseError: Double?
  /// What the world is told of it: who is followed, what the range refuses, how far the bars are apart.
  var follows: DeckID?
  var refusedPercent: Double?
  var barOffset: Int?
  /// Frames until a great error may be jumped again.
  var phaseJumpHoldoff = 0

  // Channel.
  var trim = Ramp(0)
  var autoGain = Ramp(0)
  var eq = InlineArray<3, Ramp>(repeating: Ramp(0))
  var kills = InlineArray<3, Bool>(repeating: false)
  var killGains = InlineArray<3, Ramp>(repeating: Ramp(1))
  var filter = Ramp(0)
  var resonance = Ramp(0.2)
  var fader = Ramp(1)
  var headphones = false
  var headphoneGain = Ramp(0)
  var stems = InlineArray<6, Ramp>(repeating: Ramp(1))
  var stemMutes = InlineArray<6, Bool>(repeating: false)
  var muteGains = InlineArray<6, Ramp>(repeating: Ramp(1))
  /// The stems' levels and mutes as they are when what is fed to a stretcher now will sound: ahead of `stems` and `muteGains`.
  var fedStems = InlineArray<6, Ramp>(repeating: Ramp(1))
  var fedMutes = InlineArray<6, Ramp>(repeating: Ramp(1))
  /// What the swap leaves of the vocal and the instrumental bus.
  var busGains = InlineArray<2, Ramp>(repeating: Ramp(1))
  /// The gains of this segment's frames, stem by stem: of its level and mute, and with its bus's.
  let stemGains: UnsafeMutablePointer<Double>
  let busCurves: UnsafeMutablePointer<Double>
  var stemFed = InlineArray<6, Double>(repeating: 1)
  var bassPower: BassPower
  /// The energy of the bass in this segment, before the equaliser.
  var bassSquares = 0.0
  /// The bands' share by kills and handovers at the end of the last segment.
  var bandShares = SIMD3<Double>(1, 1, 1)
  var isolator: Isolator
  var sweep: SweepFilter
  /// For what the mix has more of the deck's bands.
  var sweepApart: SweepFilter
  var effects: DeckEffects
  var pendingStems = 0

  // To check the grid by ear.
  var metronome = Metronome()

  // Accounts.
  var isStarved = false
  var meter = MeterSum()

  init(_ id: DeckID, sampleRate: Double, scratch: ScratchBuffers, streams: UnsafeMutablePointer<StretcherStream>) {
    self.id = id
    self.sampleRate = sampleRate
    self.scratch = scratch
    bassPower = BassPower(sampleRate: sampleRate)
    isolator = Isolator(sampleRate: sampleRate)
    sweep = SweepFilter(sampleRate: sampleRate)
    sweepApart = SweepFilter(sampleRate: sampleRate)
    effects = DeckEffects(sampleRate: sampleRate)
    stemGains = .allocate(capacity: 6 * 64)
    stemGains.initialize(repeating: 1, count: 6 * 64)
    busCurves = .allocate(capacity: 2 * 64)
    busCurves.initialize(repeating: 1, count: 2 * 64)
    self.streams = streams
    hasStreams[0] = true
  }

  deinit {
    stemGains.deallocate()
    busCurves.deallocate()
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
    track = newTrack
    trackAddress = newTrack.map { UInt64(UInt(bitPattern: $0)) } ?? 0
    grid = newTrack?.pointee.grid
    position = 0
    cue = 0
    for index in 0..<8 {
      hotCues[index] = nil
      hotLoops[index] = nil
    }
    silentTimeline = nil
    loopIn = nil
    loopOut = nil
    isLooping = false
    warming = nil
    nudgeRest = 0
    phaseOffset = 0
    phaseError = nil
    autoGain.jump(to: 0)
    resetStems()
    for bus in 0..<2 { busGains[bus].jump(to: 1) }
  }

  /// More is known of the same sound: its grid, its stems. - Returns: false when the deck holds another original.
  @_noLocks mutating func refresh(_ newTrack: UnsafePointer<RenderTrack>) -> Bool {
    guard let track, track.pointee.samples == newTrack.pointee.samples else { return false }
    for index in 0..<6 where voices[index].track == track && !voices[index].isSplit { voices[index].track = newTrack }
    for stream in 0..<StretcherStream.most
    where hasStreams[stream / StretcherStream.inSet] && streams[stream].track == track && !streams[stream].isSplit {
      streams[stream].track = newTrack
    }
    warming = nil
    self.track = newTrack
    trackAddress = UInt64(UInt(bitPattern: newTrack))
    // The old one's memory goes back with its handle.
    grid = newTrack.pointee.grid
    return true
  }

  @_noLocks mutating func resetStems() {
    for index in 0..<6 {
      stems[index].jump(to: 1)
      stemMutes[index] = false
      muteGains[index].jump(to: 1)
      fedStems[index].jump(to: 1)
      fedMutes[index].jump(to: 1)
    }
  }

  /// True while any voice still reads the track at this address.
  @_noLocks func isUsing(_ address: UInt64) -> Bool {
    if trackAddress == address { return true }
    for index in 0..<6 where voices[index].isActive {
      if let used = voices[index].track, UInt64(UInt(bitPattern: used)) == address { return true }
    }
    return false
  }

  /// The beat that sounds at `frame`.
  @_noLocks func beat(at frame: Double) -> Double { grid?.beat(atFrame: frame) ?? 0 }

  /// Beats per output frame, as commanded now; 0 without a grid.
  var beatSpeed: Double {
    @_noLocks get { (grid?.beatsPerFrame(atFrame: timeline) ?? 0) * ratio }
  }

  /// The deck counts beats for others. Who brakes has lost the beat.
  var canLead: Bool {
    @_noLocks get { isPlaying && grid != nil && track != nil && !isOffBeat }
  }
}

/// Peak and power since somebody last read them.
struct MeterSum: BitwiseCopyable {
  var peak = SIMD2<Float>.zero
  var squares = 0.0
  var frames = 0

  @_noLocks init() {}

  @_noLocks mutating func add(_ sound: UnsafePointer<StereoFrame>, frames count: Int) {
    var highest = peak
    var sum = SIMD2<Float>.zero
    for frame in 0..<count {
      let x = sound[frame]
      let size = StereoFrame(abs(x.x), abs(x.y))
      highest.replace(with: size, where: size .> highest)
      sum += x * x
    }
    peak = highest
    squares += Double(sum.x + sum.y)
    frames += count
  }

  var meter: Meter {
    @_noLocks get {
      var meter = Meter()
      meter.peakLeft = peak.x
      meter.peakRight = peak.y
      meter.rms = frames > 0 ? Float(rt_sqrt(squares / Double(2 * frames))) : 0
      return meter
    }
  }
}
