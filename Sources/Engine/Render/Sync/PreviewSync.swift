import CRealtime
import DSP
import Music

/// The preview follows what the room hears, and is followed by nobody.
extension SyncController {
  /// Starts it from near its place, where it lies on the room's bars or phrases.
  @_noLocks mutating func startPreview(_ inTime: PreviewTime, heard: DeckID?, clock: Int64) {
    let index = Console.preview
    (self.heard, previewTime) = (heard, inTime)
    followers[index] = Follower()
    followers[index].isOn = inTime.followsRoom
    checkTempoRange(index)
    var shift = 0.0
    if isFollowing(index), let heard {
      chooseTempoMultiple(index, behind: heard.index)
      let base = stepRatio(index, behind: heard.index)
      decks[index].speed.jumpTempo(to: (base - 1) * 100)
      decks[index].updateSpeed(base: base, trim: 1, frames: Double(Console.quantum))
      shift = previewShift(inTime)
    } else {
      decks[index].speed.jumpTempo(to: 0)
      runFree(index, frames: Console.quantum)
    }
    decks[index].start(clock: clock, shift: shift)
    followers[index].phaseJumpHoldoff = Int(Self.startHoldoffSeconds * sampleRate)
  }

  /// Frames from the place that was said to where it starts: never before the track's beginning, and with phrases
  /// never back.
  @_noLocks private func previewShift(_ inTime: PreviewTime) -> Double {
    let index = Console.preview
    let isPhrase = inTime.isOnPhrases
    let moment = isPhrase ? Moment.phrase : .bar
    let shift = startShift(index, at: moment)
    guard let grid = decks[index].grid else { return shift }
    let place = decks[index].position + shift
    guard place < 0 || (isPhrase && shift < -1) else { return shift }
    return grid.frame(ofBeat: grid.beat(atFrame: place) + grid.gridStep(moment).unit) - decks[index].position
  }

  /// Its tempo and phase for the next quantum. - Parameter heard: the deck that the room hears.
  @_noLocks mutating func steerPreview(heard: DeckID?, frames: Int) {
    let index = Console.preview
    self.heard = heard
    checkTempoRange(index)
    if isFollowing(index) { follow(index, frames: frames) } else { runFree(index, frames: frames) }
  }

  @_noLocks func describePreview(into state: inout PreviewState) {
    let follower = followers[Console.preview]
    state.follows = follower.follows
    if let error = follower.phaseError { state.phaseError = Beats(error) } else { state.phaseError = nil }
  }
}
