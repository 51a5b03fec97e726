import Dispatch
import Engine
import Library
import Music
import Platform
import Suggestion

/// Partners for mashups: looked for on a thread of its own, listed in the suggestions' place, loaded where they are
/// planned. The main thread's.
final class MashupDesk {
  private let decks: DeckPair
  private let engine: EngineLink
  private let library: LibraryWork
  private let mash: MashDesk
  private let rules: MashupRules
  private let rate: SampleRate
  private let log: MessageLog
  private let inbox = MainQueue<MashupDesk>()
  private let ranker = DispatchQueue(label: "segue.mashups", qos: .userInitiated)

  /// What the list is of; nil while none is shown.
  private(set) var subject: Subject?
  private var listing = MashupListing()
  private(set) var selected = 0
  private var isExplained = false
  /// What was asked for last, and whether the answer is still to come.
  private var asked: Question?
  private var isSearching = false
  /// A file that is being listened to.
  private var heard: String?

  private static let limit = 40

  /// Whose partners.
  struct Subject: Sendable, Hashable {
    /// Nil: a track of the browser, on no deck.
    var deck: DeckID?
    var track: Track
  }

  /// What an answer is for.
  private struct Question: Hashable {
    var subject: Subject
    /// As the deck plays it; thousandths.
    var ratio: Int
    /// Of its deck, and of those on which partners are; what a mash shifts is not counted. Semitones.
    var keyShift: Double
    var shifts: [TrackID: Double]
    var isHeld: Bool
    /// Of the library.
    var changes: Int
  }

  init(
    decks: DeckPair, engine: EngineLink, library: LibraryWork, mash: MashDesk, rules: MashupRules, rate: SampleRate,
    log: MessageLog
  ) {
    (self.decks, self.engine, self.library, self.mash) = (decks, engine, library, mash)
    (self.rules, self.rate, self.log) = (rules, rate, log)
  }

  // MARK: The DJ

  func perform(_ command: MashupCommand) {
    switch command {
    case .list(let deck?):
      guard let track = decks[deck].track?.track else { return log.add(.warning, decks[deck].emptyComplaint) }
      show(Subject(deck: deck, track: track))
    case .list(nil): listHeard()
    case .listSelected:
      guard let track = library.selected else { return log.add(.warning, "no track is selected") }
      show(Subject(deck: decks.all.first { $0.track?.track.id == track.id }?.id, track: track))
    case .move(let step): move(by: step)
    case .place(let step): turn(by: step)
    case .load: load()
    case .close:
      if subject == nil { log.add(.note, "no mashups are listed") }
      (subject, asked, listing, isExplained, heard) = (nil, nil, MashupListing(), false, nil)
    }
  }

  /// Shows the arithmetic of the selected row, or the list again.
  func explain() { isExplained.toggle() }

  private func listHeard() {
    let snapshot = engine.snapshot
    let loaded = decks.all.filter { $0.track != nil }
    if let deck = loaded.first(where: { $0.id == snapshot.heardDeck }) ?? loaded.first, let on = deck.track {
      return show(Subject(deck: deck.id, track: on.track))
    }
    guard let track = library.selected else {
      return log.add(.warning, "load a track with stems, or select one, and ask again")
    }
    show(Subject(deck: nil, track: track))
  }

  private func show(_ new: Subject) {
    if new.track.id != subject?.track.id { (listing, selected) = (MashupListing(), 0) }
    subject = new
    asked = nil
    update()
  }

  /// The row that is selected.
  var chosen: ListedMashup? { listing.rows.indices.contains(selected) ? listing.rows[selected] : nil }

  /// Whose voice and whose instrumental that is.
  var chosenTracks: (voice: Track, beat: Track)? {
    guard let subject, let row = chosen else { return nil }
    return row.partner.way == .ownVoice ? (subject.track, row.track) : (row.track, subject.track)
  }

  /// By how much both are shifted, as it is listed, in a song of it: there the instrumental has its own tempo, and the
  /// key that a deck without key lock would have moved; the voice goes along.
  var chosenKeys: MashKeys? {
    guard let plan = chosen?.plan, let beat = chosenTracks?.beat else { return nil }
    let own = deck(of: beat).map(mash.restingShift) ?? 0
    let voice = plan.voiceKey - plan.beatKey + own
    return MashKeys(voice: max(-12, min(12, thousandths(voice))), beat: thousandths(own))
  }

