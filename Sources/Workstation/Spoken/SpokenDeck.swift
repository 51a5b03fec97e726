import Engine
import Music
import Platform

extension Snapshot {
  /// A deck in sentences: "Deck A: Blue Room by Corner Shop, 3 minutes 10 left, 124 BPM, 8A, playing.", and what is
  /// not as it was loaded.
  func sentences(onDeck deck: DeckID) -> [String] {
    let (state, loaded, name) = (sound[deck], self[deck], deck.spokenName)
    guard let track = loaded.track else {
      return [loaded.loading == nil ? "\(name) is empty." : "\(name): a track is being read."]
    }
    guard state.hasTrack else { return ["\(name): \(track.spokenName) is being read."] }
    var parts = [track.spokenName, spokenLength(state.length.value - state.position.value) + " left"]
    if state.position < TrackTime(0) {
      parts[1] = spokenLength((-state.position.value).rounded(.up)) + " before the beginning"
    }
    if state.hasGrid, state.bpm.value > 0 { parts.append(spokenNumber(state.bpm.value, places: 1) + " BPM") }
    if let key = state.key { parts.append("\(key.camelot.code)") }
    parts.append(state.spokenMotion)
    var lines = ["\(name): \(parts.joined(separator: ", "))."]
    if let section = section(of: deck) { lines.append("It is in \(section).") }
    let changes = state.spokenChanges(isLeader: sound.leader == deck, stems: loaded.stems)
    if !changes.isEmpty { lines.append("\(name): \(changes.map(\.words).joined(separator: ", ")).") }
    if let swap = sound.swap {
      lines.append(
        swap == deck
          ? "Its vocals are over the instrumental of \(deck.other.name)."
          : "The vocals of \(swap.name) are over its instrumental.")
    }
    let cues = spokenCues(of: deck)
    if !cues.isEmpty { lines.append("Hot cues: \(cues.joined(separator: ", ")).") }
    return lines
  }

  /// "1 drop at 32 seconds", one by one.
  private func spokenCues(of deck: DeckID) -> [String] {
    let (state, marks) = (sound[deck], self[deck].cueMarks)
    return state.hotCues.indices.compactMap { index in
      guard let time = state.hotCues[index] else { return nil }
      let name = marks.indices.contains(index) ? marks[index].label?.printable ?? "" : ""
      return "\(index + 1)\(name.isEmpty ? "" : " " + name) at \(spokenLength(time.value))"
    }
  }

  /// "the drop, 8 bars to the outro": where a deck is in its track; nil where that is not known.
  func section(of deck: DeckID) -> String? {
    let (state, loaded) = (sound[deck], self[deck])
    guard let index = loaded.sections.firstIndex(where: { state.position.value < $0.end_seconds }),
      state.position.value >= loaded.sections[index].start_seconds
    else { return nil }
    let here = "the \(loaded.sections[index].label)"
    guard index + 1 < loaded.sections.count, let grid = loaded.grid else { return here }
    let next = TrackTime(loaded.sections[index + 1].start_seconds)
    let bars = ((grid.beat(at: next) - state.beat).value / Double(grid.beatsPerBar)).rounded()
    guard bars >= 1 else { return here }
    return "\(here), \(counted(Int(bars), "bar")) to the \(loaded.sections[index + 1].label)"
  }
}

extension DeckModel {
  /// "playing", "stopped".
  fileprivate var spokenMotion: String {
    if hasPending { return isPlaying ? "playing, a command waits" : "stopped, a command waits" }
    return isCueing ? "playing from the cue point" : isPlaying ? "playing" : "stopped"
  }

  /// What is not neutral, in words.
  func spokenChanges(isLeader: Bool, stems: [StemKind]) -> [SpokenChange] {
    var changes: [SpokenChange] = []
    func add(_ part: SpokenChange.Part, _ words: String) { changes.append(SpokenChange(part: part, words: words)) }
    if isLeader { add(.sync, "leads") }
    if let follows { add(.sync, "follows \(follows.name)") } else if sync { add(.sync, "sync on") }
    if abs(ratio.percent) >= 0.05 { add(.tempo, "tempo \(spoken(signed(ratio.percent, 1).trimmed)) percent") }
    if !keyLock { add(.keyLock, "key lock off") }
    if abs(keyShift) >= 0.01 { add(.key, "key shifted by \(spokenNumber(keyShift))") }
    if let roll {
      add(.loop, "roll of \(spokenNumber(roll.value)) beats")
    } else if isLooping {
      add(.loop, spokenLoop)
    }
    if slip { add(.slip, "slip on") }
    if headphones { add(.headphones, "in the headphones") }
    if metronome { add(.metronome, "metronome on") }
    return changes + spokenChannel + spokenStems(stems)
  }

