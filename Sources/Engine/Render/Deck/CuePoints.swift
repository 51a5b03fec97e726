import CRealtime
import Music

/// A deck's cue point and its hot cues, in frames of the track. The audio thread only.
struct CuePoints: BitwiseCopyable {
  /// The cue point.
  var cue = 0.0
  private var places = PerHotCue<Double?>(repeating: nil)
  /// Lengths of the loops that are kept in hot cues.
  private var loops = PerHotCue<Double?>(repeating: nil)

  @_noLocks init() {}

  /// Where a hot cue is, 0…7; nil where it is empty.
  @_noLocks func place(_ number: Int) -> Double? { number < 8 ? places[number] : nil }

  /// The length of the loop that is kept in a hot cue; nil where there is none.
  @_noLocks func loop(_ number: Int) -> Double? { number < 8 ? loops[number] : nil }

  /// - Parameter place: frame; nil empties it.
  @_noLocks mutating func set(_ number: Int, at place: Double?, loop length: Double? = nil) {
    guard number < 8 else { return }
    places[number] = place
    loops[number] = length
  }

  /// Empties a hot cue if a loop is kept there; a mere point is the DJ's and stays.
  @_noLocks mutating func forgetLoop(_ number: Int) {
    if loop(number) != nil { set(number, at: nil) }
  }

  @_noLocks func describe(into state: inout DeckState) {
    state.cue.value = cue
    for index in 0..<hotCueCount {
      if let place = places[index] { state.hotCues[index] = FramePosition(place) } else { state.hotCues[index] = nil }
      if let length = loops[index] { state.hotLoops[index] = FrameCount(length) } else { state.hotLoops[index] = nil }
    }
  }
}

/// A loop's ends, in frames of the track, and whether the deck goes round in it.
struct LoopState: BitwiseCopyable {
  var start: Double?
  var end: Double?
  var isOn = false

  @_noLocks init() {}

  /// A loop from `start` to `end` that is on.
  @_noLocks mutating func enter(from start: Double, to end: Double) {
    self.start = start
    self.end = end
    isOn = true
  }

  /// A place behind the loop's end as the place in the loop that is a whole number of rounds before it.
  @_noLocks func folded(_ place: Double) -> Double {
    guard isOn, let start, let end, end > start, place >= end else { return place }
    return start + rt_fmod(place - start, end - start)
  }

  /// Who goes to a place outside of the loop has left it.
  @_noLocks mutating func leave(for place: Double) {
    if isOn, let start, let end, place < start - 1 || place >= end { isOn = false }
  }

  @_noLocks func describe(into state: inout DeckState) {
    if let start { state.loopIn = FramePosition(start) } else { state.loopIn = nil }
    if let end { state.loopOut = FramePosition(end) } else { state.loopOut = nil }
    state.isLooping = isOn
  }
}

/// What a quantised deck keeps its jumps, cues and loops to.
struct Quantize: BitwiseCopyable {
  var isOn = true
  private(set) var unit = Moment.beat

  @_noLocks init() {}

  /// `now` switches it off.
  @_noLocks mutating func set(_ unit: Moment) {
    if case .now = unit {
      isOn = false
    } else {
      isOn = true
      self.unit = unit
    }
  }
}
