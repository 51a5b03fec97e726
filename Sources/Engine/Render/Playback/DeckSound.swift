import CRealtime
import DSP
import Music

/// How a deck becomes sound: voices, the crossfades between them, and what stretchers are fed with.
extension Deck {
  /// Crossfades between places that have nothing in common: 5 ms, equal power.
  var crossfadeFrames: Double {
    @_noLocks get { 0.005 * sampleRate }
  }
  /// Blends between two readings of the same place: 10 ms, equal amplitude.
  var blendFrames: Double {
    @_noLocks get { 0.010 * sampleRate }
  }
  /// What starts at once comes in faster, so that a kick keeps its edge.
  var attackFrames: Double {
    @_noLocks get { 0.0015 * sampleRate }
  }
  /// What starts at a moment that was known ahead is wholly there by then.
  var fadeInFrames: Double {
    @_noLocks get { max(attackFrames, ahead) }
  }

  /// Key lock or key shift need the stretcher.
  var wantsStretch: Bool {
    @_noLocks get { isStretchPending || speed.needsStretcher(isStretching: voices.isStretching) }
  }

  /// Some stem or bus is away from unity, or is about to be.
  var wantsSplit: Bool {
    @_noLocks get {
      guard let track, track.pointee.stemCount > 0 else { return false }
      return pendingStems > 0 || stems.isApart(track.pointee.stemCount)
    }
  }

  /// Starts to sound at `position` at once. A stretched deck begins with a stand-in at the heard pitch: a stream needs
  /// some milliseconds of work to warm up, which is spread over the next quanta.
  @_noLocks mutating func startVoice(fadeIn: Double) {
    voices.warming = nil
    var voice = DeckVoice(of: track, split: wantsSplit, stream: nil, place: position)
    voice.isBridge = wantsStretch && platter == nil
    voices.keepStandIn(ahead: ahead, sampleRate: sampleRate)
    if !voice.isBridge && speed.ratio == 1 { voice.residual = rt_round(position) - position }
    // Nothing lies before the first frame: the track's own beginning needs no fade.
    voices.begin(voice, fadeIn: position <= 0 ? 0 : fadeIn, equalPower: true)
  }

  /// From one place to another while it plays.
  @_noLocks mutating func jump(to target: Double) {
    voices.release(frames: crossfadeFrames, equalPower: true)
    position = target
    startVoice(fadeIn: fadeInFrames)
  }

  /// The track is read anew where it is.
  @_noLocks mutating func blendIntoTrack() {
    voices.release(frames: blendFrames, equalPower: false)
    voices.warming = nil
    var voice = DeckVoice(of: track, split: wantsSplit, stream: nil, place: position)
    voice.isBridge = wantsStretch
    if !voice.isBridge && speed.ratio == 1 { voice.residual = rt_round(position) - position }
    voices.begin(voice, fadeIn: blendFrames, equalPower: false)
  }

  // MARK: Feeding

  /// Feeds one hop of the stream's track, the stems summed into their buses.
  @_noLocks mutating func feed(_ stream: Int) {
    guard let track = voices.streams[stream].track else { return }
    let frames = min(voices.streams[stream].stretcher.framesWanted, ScratchBuffers.planeStride)
    let first = voices.streams[stream].origin + voices.streams[stream].stretcher.fed
    let planes = scratch.planes
    let stride = ScratchBuffers.planeStride
    if voices.streams[stream].isSplit {
      rt_zero(planes, Int64(4 * stride * 4))
      for index in 0..<track.pointee.stemCount {
        feedStem(index, of: track, stream: stream, first: first, frames: frames)
      }
    } else {
      let ready = track.pointee.original._withUnsafeGuaranteedRef { $0.framesReady }
      noteStarving(end: first + frames, ready: ready, of: track)
      scratch.copy(track.pointee.samples, ready: ready, from: first, into: scratch.window, frames: frames)
      let right = planes + stride
      for frame in 0..<frames {
        planes[frame] = scratch.window[frame].x
        right[frame] = scratch.window[frame].y
      }
    }
    voices.streams[stream].stretcher.feed(planes, stride: stride, ratio: hopRatio(stream))
  }

  /// A bus of one stem gets its gain after the stretcher, without delay; several stems get theirs before it,
  /// with the gains that will be theirs when they sound.
  @_noLocks private mutating func feedStem(
    _ index: Int, of track: UnsafePointer<RenderTrack>, stream: Int, first: Int, frames: Int
  ) {
    let stem = track.pointee.stems[index]
    let ready = stem.pcm._withUnsafeGuaranteedRef { $0.framesReady }
    noteStarving(end: first + frames, ready: ready, of: track)
    scratch.copy(stem.samples, ready: ready, from: first, into: scratch.window, frames: frames)
    let isAlone = track.pointee.busCounts[stem.bus] == 1
    let from = Float(isAlone ? 1 : voices.streams[stream].fedGains[index])
    let to = Float(isAlone ? 1 : stems.fed[index])
    voices.streams[stream].fedGains[index] = stems.fed[index]
    let step = (to - from) / Float(frames)
    let left = scratch.planes + 2 * stem.bus * ScratchBuffers.planeStride
    let right = left + ScratchBuffers.planeStride
    for frame in 0..<frames {
      let gain = from + step * Float(frame)
      left[frame] += scratch.window[frame].x * gain
      right[frame] += scratch.window[frame].y * gain
    }
  }