  /// "loop of 4 beats".
  var spokenLoop: String {
    guard let loopIn, let loopOut, bpm.value > 0 else { return "looping" }
    // The grid's beats, at the tempo of the record.
    let beats = (loopOut - loopIn).value * bpm.value / max(0.01, ratio.value) / 60
    return "loop of \(spokenNumber(beats, places: 2)) beats"
  }

  /// "trim plus 2 dB"; nil at zero.
  var spokenTrim: String? {
    guard abs(trimDecibels) >= 0.05 else { return nil }
    return "trim \(trimDecibels > 0 ? "plus " : "")\(spokenNumber(trimDecibels, places: 1)) dB"
  }

  /// What is not neutral in its channel strip, but for the trim, which levels every track.
  var spokenChannel: [SpokenChange] {
    var changes: [SpokenChange] = []
    func add(_ part: SpokenChange.Part, _ words: String) { changes.append(SpokenChange(part: part, words: words)) }
    for (index, band) in SpokenChange.bands.enumerated() {
      if kills[index] {
        add(.band(index), "\(band) killed")
      } else if abs(eqDecibels[index]) >= 0.05 {
        add(.band(index), "\(band) \(spokenNumber(eqDecibels[index], places: 1)) dB")
      }
    }
    if abs(filter) >= 0.005 {
      add(.filter, (filter < 0 ? "low-pass filter at " : "high-pass filter at ") + spokenShare(abs(filter)))
    }
    if fader < 0.995 { add(.fader, "fader \(spokenShare(fader))") }
    for index in effects.indices {
      if let effect = effects[index], effect.isOn { add(.effect(effect.effect), "\(effect.effect.word) on") }
    }
    return changes
  }

  private func spokenStems(_ stems: [StemKind]) -> [SpokenChange] {
    stems.prefix(stemMutes.count).enumerated().compactMap { index, stem in
      if stemMutes[index] { return SpokenChange(part: .stem(stem), words: "\(stem.rawValue) muted") }
      return stemLevels[index] < 0.995
        ? SpokenChange(part: .stem(stem), words: "\(stem.rawValue) at \(spokenShare(stemLevels[index]))") : nil
    }
  }

  /// A figure that moves with everything that can glide: it rests when they all do.
  var glidingSum: Double {
    var sum = filter + 3 * fader + 7 * keyShift
    for index in eqDecibels.indices { sum += eqDecibels[index] * Double(index + 11) }
    for index in stemLevels.indices { sum += stemLevels[index] * Double(index + 17) }
    return sum
  }
}

/// Something of a deck that is not as it was loaded, and what is said when it is so again.
struct SpokenChange {
  /// What it is of.
  enum Part: Hashable {
    case sync, tempo, keyLock, key, loop, slip, headphones, metronome, filter, fader
    case band(Int)
    case effect(DeckEffect)
    case stem(StemKind)

    /// When nothing is changed there any more.
    var neutral: String {
      switch self {
      case .sync: "sync off"
      case .tempo: "its own tempo"
      case .keyLock: "key lock on"
      case .key: "its own key"
      case .loop: "loop off"
      case .slip: "slip off"
      case .headphones: "not in the headphones"
      case .metronome: "metronome off"
      case .filter: "filter off"
      case .fader: "fader up"
      case .band(let index): "\(SpokenChange.bands[index]) back"
      case .effect(let effect): "\(effect.word) off"
      case .stem(let stem): "\(stem.rawValue) on"
      }
    }
  }

  let part: Part
  let words: String

  static let bands = ["lows", "mids", "highs"]
  /// Those that are said one by one when they change; sync and tempo have sentences of their own.
  static func said(of stems: [StemKind]) -> [Part] {
    [.keyLock, .key, .loop, .slip, .headphones, .metronome] + bands.indices.map { .band($0) } + [.filter, .fader]
      + DeckEffect.allCases.map { .effect($0) } + StemKind.allCases.filter(stems.contains).map { .stem($0) }
  }
}

extension DeckID {
  /// At the beginning of a sentence.
  var spokenName: String { "Deck \(word.uppercased())" }
}
