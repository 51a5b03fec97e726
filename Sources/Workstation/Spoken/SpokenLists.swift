import Engine
import Music
import Platform

extension Snapshot {
  /// How many rows of a list are read out at once.
  private static let rowsAtOnce = 5

  /// What is said of a topic, sentence by sentence. Pure; a snapshot with at least six rows of the browser has all that
  /// is wanted of it.
  package func sentences(on topic: SayTopic) -> [String] {
    switch topic {
    case .deck(let deck): sentences(onDeck: deck)
    case .part(.decks): DeckID.allCases.flatMap(sentences(onDeck:)) + [sound.spokenPhase].compactMap(\.self)
    case .part(.mixer): mixerSentences
    case .part(.library): librarySentences
    case .part(.suggestions): suggestionSentences
    case .part(.queue): queueSentences
    case .part(.mashups): mashupSentences
    case .part(.recording): [recordingSentence]
    case .part(.status): statusSentences
    case .part(.playing): [eachDeck { spokenTitle(of: $0) }]
    case .part(.time): [eachDeck { spokenTimeLeft(of: $0) }]
    case .part(.tempo): [eachDeck { spokenTempo(of: $0) }]
    case .part(.key): [eachDeck { spokenKey(of: $0) }]
    case .part(.phase): [sound.spokenPhase ?? "No two decks play: there is no phase."]
    }
  }

  private var librarySentences: [String] {
    if let error = browser.queryError { return [spoken(error)] }
    let found = browser.query.isEmpty ? "in the library" : "found for \(browser.query.printable)"
    guard browser.total > 0 else { return ["No tracks \(found)."] }
    var lines = ["\(counted(browser.total, "track")) \(found), by \(browser.sort.rawValue)."]
    let first = max(0, browser.selected - browser.firstRow)
    for index in browser.rows.indices.dropFirst(first).prefix(Self.rowsAtOnce) {
      let number = browser.firstRow + index + 1
      lines.append((index == first ? "Selected: " : "") + sentence(number, browser.rows[index]))
    }
    return lines + Self.more(browser.total - browser.firstRow - first - Self.rowsAtOnce)
  }

  /// "1 more below."
  private static func more(_ count: Int) -> [String] { count > 0 ? ["\(count) more below."] : [] }

  private var suggestionSentences: [String] {
    guard let deck = suggestions.deck else { return ["Nothing plays: load a track, and what fits after it is said."] }
    guard !suggestions.rows.isEmpty else { return ["Nothing in the library fits after \(deck.name)."] }
    let first = suggestions.selected
    var lines = ["\(counted(suggestions.rows.count, "suggestion")) after \(deck.name)."]
    for index in suggestions.rows.indices.dropFirst(first).prefix(Self.rowsAtOnce) {
      let row = suggestions.rows[index]
      let score = "score \(Int((100 * row.score).rounded()))"
      let reasons = row.reasons.map { spoken($0.printable) }
      lines.append(
        (index == first ? "Selected: " : "")
          + "\(index + 1): \(([row.track.spokenName, score] + reasons).joined(separator: ", ")).")
    }
    return lines + Self.more(suggestions.rows.count - first - Self.rowsAtOnce)
  }

  /// The arithmetic of the selected suggestion, while it is shown.
  var whySentences: [String] {
    guard suggestions.isExplained, suggestions.rows.indices.contains(suggestions.selected) else { return [] }
    let row = suggestions.rows[suggestions.selected]
    return ["\(row.track.spokenName), score \(Int((100 * row.score).rounded()))."]
      + row.why.map { spoken($0.printable) }
  }

  private var queueSentences: [String] {
    guard !queue.rows.isEmpty else { return ["The queue is empty."] }
    return ["\(counted(queue.rows.count, "track")) in the queue."]
      + queue.rows.prefix(Self.rowsAtOnce).enumerated().map { sentence($0 + 1, $1) }
      + Self.more(queue.rows.count - Self.rowsAtOnce)
  }