  /// The deck by which a track of the list is judged: the list's own, or the other one where it holds the partner.
  private func deck(of track: Track) -> DeckController? {
    if track.id == subject?.track.id { return subject?.deck.map { decks[$0] } }
    return decks.all.first { $0.id != subject?.deck && $0.track?.track.id == track.id }
  }

  /// The rows below the selected one.
  func below(_ count: Int) -> [ListedMashup] { Array(listing.rows.dropFirst(selected + 1).prefix(count)) }

  func move(by step: Int) { selected = max(0, min(selected + step, listing.rows.count - 1)) }

  func turn(by step: Int) {
    guard let row = chosen else { return log.add(.note, "no mashups are listed") }
    let count = row.partner.plans.count
    if count < 2 { return log.add(.note, "\(row.track.title) has one place only") }
    listing.rows[selected].place = ((row.place + step) % count + count) % count
  }

  /// What is rendered of a row; nil without one.
  func job(_ row: ListedMashup?) -> MashupClip.Job? {
    guard let subject, let row else { return nil }
    func source(_ track: Track, _ span: ClosedRange<TrackTime>) -> MashupClip.Source {
      let onDeck = decks.all.compactMap(\.track).first { $0.track.id == track.id }
      return MashupClip.Source(path: track.path, span: span, loaded: onDeck?.loaded)
    }
    let isOwnVoice = row.partner.way == .ownVoice
    let (voice, beat) = isOwnVoice ? (subject.track, row.track) : (row.track, subject.track)
    let gain = decks.a.gain.gain(for: beat.loudness.map { TrackAnalysis.Loudness(integrated_lufs: $0.value) })
    return MashupClip.Job(
      voice: source(voice, row.plan.voice), beat: source(beat, row.plan.beat), plan: row.plan, gain: gain)
  }

  /// Of both.
  var beatsPerBar: Int { listing.beatsPerBar }

  // MARK: Loading

  /// The partner comes onto a deck that stands, at its place and at the tempo of what it goes with; where the track
  /// itself is on no deck, it comes onto the other one.
  private func load() {
    guard let subject, let row = chosen else { return log.add(.warning, "no mashup is selected: mashups lists them") }
    let isOwnVoice = row.partner.way == .ownVoice
    let (own, other) =
      isOwnVoice
      ? (place(row.plan.voice.lowerBound, row.plan.voiceStretch), place(row.plan.beat.lowerBound, row.plan.beatStretch))
      : (place(row.plan.beat.lowerBound, row.plan.beatStretch), place(row.plan.voice.lowerBound, row.plan.voiceStretch))
    let (first, target) = decks(for: subject)
    guard !target.state.isPlaying else {
      return log.add(.warning, "\(target.name) is playing: stop it, and the partner comes onto it")
    }
    if first.track?.track.id == subject.track.id {
      if !first.state.isPlaying { first.start(at: own.position, cue: own.cue) }
    } else {
      guard !first.state.isPlaying else {
        return log.add(.warning, "\(first.name) plays another track: \(subject.track.title) has no deck")
      }
      first.load(.track(subject.track), asHeard: own)
    }
    if target.track?.track.id == row.track.id {
      target.start(at: other.position, cue: other.cue)
    } else {
      target.load(.track(row.track), asHeard: other)
    }
    let voice = isOwnVoice ? first : target
    log.add(.note, "\(row.places) · at its place: “\(row.plan.mash(voice: voice.id, at: .phrase).line)”")
  }

  /// The deck that has the track, or is to have it, and the one for its partner.
  private func decks(for subject: Subject) -> (own: DeckController, partner: DeckController) {
    let own = decks.all.first { $0.track?.track.id == subject.track.id } ?? decks.a
    return (own, decks[own.id.other])
  }

