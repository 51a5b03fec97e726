import DSP

/// The voices of a deck and the stretcher streams that they read: what sounds now, what fades away, what is being
/// warmed up. The audio thread only.
struct VoicePool: BitwiseCopyable {
  /// As many as sound at once: a current one, and those that fade.
  private typealias Slots = InlineArray<6, DeckVoice>
  static var count: Int {
    @_noLocks get { Slots.count }
  }
  private var slots = Slots(repeating: DeckVoice(of: nil, split: false, stream: nil, place: 0))
  /// Index of the voice that plays at the deck's position; nil when the deck is stopped.
  private(set) var current: Int?
  /// The bank's: four streams of each engine; only those of engines that were chosen once are there.
  let streams: UnsafeMutablePointer<StretcherStream>
  /// Of each `KeyLockEngine`.
  private var hasStreams = InlineArray<3, Bool>(repeating: false)
  /// This quantum is the deck's turn for a hop of an engine that takes turns.
  var hasTimeSlot = false
  /// The stream that is being filled for the next crossfade.
  var warming: Int?
  /// It is for the loop's next round, not for now.
  private(set) var warmsLoop = false
  /// The frame of the track from which on it is to be heard.
  private(set) var warmTarget = 0.0
  /// Output frames for which a stand-in is not to be blended into a stream: the attack on its moment is its own.
  private(set) var standInFrames = 0.0
  /// The pitch that was rendered last.
  private(set) var renderedPitch = 1.0

  init(streams: UnsafeMutablePointer<StretcherStream>) {
    self.streams = streams
    hasStreams[0] = true
  }

  subscript(index: Int) -> DeckVoice {
    @_noLocks get { slots[index] }
    @_noLocks set { slots[index] = newValue }
  }

  /// Something sounds, or still fades away.
  var areHeard: Bool {
    @_noLocks get {
      for index in 0..<Self.count where slots[index].isActive { return true }
      return false
    }
  }

  /// What is heard comes out of a stretcher, or will in a moment.
  var isStretching: Bool {
    @_noLocks get {
      guard let current else { return false }
      return slots[current].stream != nil || slots[current].isBridge
    }
  }

  /// A silent voice; else the quietest of those that fade.
  @_noLocks private func free() -> Int {
    var quietest = current == 0 ? 1 : 0
    for index in 0..<Self.count where index != current {
      if !slots[index].isActive { return index }
      if slots[index].level < slots[quietest].level { quietest = index }
    }
    return quietest
  }

  /// Starts a voice and makes it the current one; the one before must have been let go.
  @_noLocks mutating func begin(_ voice: DeckVoice, fadeIn frames: Double, equalPower: Bool) {
    let index = free()
    slots[index] = voice
    slots[index].isActive = true
    slots[index].isEqualPower = equalPower
    slots[index].level = frames > 0 ? 0 : 1
    slots[index].slope = frames > 0 ? 1 / frames : 0
    current = index
  }

  /// The current voice fades away.
  @_noLocks mutating func release(frames: Double, equalPower: Bool) {
    guard let index = current else { return }
    slots[index].heldPitch = renderedPitch
    slots[index].fadeOut(frames: frames, equalPower: equalPower)
    current = nil
  }

  /// What begins for a moment is left alone until the attack there is over.
  @_noLocks mutating func keepStandIn(ahead frames: Double, sampleRate: Double) {
    standInFrames = frames > 0 ? frames + 0.02 * sampleRate : 0
  }

  /// So many frames were rendered at this pitch.
  @_noLocks mutating func finish(frames: Int, pitch: Double) {
    renderedPitch = pitch
    standInFrames = max(0, standInFrames - Double(frames))
  }

  /// A stream begins to be filled. - Parameter target: the frame of the track from which on it is to be heard.
  @_noLocks mutating func beginWarming(_ stream: Int, for target: Double, isForLoop: Bool) {
    warming = stream
    warmsLoop = isForLoop
    warmTarget = target
  }

  /// What was warmed for the loop's next round is of no use any more.
  @_noLocks mutating func dropLoopWarming() {
    if warmsLoop { warming = nil }
  }

  @_noLocks func isStreamFree(_ stream: Int) -> Bool {
    for index in 0..<Self.count where slots[index].isActive && slots[index].stream == stream { return false }
    return true
  }

  /// The engine's streams have been made.
  @_noLocks mutating func allow(_ engine: KeyLockEngine) { hasStreams[engine.index] = true }

  /// More is known of the track that is read: whoever reads its original reads on from the new handle.
  @_noLocks mutating func replace(_ track: UnsafePointer<RenderTrack>, by new: UnsafePointer<RenderTrack>) {
    for index in 0..<Self.count where slots[index].track == track && !slots[index].isSplit { slots[index].track = new }
    for stream in 0..<StretcherStream.most
    where hasStreams[stream / StretcherStream.inSet] && streams[stream].track == track && !streams[stream].isSplit {
      streams[stream].track = new
    }
    warming = nil
  }

  /// Some voice still reads the track at this address.
  @_noLocks func areReading(_ address: UInt64) -> Bool {
    for index in 0..<Self.count where slots[index].isActive {
      if let used = slots[index].track, UInt64(UInt(bitPattern: used)) == address { return true }
    }
    return false
  }
}