  @_noLocks private mutating func noteStarving(end: Int, ready: Int, of track: UnsafePointer<RenderTrack>) {
    guard end > ready, ready < track.pointee.capacity else { return }
    if !track.pointee.original._withUnsafeGuaranteedRef({ $0.isComplete }) { isStarved = true }
  }

  // MARK: Rendering

  /// Renders the next `frames` (at most 64) frames of all voices and moves `position` on.
  @_noLocks mutating func renderSound(into output: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    turnPlatter(frames: frames)
    var isFirst = true
    for index in 0..<VoicePool.count where voices[index].isActive {
      renderVoice(index, into: scratch.voice, frames: frames)
      mix(index, into: output, frames: frames, replacing: isFirst)
      isFirst = false
    }
    if isFirst { rt_zero(output, Int64(frames * 8)) }
    voices.finish(frames: frames, pitch: speed.pitch)
    guard let index = voices.current else { return }
    position += voices[index].distance(frames) * speed.ratio
    if voices[index].stream == nil && !voices[index].isBridge { voices[index].place = position }
    endSpeedSlope(index, frames: frames)
  }

  /// The speed that a voice came to in this segment; one that fades keeps it.
  @_noLocks private mutating func endSpeedSlope(_ index: Int, frames: Int) {
    voices[index].speed += voices[index].speedSlope * Double(frames)
    voices[index].speedSlope = 0
  }

  /// The frame of the track that sounds next, by the stretcher's account; `position` is where it ought to be.
  var sounding: Double {
    @_noLocks get {
      guard let index = voices.current, let stream = voices[index].stream else { return position }
      return voices.streams[stream].position(at: voices[index].place)
    }
  }

  /// Output frames per source frame of the stream's next hop: what was commanded, and what brings the stream back to
  /// where the deck ought to be. R2 rounds its hops to whole frames, and what it was fed already hears no command any
  /// more; its account says where it will be at the end of that. Pitch does not follow these corrections.
  @_noLocks private func hopRatio(_ stream: Int) -> Double {
    let commanded = speed.pitch / speed.ratio
    guard let index = voices.current, voices[index].stream == stream else { return commanded }
    let ahead = max(0, (voices.streams[stream].stretcher.decidedOutput - voices[index].place) / speed.pitch)
    let place = voices.streams[stream].position(at: voices[index].place + ahead * speed.pitch)
    let error = place - (position + ahead * speed.ratio)
    guard abs(error) > 2 else { return commanded }
    let correction = error / (8 * Double(voices.streams[stream].stretcher.framesWanted))
    return commanded * (1 + min(0.03, max(-0.03, correction)))
  }

  @_noLocks private mutating func mix(
    _ index: Int, into output: UnsafeMutablePointer<StereoFrame>, frames: Int, replacing: Bool
  ) {
    let sound = scratch.voice
    let voice = voices[index]
    let soft = voice.slowGrooveGain(voice.speed)
    let softer = voice.slowGrooveGain(voice.speed + voice.speedSlope * Double(frames))
    if soft != 1 || softer != 1 {
      let step = Float(softer - soft) / Float(frames)
      for frame in 0..<frames { sound[frame] *= Float(soft) + step * Float(frame) }
    }
    let slope = voice.slope
    if slope != 0 {
      for frame in 0..<frames {
        sound[frame] *= Float(voices[index].gain(voices[index].level + slope * Double(frame)))
      }
      voices[index].level += slope * Double(frames)
      if voices[index].level >= 1 {
        voices[index].level = 1
        voices[index].slope = 0
      } else if voices[index].level <= 0 {
        voices[index].isActive = false
      }
    }
    if replacing {
      rt_copy(output, sound, Int64(frames * 8))
    } else {
      for frame in 0..<frames { output[frame] += sound[frame] }
    }
  }

  @_noLocks private mutating func renderVoice(
    _ index: Int, into output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    guard let track = voices[index].track else {
      rt_zero(output, Int64(frames * 8))
      return
    }
    if let stream = voices[index].stream {
      renderStream(index, stream: stream, track: track, into: output, frames: frames)
      return
    }
    let base = voices[index].isBridge ? speed.pitch : speed.ratio
    let rate = base * voices[index].speed
    let bend = base * voices[index].speedSlope
    // Towards whole frames at the recorded tempo, and to the true place at any other.
    let wanted = abs(rate) == 1 && bend == 0 ? rt_round(voices[index].place) - voices[index].place : 0
    let distance = wanted - voices[index].residual
    // A rounding error of the place is no distance.
    let drift = abs(distance) < 1e-6 ? 0 : max(-1.0 / 256, min(1.0 / 256, distance / Double(frames)))
    if voices[index].isSplit {
      rt_zero(output, Int64(frames * 8))
      for stem in 0..<track.pointee.stemCount {
        read(
          track.pointee.stems[stem].samples, pcm: track.pointee.stems[stem].pcm, track: track, voice: voices[index],
          rate: rate + drift, bend: bend, into: scratch.stem, frames: frames)
        addStem(stem, bus: track.pointee.stems[stem].bus, to: output, frames: frames)
      }
    } else {
      read(
        track.pointee.samples, pcm: track.pointee.original, track: track, voice: voices[index],
        rate: rate + drift, bend: bend, into: output, frames: frames)
    }
    let hasArrived = abs(distance) <= abs(drift) * Double(frames) + 1e-6
    voices[index].residual = hasArrived ? wanted : voices[index].residual + drift * Double(frames)
    voices[index].place += voices[index].distance(frames) * base
  }

