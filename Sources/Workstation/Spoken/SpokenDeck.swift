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
    if state.position < TrackTime(0) { parts[1] = spokenLength(-state.position.value) + " before the beginning" }
    if state.hasGrid, state.bpm.value > 0 { parts.append(spokenNumber(state.bpm.value, places: 1) + " BPM") }
    if let key = state.key { parts.append("\(key.camelot.code)") }
    parts.append(state.spokenMotion)
    var lines = ["\(name): \(parts.joined(separator: ", "))."]
    if let section = section(of: deck) { lines.append("It is in \(section).") }
    let changes = state.spokenChanges(isLeader: sound.leader == deck, stems: loaded.stems)
    if !changes.isEmpty { lines.append("\(name): \(changes.joined(separator: ", ")).") }
    return lines
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
  func spokenChanges(isLeader: Bool, stems: [StemKind]) -> [String] {
    var words: [String] = []
    if isLeader { words.append("leads") }
    if let follows { words.append("follows \(follows.name)") } else if sync { words.append("sync on") }
    if let phase = phaseError, abs(phase.value) > 0.05 { words.append("beats apart") }
    if let bars = barOffset, bars != 0 { words.append("bars apart by \(counted(abs(bars), "beat"))") }
    if abs(ratio.percent) >= 0.05 { words.append("tempo \(spoken(signed(ratio.percent, 1).trimmed)) percent") }
    if !keyLock { words.append("key lock off") }
    if abs(keyShift) >= 0.01 { words.append("key shifted by \(spokenNumber(keyShift))") }
    if let roll {
      words.append("roll of \(spokenNumber(roll.value)) beats")
    } else if isLooping {
      words.append(spokenLoop)
    }
    if slip { words.append("slip on") }
    if headphones { words.append("in the headphones") }
    if metronome { words.append("metronome on") }
    return words + spokenChannel + spokenStems(stems)
  }

  /// "loop of 4 beats".
  var spokenLoop: String {
    guard let loopIn, let loopOut, bpm.value > 0 else { return "looping" }
    // The grid's beats, at the tempo of the record.
    let beats = (loopOut - loopIn).value * bpm.value / max(0.01, ratio.value) / 60
    return "loop of \(spokenNumber(beats, places: 2)) beats"
  }

  private var spokenChannel: [String] {
    var words: [String] = []
    for (index, band) in ["lows", "mids", "highs"].enumerated() {
      if kills[index] {
        words.append("\(band) killed")
      } else if abs(eqDecibels[index]) >= 0.05 {
        words.append("\(band) \(spokenNumber(eqDecibels[index], places: 1)) dB")
      }
    }
    if abs(filter) >= 0.005 {
      words.append((filter < 0 ? "low-pass filter at " : "high-pass filter at ") + spokenShare(abs(filter)))
    }
    if fader < 0.995 { words.append("fader \(spokenShare(fader))") }
    for index in effects.indices {
      if let effect = effects[index], effect.isOn { words.append("\(effect.effect.word) on") }
    }
    return words
  }

  private func spokenStems(_ stems: [StemKind]) -> [String] {
    stems.prefix(stemMutes.count).enumerated().compactMap { index, stem in
      if stemMutes[index] { return "\(stem.rawValue) muted" }
      return stemLevels[index] < 0.995 ? "\(stem.rawValue) at \(spokenShare(stemLevels[index]))" : nil
    }
  }
}

extension DeckID {
  /// At the beginning of a sentence.
  var spokenName: String { "Deck \(word.uppercased())" }
}
