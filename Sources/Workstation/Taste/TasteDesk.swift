import Dispatch
import Engine
import Library
import Music
import Platform
import Suggestion

/// What can be done with what was learnt of the DJ.
package enum TasteCommand: Sendable, Hashable {
  /// Shows it in words, or the list again.
  case show
  /// Another one from now on, by its name.
  case use(String)
  /// Forgets all of it.
  case reset
  /// To a file, and from one.
  case export(String), adopt(String)
}

/// What is learnt of the DJ: a file for each name, read at the start, kept after each choice. Until it is read, and
/// where it cannot be used, the rules alone count. The main thread's; files are read and written on theirs.
final class TasteDesk {
  /// A choice of this session; the date tells choices apart.
  private struct Lesson {
    var date: Double
    var choice: TasteChoice
  }

  private let directories: AppDirectories
  private let library: LibraryWork
  private let files: DiskQueue
  private let saved: SavedSettingsFile
  private let log: MessageLog
  private let rules: SuggestRules
  private let inbox = MainQueue<TasteDesk>()
  private let worker = DispatchQueue(label: "segue.taste", qos: .utility)
  /// Of the one in use.
  private(set) var name: String
  /// What the file holds, less `lessons`; nil: it is not read yet.
  private var base: Taste?
  /// So that they can be taken back; the oldest go into `base`.
  private var lessons: [Lesson] = []
  /// Answers that were taken back before they were learnt from.
  private var takenBack: Set<Double> = []
  /// The file is there and cannot be used: it stays as it is, and nothing is kept.
  private var isBroken = false
  private var mixes = HeardMixes()
  /// What was listed beside the tracks on the decks when they were brought, by track.
  private var beside: [TrackID: TasteChoice] = [:]
  /// What is learnt has changed: to be given to those that rank.
  private var isNew = false
  /// It is shown.
  private(set) var isShown = false
  private(set) var taste = Taste()

  private static let mostLessons = 64

  init(
    _ name: String, rules: SuggestRules, directories: AppDirectories, library: LibraryWork, files: DiskQueue,
    saved: SavedSettingsFile, log: MessageLog
  ) {
    (self.name, self.rules, self.directories, self.library) = (name, rules, directories, library)
    (self.files, self.saved, self.log) = (files, saved, log)
    read(name)
  }

  // MARK: Learning

  /// Learns from an answer; a grower is no answer yet.
  func note(_ given: AnswerDesk.Given) {
    guard let strength = given.answer.strength else { return }
    let isLiked = given.answer != .skip
    learn(about: given.track, isLiked: isLiked, strength: strength, date: given.date)
  }

  /// A track is liked or not, over what is listed beside it; where nothing is, it is held against what most tracks are
  /// like.
  private func learn(about track: Track, isLiked: Bool, strength: Double, date: Double) {
    if let choice = library.choice(of: track.id, isLiked: isLiked, strength: strength) {
      return learn(choice, date: date)
    }
    worker.async { @Sendable [inbox, library = library.tracks.library] in
      let candidate = Candidate(
        id: track.id, bpm: track.bpm, key: track.key, energy: track.energy.map { Int8(clamping: $0) })
      let heard = (try? library.planFacts(of: [track.id]))?[track.id]
      let traits = heard.map { TrackTraits(candidate, $0) } ?? TrackTraits(candidate)
      inbox.post {
        $0.learn(TasteChoice(TasteLook(traits), over: [], isLiked: isLiked, strength: strength), date: date)
      }
    }
  }

  /// Forgets what an answer said.
  func takeBack(_ given: AnswerDesk.Given) {
    guard let index = lessons.firstIndex(where: { $0.date == given.date }) else {
      takenBack.insert(given.date)
      return
    }
    lessons.remove(at: index)
    learnAnew()
  }

  /// A track was brought by hand: chosen over what is listed beside it.
  func noteLoad(_ track: Track) {
    if let choice = library.choice(of: track.id, isLiked: true, strength: 0.3) { learn(choice) }
  }

  /// The autopilot was told to leave a track out.
  func noteLeftOut(_ path: String) {
    guard let track = library.track(at: path) else { return }
    if var choice = beside.removeValue(forKey: track.id) {
      // It is on a deck, and was listed when it came there.
      choice.isLiked = false
      return learn(choice)
    }
    learn(about: track, isLiked: false, strength: 0.5, date: secondsSince1970())
  }

  private func learn(_ choice: TasteChoice, date: Double = secondsSince1970()) {
    if isBroken || takenBack.remove(date) != nil { return }
    lessons.append(Lesson(date: date, choice: choice))
    guard var base else { return }
    while lessons.count > Self.mostLessons { base.learn(lessons.removeFirst().choice, rules: rules) }
    self.base = base
    taste.learn(choice, rules: rules)
    isNew = true
    keep()
  }

  private func learnAnew() {
    guard let base else { return }
    taste = base
    for lesson in lessons { taste.learn(lesson.choice, rules: rules) }
    isNew = true
    keep()
  }

  // MARK: Ticks