  private var mashupSentences: [String] {
    guard let list = mashups else { return ["No partners are listed: mashups lists them."] }
    guard !list.rows.isEmpty else { return ["No partners for \(list.title.printable)."] }
    return ["\(counted(list.rows.count, "partner")) for \(list.title.printable)."]
      + list.rows.indices.dropFirst(list.selected).prefix(Self.rowsAtOnce).map { index in
        let row = list.rows[index]
        let words = [row.track.spokenName, spoken(row.way), spoken(row.places)] + row.reasons.map(spoken)
        return (index == list.selected ? "Selected: " : "") + "\(index + 1): \(words.joined(separator: ", "))."
      }
  }

  private func sentence(_ number: Int, _ track: Track) -> String {
    "\(number): \(([track.spokenName] + track.spokenFacts).joined(separator: ", "))."
  }

  private var mixerSentences: [String] {
    var lines = [spokenCrossfader]
    if let swap = sound.swap { lines.append("Vocals of \(swap.name) over the instrumental of \(swap.other.name).") }
    if let mash { lines.append(spoken(mash) + ".") }
    var master = "Master \(spokenNumber(sound.masterDecibels, places: 1)) dB"
    if let loudness = self.master.shortTerm { master += ", \(spokenNumber(loudness.value, places: 1)) LUFS" }
    if let peak = self.master.truePeak { master += ", peaks at \(spokenNumber(peak.value, places: 1)) dB" }
    if !sound.limiterOn { master += ", limiter off" }
    lines.append(master + ".")
    lines += DeckID.allCases.compactMap { deck in
      guard sound[deck].hasTrack else { return nil }
      let changes = sound[deck].spokenChannel.map(\.words) + [sound[deck].spokenTrim].compactMap(\.self)
      return changes.isEmpty ? nil : "\(deck.spokenName): \(changes.joined(separator: ", "))."
    }
    let heard = DeckID.allCases.filter { sound[$0].headphones }.map(\.name)
    lines.append(heard.isEmpty ? "No deck is in the headphones." : "Headphones: \(heard.joined(separator: " and ")).")
    return lines
  }

  /// "The crossfader is in the middle."
  var spokenCrossfader: String {
    let (place, side) = (sound.crossfader, sound.crossfader < 0 ? DeckID.a : .b)
    if abs(place) < 0.005 { return "The crossfader is in the middle." }
    return abs(place) > 0.995
      ? "The crossfader is at \(side.name)." : "The crossfader is \(spokenShare(abs(place))) towards \(side.name)."
  }

  private var recordingSentence: String {
    if let running = status.recording {
      return "Recording for \(spokenLength(running.seconds)), to \(running.path.printable)"
    }
    return status.lastRecording.map { "Not recording. The last recording is \($0.printable)" }
      ?? "Nothing was recorded in this set yet."
  }

  private var statusSentences: [String] {
    var lines = ["Sound: \(spoken(status.device))."]
    if let recording = status.recording { lines.append("Recording for \(spokenLength(recording.seconds)).") }
    lines += status.air?.sentences ?? []
    if let auto = status.auto { lines.append("Autopilot: \(spoken(auto)).") }
    for line in status.pending { lines.append("Waits: \(spoken(line)).") }
    for job in status.jobs { lines.append(job.sentence) }
    lines.append("\(counted(status.trackCount, "track")) in the library.")
    if status.dropouts > 0 { lines.append("\(counted(status.dropouts, "dropout")) in this set.") }
    return lines
  }
}

extension SuggestedTrack {
  /// "Slow Satellite by Mono Lagoon, 87 BPM, 9B, score 49".
  var spokenInShort: String {
    ([track.spokenName] + track.spokenFacts.prefix(2) + ["score \(Int((100 * score).rounded()))"]).joined(
      separator: ", ")
  }
}

extension JobProgress {
  /// "Analysing, 3 of 28."
  var sentence: String {
    let start = name.prefix(1).uppercased() + name.dropFirst()
    if let left, let total { return "\(start), \(done) of \(total), \(spokenLength(left.value)) left." }
    return total.map { "\(start), \(done) of \($0)." } ?? "\(start), \(done)."
  }
}
