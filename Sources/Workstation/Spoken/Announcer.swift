import Engine
import Music
import Platform

/// Says what has changed from one look at the program to the next, in short sentences made to be heard: for a DJ who
/// does not see the screen. What moves is said once it rests, not on its way.
///
/// Every fact has a sentence; what is said is a sentence that is another one than before. A fact that was not there
/// before (of a track that was just loaded) is not said: it is how the track came.
package struct Announcer {
  private enum Subject: Hashable {
    case loaded(DeckID), motion(DeckID), timeLeft(DeckID), section(DeckID), sync(DeckID), tempo(DeckID), key(DeckID)
    case change(DeckID, SpokenChange.Part), hotCue(path: String, Int), phase, bandSwap(Int)
    case crossfader, vocals, mash, library, suggestion, partner, job, master

    /// A row of a list.
    var isOfAList: Bool { self == .library || self == .suggestion || self == .partner }
  }

  private struct Fact {
    let subject: Subject
    /// Empty: nothing is so that is worth a word.
    let sentence: String
    /// What it is a fact of, where its sentence may come to say more of the same: a track that is being analysed.
    var identity: String?
    /// It glides: it is said when it has come to rest.
    var moves = false
    /// What moves while it glides; nil: the sentence itself.
    var figure: Double?
    /// Said only where all is.
    var isDetail = false
    /// Said also where it was not there before.
    var isNews = false

    /// Another one is a change.
    var compared: String { identity ?? sentence }
  }

  private var said: [Subject: String]?
  private var resting: [Subject: (sentence: String, figure: Double?, looks: Int)] = [:]
  /// So many looks in a row a sentence must be the same: a third of a second.
  private static let rest = 3

  /// Nothing was looked at yet.
  package init() {}

  /// What is new. - Parameters:
  ///   - snapshot: a look at the program, ten a second.
  ///   - level: how much is said.
  ///   - listIsTold: what is selected in a list is not said: the list was just read out.
  package mutating func changes(
    in snapshot: Snapshot, level: Announcements, listIsTold: Bool = false
  ) -> [String] {
    let facts = Self.facts(of: snapshot)
    guard let before = said else {
      said = Dictionary(facts.map { ($0.subject, $0.compared) }) { first, _ in first }
      return []
    }
    var (now, lines) = ([Subject: String](), [String]())
    for fact in facts {
      let old = before[fact.subject]
      if fact.moves, old != nil, !isResting(fact) {
        now[fact.subject] = old
        continue
      }
      now[fact.subject] = fact.compared
      let isWanted = (level == .all || (level == .some && !fact.isDetail)) && !(listIsTold && fact.subject.isOfAList)
      guard isWanted, fact.compared != (old ?? ""), !fact.sentence.isEmpty, old != nil || fact.isNews else { continue }
      lines.append(fact.sentence)
    }
    said = now
    return lines
  }

  private mutating func isResting(_ fact: Fact) -> Bool {
    let last = resting[fact.subject]
    let isStill = last?.sentence == fact.sentence && last?.figure == fact.figure
    let looks = isStill ? (last?.looks ?? 0) + 1 : 1
    resting[fact.subject] = (fact.sentence, fact.figure, min(looks, Self.rest))
    return looks >= Self.rest
  }

  // MARK: Facts

  private static func facts(of snapshot: Snapshot) -> [Fact] {
    DeckID.allCases.flatMap { facts(of: $0, snapshot) } + mixerFacts(snapshot) + listFacts(snapshot)
  }

  private static func facts(of deck: DeckID, _ snapshot: Snapshot) -> [Fact] {
    let (state, loaded, name) = (snapshot.sound[deck], snapshot[deck], deck.spokenName)
    guard let track = loaded.track, state.hasTrack else {
      return [Fact(subject: .loaded(deck), sentence: loaded.track == nil ? "\(name) is empty." : "")]
    }
    let facts = ([track.spokenName] + track.spokenFacts).joined(separator: ", ")
    let motion =
      state.isCueing
      ? "\(name) plays from its cue point." : state.isPlaying ? "\(name) plays." : "\(name) stops."
    return [
      Fact(subject: .loaded(deck), sentence: "\(name): \(facts).", identity: track.path, isNews: true),
      Fact(subject: .motion(deck), sentence: motion),
      Fact(subject: .timeLeft(deck), sentence: timeLeft(name, state)),
      Fact(
        subject: .section(deck), sentence: label(of: loaded, at: state).map { "\(name): \($0)." } ?? "",
        isDetail: true),
      Fact(subject: .sync(deck), sentence: sync(name, state)),
      Fact(
        subject: .tempo(deck),
        sentence: state.follows != nil || state.bpm.value <= 0
          ? "" : "\(name): \(spokenNumber(state.bpm.value, places: 1)) BPM.", moves: true, figure: state.bpm.value),
    ] + changeFacts(of: deck, state, loaded.stems) + cueFacts(of: deck, state, track.path)
  }

  /// What the hands have switched or turned, each by itself.
  private static func changeFacts(of deck: DeckID, _ state: DeckModel, _ stems: [StemKind]) -> [Fact] {
    let changes = state.spokenChanges(isLeader: false, stems: stems)
    return SpokenChange.said(of: stems).map { part in
      let words = changes.first { $0.part == part }?.words ?? part.neutral
      return Fact(
        subject: .change(deck, part), sentence: "\(deck.spokenName): \(words).", moves: true, figure: state.glidingSum)
    }
  }

  /// Hot cues that are set or cleared; to jump to one is heard.
  private static func cueFacts(of deck: DeckID, _ state: DeckModel, _ path: String) -> [Fact] {
    state.hotCues.indices.map { index in
      let what = state.hotCues[index].map { "set at \(spokenLength($0.value))" } ?? "cleared"
      return Fact(
        subject: .hotCue(path: path, index), sentence: "\(deck.spokenName): hot cue \(index + 1) \(what).")
    }
  }

  private static func sync(_ name: String, _ state: DeckModel) -> String {
    if let follows = state.follows { return "\(name) follows \(follows.name)." }
    return state.sync ? "\(name): sync on." : "\(name): sync off."
  }

  private static func timeLeft(_ name: String, _ state: DeckModel) -> String {
    let left = state.length.value - state.position.value
    guard state.isPlaying, !state.isLooping else { return "" }
    return [10.0, 30, 60].first { left <= $0 && left > 0 }.map { "\(name): \(spokenLength($0)) left." } ?? ""
  }

  private static func label(of loaded: LoadedDeck, at state: DeckModel) -> String? {
    guard state.isPlaying else { return nil }
    return loaded.sections.last { $0.start_seconds <= state.position.value }?.label
  }

  private static func mixerFacts(_ snapshot: Snapshot) -> [Fact] {
    let sound = snapshot.sound
    let vocals = sound.swap.map { "Vocals of \($0.name) over \($0.other.name)." } ?? "No swap."
    return [
      Fact(subject: .crossfader, sentence: snapshot.spokenCrossfader, moves: true, figure: sound.crossfader),
      Fact(
        subject: .phase,
        sentence: sound.spokenPhaseInShort,
        moves: true),
      Fact(subject: .vocals, sentence: vocals),
      Fact(subject: .mash, sentence: snapshot.mash.map { spoken($0) + "." } ?? "No mash.", moves: true),
      Fact(subject: .master, sentence: "Master \(spokenNumber(sound.masterDecibels, places: 1)) dB.", moves: true),
    ] + bandFacts(sound)
  }

  /// A band that goes over, and that it is there: nothing else says that the hand may let go.
  private static func bandFacts(_ sound: SoundModel) -> [Fact] {
    ["bass is", "mids are", "highs are"].enumerated().map { index, name in
      let band = name.split(separator: " ")[0]
      if let swap = sound.bandSwaps[index] {
        return Fact(
          subject: .bandSwap(index), sentence: "The \(name) going over to \(swap.to.name).",
          identity: "goes to \(swap.to)")
      }
      let owner = DeckID.allCases.first { !sound[$0].kills[index] && sound[$0.other].kills[index] }
      return Fact(
        subject: .bandSwap(index), sentence: owner.map { "\($0.spokenName) has the \(band)." } ?? "The \(name) shared.",
        identity: "rests")
    }
  }

  private static func listFacts(_ snapshot: Snapshot) -> [Fact] {
    let (browser, suggestions) = (snapshot.browser, snapshot.suggestions)
    let row = browser.selected - browser.firstRow
    let selected = browser.rows.indices.contains(row) ? browser.rows[row] : nil
    var facts = [
      Fact(
        subject: .library,
        sentence: selected.map { "Selected: \(([$0.spokenName] + $0.spokenFacts).joined(separator: ", "))." } ?? "",
        identity: selected?.path)
    ]
    if suggestions.rows.indices.contains(suggestions.selected), suggestions.selected > 0 {
      facts.append(
        Fact(
          subject: .suggestion,
          sentence: "Suggestion \(suggestions.selected + 1): "
            + suggestions.rows[suggestions.selected].spokenInShort + ".", isNews: true))
    }
    if let list = snapshot.mashups, list.rows.indices.contains(list.selected) {
      let row = list.rows[list.selected]
      let words = [row.track.spokenName, spoken(row.way), spoken(row.places)]
      facts.append(
        Fact(
          subject: .partner,
          sentence: "Partner \(list.selected + 1) of \(list.rows.count): "
            + words.joined(separator: ", ") + ".", isNews: true))
    }
    let work = snapshot.status.jobs.map(\.name)
    facts.append(
      Fact(
        subject: .job, sentence: work.isEmpty ? "All work is done." : "\(work.joined(separator: ", ")) goes on.",
        moves: true, isDetail: true))
    return facts
  }
}