  /// - Returns: what is learnt, when it has changed.
  func tick(_ snapshot: EngineSnapshot, _ decks: [DeckID: TrackOnDeck], at now: Seconds, rate: SampleRate) -> Taste? {
    inbox.run(on: self)
    let looks = DeckID.allCases.map { deck in
      let state = snapshot[deck]
      return HeardMixes.Look(
        serial: decks[deck]?.serial, track: decks[deck]?.track.id,
        isHeard: state.isHeard && decks[deck] != nil,
        length: decks[deck]?.track.duration)
    }
    for look in looks {
      guard let track = look.track, track.value > 0, beside[track] == nil else { continue }
      // As the list is when the track comes; one that is not listed says nothing of a choice.
      if let choice = library.choice(of: track, isLiked: true, strength: 0.5) { beside[track] = choice }
    }
    for (track, verdict) in mixes.look(looks, at: now) {
      guard var choice = beside.removeValue(forKey: track) else { continue }
      choice.isLiked = verdict == .keptLong
      learn(choice)
    }
    beside = beside.filter { item in looks.contains { $0.track == item.key } }
    defer { isNew = false }
    return isNew ? taste : nil
  }

  /// As the screen shows it; nil: the list.
  var shown: [String]? { isShown ? ["Taste “\(name)”"] + (isBroken ? [brokenWords] : taste.words(rules: rules)) : nil }

  // MARK: Commands

  /// Gives its place back to the list. - Returns: whether it was shown.
  func hide() -> Bool {
    defer { isShown = false }
    return isShown
  }

  /// Does what a command says.
  func perform(_ command: TasteCommand) {
    switch command {
    case .show:
      isShown.toggle()
      if isShown { log.add(.note, summary) }
    case .use(let name):
      if let complaint = Settings.complaint(aboutTaste: name) { return log.add(.warning, complaint) }
      saved.keep("taste", name)
      (self.name, base, lessons, taste, isBroken, isNew) = (name, nil, [], Taste(), false, true)
      log.add(.note, "taste \(name) from now on")
      read(name)
    case .reset:
      let path = directories.taste(name)
      (base, lessons, taste, isBroken, isNew) = (Taste(), [], Taste(), false, true)
      files.run { [messages = log.elsewhere] in
        // Nothing is lost: the last one can be brought back.
        guard textFile(path) != nil else { return }
        if let complaint = move(path, over: path + ".old") {
          messages.post(.failure, "\(path) cannot be put aside: \(complaint)")
        }
      }
      log.add(.note, "taste \(name) is forgotten: the rules alone count (taste import \(path).old brings it back)")
    case .export(let file): export(plainPath(file))
    case .adopt(let file): adopt(absolutePath(file))
    }
  }

  private var summary: String {
    if isBroken { return brokenWords }
    if taste.isRules { return "taste \(name): nothing is learnt yet, the rules alone count" }
    let likes = taste.likes.isEmpty ? "much as the rules have it" : "likes \(taste.likes.joined(separator: ", "))"
    return "taste \(name), \(counted(taste.choices, "choice")): \(likes)"
  }

  private var brokenWords: String {
    "\(directories.taste(name)) cannot be used: the rules alone count, and nothing is learnt; taste reset puts it aside"
  }

  private func export(_ file: String) {
    files.run { [text = taste.text, name, messages = log.elsewhere] in
      if let complaint = makeFolder(folder(of: file)) ?? replaceFile(file, with: text) {
        messages.post(.failure, "\(file) is not written: \(complaint)")
      } else {
        messages.post(.note, "taste \(name) is written to \(file)")
      }
    }
  }

  private func adopt(_ file: String) {
    files.run { [inbox, path = directories.taste(name), messages = log.elsewhere] in
      do {
        guard let text = textFile(file) else {
          return messages.post(.failure, "\(file) cannot be read: \(errorText())")
        }
        let taste = try Taste(text: text)
        if textFile(path) != nil, FilePath(file) != FilePath(path + ".old") { _ = move(path, over: path + ".old") }
        inbox.post { desk in
          (desk.base, desk.lessons, desk.taste, desk.isBroken, desk.isNew) = (taste, [], taste, false, true)
          desk.keep()
          desk.log.add(.note, "taste \(desk.name) is now that of \(file)")
        }
      } catch {
        messages.post(.failure, "\(file) \(error)")
      }
    }
  }

  // MARK: The file

  private func read(_ name: String) {
    files.run { [inbox, path = directories.taste(name)] in
      let text = textFile(path)
      let found = Result { () throws(TasteFault) in try text.map(Taste.init(text:)) ?? Taste() }
      inbox.post { desk in
        guard desk.name == name, desk.base == nil else { return }
        switch found {
        case .success(let taste): desk.base = taste
        case .failure(let fault):
          (desk.base, desk.lessons, desk.isBroken) = (Taste(), [], true)
          desk.log.add(.failure, "\(path) \(fault). The rules alone count; the file stays as it is")
        }
        if desk.lessons.isEmpty { (desk.taste, desk.isNew) = (desk.base ?? Taste(), true) } else { desk.learnAnew() }
      }
    }
  }

  private func keep() {
    if isBroken || base == nil { return }
    files.run { [text = taste.text, path = directories.taste(name), name, messages = log.elsewhere] in
      if let complaint = makeFolder(folder(of: path)) ?? replaceFile(path, with: text) {
        messages.post(.warning, "what was learnt is not kept in taste \(name): \(complaint)")
      }
    }
  }
}

extension Answer {
  /// How much it says of a taste; nil: nothing yet.
  fileprivate var strength: Double? {
    switch self {
    case .keep, .skip: 1
    case .classic: 1.5
    case .grower: nil
    }
  }
}