  /// What loading the selected partner would change: the decks that stand, and whether another track comes onto them.
  var loads: [(deck: DeckID, isNew: Bool)] {
    guard let subject, let row = chosen else { return [] }
    let (own, partner) = decks(for: subject)
    return [(own, subject.track.id), (partner, row.track.id)].filter { !$0.0.state.isPlaying }.map { deck, id in
      (deck.id, deck.track?.track.id != id)
    }
  }

  private func place(_ time: TrackTime, _ stretch: Double) -> HeardPlace {
    HeardPlace(position: time, cue: time, tempoPercent: (stretch * 1000).rounded() / 1000, isInTime: false)
  }

  // MARK: Searching

  func tick() {
    inbox.run(on: self)
    update()
  }

  private func update() {
    guard let subject, !isSearching else { return }
    let state = subject.deck.map { engine.snapshot[$0] }
    if let deck = subject.deck, let now = decks[deck].track?.track, now.id != subject.track.id {
      // Another track came onto the deck: the list is of what it holds.
      self.subject = Subject(deck: deck, track: now)
      (listing, selected) = (MashupListing(), 0)
      return
    }
    let ratio = state?.setRatio ?? .asRecorded
    let others = decks.all.compactMap { deck -> (TrackID, Double)? in
      guard deck.id != subject.deck, let id = deck.track?.track.id, id != subject.track.id else { return nil }
      return (id, soundingShift(of: deck))
    }
    let shifts = Dictionary(others) { first, _ in first }
    let shift = subject.deck.map { soundingShift(of: decks[$0]) } ?? 0
    let question = Question(
      subject: subject, ratio: Int((ratio.value * 1000).rounded()), keyShift: shift, shifts: shifts,
      isHeld: state?.isPlaying ?? false, changes: library.changeCount)
    guard question != asked else { return }
    asked = question
    isSearching = true
    let earliest = question.isHeld ? state?.position.time(at: rate) : nil
    let (library, trouble, rules) = (library.tracks.library, library.tracks.trouble, rules)
    ranker.async { @Sendable [inbox] in
      var new: [NewPlanFacts] = []
      let found = trouble.read("partners for mashups") { () throws(LibraryError) in
        // A track that came onto a deck before it was analysed has another row by now.
        let track = try library.track(at: subject.track.path) ?? subject.track
        return try library.mashups(
          of: track, ratio: ratio, keyShift: shift, shifts: shifts, isHeld: question.isHeld, earliest: earliest,
          limit: Self.limit, rules: rules
        ) { new += $0 }
      }
      inbox.post { $0.take(found ?? MashupListing(note: "the library cannot be read"), of: subject) }
      if !new.isEmpty { try? library.keep(new) }
    }
  }

  /// How far a deck sounds from its track's key: what the DJ has set, and its tempo where key lock is off. Hundredths:
  /// a glide asks not for each step anew.
  private func soundingShift(of deck: DeckController) -> Double {
    let state = deck.state
    let shift = Music.soundingShift(mash.restingShift(deck), ratio: state.setRatio, keyLock: state.keyLock)
    return (shift * 100).rounded() / 100
  }

  private func take(_ found: MashupListing, of subject: Subject) {
    isSearching = false
    guard self.subject == subject else { return }
    let before = chosen
    listing = found
    selected =
      before.flatMap { before in
        found.rows.firstIndex { $0.track.id == before.track.id && $0.partner.way == before.partner.way }
      } ?? 0
    if let before, let now = chosen, now.track.id == before.track.id {
      listing.rows[selected].place = min(before.place, now.partner.plans.count - 1)
    }
    // What was not listened to yet is listened to now: somebody waits for it.
    if found.isUnheard, heard != subject.track.path {
      heard = subject.track.path
      library.listenToStems(of: subject.track.path)
    }
  }

  // MARK: The screen

  /// As the screen shows it; nil while none is listed.
  var shown: MashupList? {
    guard let subject else { return nil }
    var list = MashupList()
    (list.title, list.deck) = (subject.track.title, subject.deck)
    list.rows = listing.rows.map(MashupList.Row.init)
    (list.selected, list.isExplained, list.note) = (selected, isExplained, listing.note)
    list.isSearching = isSearching && listing.rows.isEmpty
    return list
  }
}

extension ListedMashup {
  /// "1:04 with 2:08".
  var places: String { MashupList.Row(self).places }
}
