import Engine
import Library
import Music

/// A track's cue points as the library has them, to tell what the DJ has changed since.
struct StoredCues {
  private var cue = FramePosition(0)
  private var hot = InlineArray<8, FramePosition?>(repeating: nil)
  private var loops = InlineArray<8, FrameCount?>(repeating: nil)
  private(set) var marks = [CueMark](repeating: CueMark(), count: hotCueCount)
  /// The audio thread has them from this frame on: what it shows before is not the DJ's doing.
  private(set) var appliedAt = ClockFrame(0)

  /// The library's cues went to the audio thread at a frame: the quantum that is being rendered may be without them,
  /// the one after it has them.
  mutating func applied(at frame: ClockFrame) { appliedAt = ClockFrame(frame.value + 2 * Int64(Renderer.quantum)) }

  /// The library has this hot cue.
  mutating func note(_ cue: HotCue, at rate: SampleRate) {
    let index = cue.number - 1
    if let length = cue.loop, length.value > 0 { loops[index] = length.frames(at: rate) }
    hot[index] = cue.time.position(at: rate)
    marks[index] = CueMark(label: cue.label, colour: cue.colour)
  }

  /// The library has this cue point, or one that follows from its grid.
  mutating func note(cue position: FramePosition) { cue = position }

  /// The hot cues that the deck has no more, by index: their names go with them.
  func cleared(in state: DeckState) -> [Int] {
    (0..<hotCueCount).filter { state.hotCues[$0] == nil && hot[$0] != nil }
  }

  /// What the deck has that the library does not; it is taken to be stored from now on.
  mutating func takeChanges(of state: DeckState, _ shown: [CueMark], at rate: SampleRate) -> [LibraryChange.Fact] {
    var changes: [LibraryChange.Fact] = []
    for index in 0..<hotCueCount {
      let (position, length, mark) = (state.hotCues[index], state.hotLoops[index], shown[index])
      guard position != hot[index] || length != loops[index] || mark != marks[index] else { continue }
      (hot[index], loops[index], marks[index]) = (position, length, mark)
      let cue = position.map {
        HotCue(
          number: index + 1, time: $0.time(at: rate), loop: length?.seconds(at: rate), label: mark.label,
          colour: mark.colour)
      }
      changes.append(.hotCue(number: index + 1, cue))
    }
    if state.cue != cue {
      cue = state.cue
      changes.append(.cue(state.cue.time(at: rate)))
    }
    return changes
  }
}