  @_noLocks private mutating func read(
    _ samples: UnsafePointer<StereoFrame>, pcm: Unmanaged<PCM>, track: UnsafePointer<RenderTrack>, voice: DeckVoice,
    rate: Double, bend: Double, into output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    let ready = pcm._withUnsafeGuaranteedRef { $0.framesReady }
    let place = voice.place + voice.residual
    if bend == 0 && abs(rate) == 1 && abs(place - rt_round(place)) < 1e-3 {
      let near = Int(rt_round(place))
      let first = rate > 0 ? near : near - frames + 1
      noteStarving(end: first + frames, ready: ready, of: track)
      scratch.copy(samples, ready: ready, from: first, into: output, frames: frames)
      if rate < 0 { scratch.reverse(output, frames: frames) }
      return
    }
    let greatest = max(abs(rate), abs(rate + bend * Double(frames)))
    let reach = Interpolator.reach(atRate: greatest)
    let span = Double(frames) * (abs(rate) + abs(bend) * Double(frames))
    let first = Int(rt_floor(rate > 0 && bend >= 0 ? place : place - span)) - reach
    let count = Int(rt_ceil(rate > 0 && bend >= 0 ? span : 2 * span)) + 2 * reach + 4
    noteStarving(end: first + count, ready: ready, of: track)
    scratch.copy(samples, ready: ready, from: first, into: scratch.window, frames: count)
    scratch.interpolator.pointee.read(
      scratch.window, position: place - Double(first), rate: rate, bend: bend, into: output, frames: frames)
  }

  @_noLocks private func addStem(
    _ stem: Int, bus: Int, to output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    let (gains, busGains) = (stems.curve(ofStem: stem), stems.curve(ofBus: bus))
    for frame in 0..<frames { output[frame] += scratch.stem[frame] * Float(gains[frame] * busGains[frame]) }
  }

  /// A stretched bus, which lies in the scratch; that of one stem has its gain still to come.
  @_noLocks private func addBus(
    _ bus: Int, of track: UnsafePointer<RenderTrack>, to output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    if track.pointee.busCounts[bus] == 1 {
      for stem in 0..<track.pointee.stemCount where track.pointee.stems[stem].bus == bus {
        addStem(stem, bus: bus, to: output, frames: frames)
      }
      return
    }
    let gains = stems.curve(ofBus: bus)
    for frame in 0..<frames { output[frame] += scratch.stem[frame] * Float(gains[frame]) }
  }

  @_noLocks private mutating func renderStream(
    _ index: Int, stream: Int, track: UnsafePointer<RenderTrack>, into output: UnsafeMutablePointer<StereoFrame>,
    frames: Int
  ) {
    let place = voices[index].place
    let pitch = voices[index].heldPitch ?? speed.pitch
    let end = place + Double(frames) * pitch + Double(Interpolator.reach(atRate: pitch)) + 2
    var hops = 0
    while Double(voices.streams[stream].stretcher.produced) < end && hops < 16 {
      feed(stream)
      hops += 1
    }
    if voices.streams[stream].isSplit {
      rt_zero(output, Int64(frames * 8))
      for bus in 0..<2 {
        readStream(stream, pair: bus, place: place, pitch: pitch, into: scratch.stem, frames: frames)
        addBus(bus, of: track, to: output, frames: frames)
      }
    } else {
      readStream(stream, pair: 0, place: place, pitch: pitch, into: output, frames: frames)
    }
    voices[index].place = place + Double(frames) * pitch
  }

  @_noLocks private func readStream(
    _ stream: Int, pair: Int, place: Double, pitch: Double, into output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    let whole = rt_floor(place)
    if pitch == 1 && whole == place {
      voices.streams[stream].stretcher.copy(pair: pair, from: Int(whole), into: output, frames: frames)
      return
    }
    let reach = Interpolator.reach(atRate: pitch)
    let first = Int(whole) - reach
    let count = Int(rt_ceil(Double(frames) * pitch)) + 2 * reach + 4
    voices.streams[stream].stretcher.copy(pair: pair, from: first, into: scratch.window, frames: count)
    scratch.interpolator.pointee.read(
      scratch.window, position: place - Double(first), rate: pitch, into: output, frames: frames)
  }
}
