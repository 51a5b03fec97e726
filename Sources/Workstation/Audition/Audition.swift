import Music

/// A track that is heard before the room hears it, or is on its way there.
struct Audition {
  let number: Int
  let track: Track
  let facts: TrackFacts
  let place: AuditionPlace
  /// One track's voice over another one's instrumental; nil: the track itself, or a blend.
  var mashup: MashupClip.Job?
  /// A track and its master; nil for all others, and until the master is made.
  var pair: MasterPair?
  /// It is one of these.
  var isOfMaster = false
  /// Everybody hears it.
  var isInRoom = false
  /// When it was asked for.
  var asked = Seconds(0)
  /// That it takes time was said.
  var isWaitSaid = false
  /// Where it begins; nil while that is not known.
  var from: TrackTime?
  /// What is played: the track, or the rendered blend; nil while it is on its way.
  var sound: PCM?
  /// Of the rendered blend.
  var clipGrid: BeatGrid?
  var plan: BlendPlan?
  /// The number under which the audio thread has it.
  var serial: UInt64?
  /// The audio thread was seen to play it.
  var hasBegun = false
  /// Where it was last heard from.
  var cue = TrackTime(0)

  init(number: Int, track: Track, facts: TrackFacts, place: AuditionPlace) {
    (self.number, self.track, self.facts, self.place) = (number, track, facts, place)
  }

  /// Where it begins, as far as the track itself says; nil where the blend must be planned first.
  func place(whilePlaying isPlaying: Bool) -> TrackTime? {
    let cues = facts.analysis?.cues
    let start = TrackTime(cues?.first_sound_seconds ?? 0)
    switch place {
    case .mixIn: return isPlaying && facts.isAnalysed ? nil : cues?.mix_in_seconds.map { TrackTime($0) } ?? start
    case .best:
      let loud = facts.sections.first { $0.label == "drop" || $0.label == "chorus" }?.start_seconds
      return (cues?.highlight_seconds ?? loud).map { TrackTime($0) } ?? start
    case .start: return start
    case .blend: return nil
    }
  }

  /// What the screen calls it.
  var words: String {
    if let pair { return pair.isMaster ? "its master" : "itself" }
    return mashup != nil ? "mashup" : isOfMaster ? "master" : place.rawValue
  }

  /// It has a sound of its own, which is no file's: it goes at its own tempo, and is loaded by nobody.
  var isMade: Bool { mashup != nil || isOfMaster }

  /// The section that a time lies in.
  func section(at time: TrackTime) -> TrackAnalysis.Section? {
    facts.sections.last { $0.start_seconds <= time.value + 0.05 }
  }

  /// Where the next section begins, or the one before; where none is known, 15 seconds on or back.
  func section(by step: Int, from position: TrackTime) -> TrackTime {
    let starts = facts.sections.map(\.start_seconds).sorted()
    guard place != .blend, starts.count > 1 else { return TrackTime(max(0, position.value + 15 * Double(step))) }
    // What has only just begun counts as begun, so that two steps back go two sections back.
    let ahead = starts.filter { $0 > position.value + 1.5 }
    let behind = starts.filter { $0 < position.value - 1.5 }
    if step > 0 { return TrackTime(ahead.dropFirst(step - 1).first ?? starts[starts.count - 1]) }
    return TrackTime(behind.dropLast(-step - 1).last ?? starts[0])
  }
}
