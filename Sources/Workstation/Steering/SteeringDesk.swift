import Dispatch
import Library
import Music
import Platform
import Suggestion

/// The seven sliders in their place: what the DJ moves steers the suggestions and the autopilot. The main thread's.
final class SteeringDesk {
  private var wish = SteerWish() {
    didSet {
      guard wish != oldValue else { return }
      library.steer(to: wish)
      auto.steer = wish
    }
  }
  private var isShown = false
  private var selected = 0
  private let library: LibraryWork
  private let auto: AutopilotDesk
  private let log: MessageLog
  private let inbox = MainQueue<SteeringDesk>()
  private let jobs: TasteJobs
  /// Of the list that was named last.
  private var taste: ListTaste?
  private let worker = DispatchQueue(label: "segue.steer", qos: .userInitiated)

  /// How far one key press moves a slider.
  private static let step = 0.25
  /// What a single track counts that what comes is to sound like.
  static let likeThisStrength = 0.5

  /// - Parameter place: the library's file; nil for one in memory.
  init(
    library: LibraryWork, auto: AutopilotDesk, directories: AppDirectories, settings: Settings, place: String?,
    log: MessageLog
  ) {
    (self.library, self.auto, self.log) = (library, auto, log)
    let tastes = ListTastes(
      library: library.tracks.library, sounds: library.sounds, folder: directories.listTastes, place: place ?? "",
      settings: settings)
    jobs = TasteJobs(tastes, playlists: directories.playlists) { [inbox] outcome in
      inbox.post { $0.take(outcome) }
    }
  }

  /// Tastes that are being made.
  var progress: [JobProgress] { jobs.progress.map { [$0] } ?? [] }

  /// No more of them.
  func stopJobs() { jobs.close() }

  /// What the worker has found.
  func tick() { inbox.run(on: self) }

  /// As the screen shows it.
  var shown: SteeringModel {
    SteeringModel(
      sliders: SteerSlider.allCases.map { .init(name: $0.rawValue, value: wish.steering[$0]) }, selected: selected,
      isShown: isShown, words: words)
  }

  /// "bass +0.5, like Friday"; nil while nothing is steered.
  private var words: String? {
    let parts = [wish.steering.words, wish.like.map { "like \($0.name)" }].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Does what a command says. - Parameter heard: the track that the suggestions are for; nil where there is none.
  func perform(_ command: SteerCommand, heard: Track?) {
    switch command {
    case .move: wish.steering = moved(by: command)
    case .words(let text): return steer(by: text, heard)
    case .reset: wish = SteerWish()
    case .tasteFrom(let name): return jobs.add(name)
    case .likeThese(let said):
      guard said.applied(to: wish.like != nil) else {
        wish.like = nil
        break
      }
      return soundLikeThese(strength: nil)
    case .likeStrength(let strength): return soundLikeThese(strength: strength)
    case .show(let wish):
      isShown = wish.applied(to: isShown)
      return
    case .select(let step):
      isShown = true
      selected = (selected + step + SteerSlider.allCases.count) % SteerSlider.allCases.count
      return
    case .step:
      isShown = true
      wish.steering = moved(by: command)
    }
    log.add(.note, words.map { "steered: \($0)" } ?? "nothing is steered")
  }

  /// What brings the sliders back to where they are, of those that a command moves; nil where it moves none.
  func commandsBack(from command: SteerCommand) -> [SteerCommand]? {
    let moved = moved(by: command)
    let back = SteerSlider.allCases.filter { moved[$0] != wish.steering[$0] }
    return back.isEmpty ? nil : back.map { .move($0, .value(wish.steering[$0])) }
  }

  /// The sliders as a command leaves them.
  private func moved(by command: SteerCommand) -> Steering {
    var moved = wish.steering
    switch command {
    case .move(let slider, .value(let value)): moved[slider] = value
    case .move(let slider, .change(let change)): moved[slider] += change
    case .step(let steps): moved[SteerSlider.allCases[selected]] += Self.step * Double(steps)
    case .words(let text): if let said = try? SteerWords(text) { return said.applied(to: moved) }
    case .reset: return Steering()
    case .tasteFrom, .likeThese, .likeStrength, .show, .select: break
    }
    return moved
  }

  private func steer(by text: String, _ heard: Track?) {
    let said: SteerWords
    do { said = try SteerWords(text) } catch { return log.add(.failure, error.description) }
    if said.isReset { wish.like = nil }
    wish.steering = said.applied(to: wish.steering)
    let rest = said.unknown.isEmpty ? "" : "; not understood: \(said.unknownWords)"
    log.add(said.unknown.isEmpty ? .note : .warning, "understood: \(said.understood)\(rest)")
    if said.isLikeThis { soundLike(heard) }
  }

  // MARK: Lists

  private func take(_ outcome: TasteJobs.Outcome) {
    switch outcome {
    case .failed(let sentence): log.add(.failure, sentence)
    case .made(let made, let unknown, let wasKept):
      taste = made
      let left = unknown > 0 ? " (\(unknown) more are not in the library)" : ""
      let kept = wasKept ? ", as found before" : ""
      log.add(.note, "taste from \(made.name): \(counted(made.count, "track"))\(left)\(kept); \(made.strength.words)")
      if wish.like != nil { soundLikeThese(strength: nil) }
    }
  }

  private func soundLikeThese(strength: Double?) {
    guard let taste else {
      return log.add(.warning, "like which? Say taste from and a playlist, crate or folder first")
    }
    let strength = strength ?? taste.strength.strength
    wish.like = ListSound(name: taste.name, mean: taste.mean, strength: strength)
    var text = "more like \(taste.name), strength \(CommandText.number(strength))"
    if let range = taste.strength.range, !range.contains(strength) {
      text += strength < range.lowerBound ? ": too little to change the list" : ": so much that the list collapses"
    }
    log.add(.note, text)
  }

  private func soundLike(_ track: Track?) {
    guard let track else { return log.add(.warning, "like what? Play a track first") }
    let (sounds, tracks) = (library.sounds, library.tracks)
    worker.async { @Sendable [inbox] in
      let scores = tracks.trouble.read("the sound of \(track.title)") { () throws(LibraryError) in
        try sounds.table(of: tracks.library)[track.id]
      }
      inbox.post { desk in
        guard let mean = scores ?? nil else {
          return desk.log.add(.warning, "the sound of \(track.title) is not measured yet: try again in a moment")
        }
        desk.wish.like = ListSound(name: track.title, mean: mean, strength: Self.likeThisStrength)
      }
    }
  }
}

extension LikeStrength {
  /// "the list changes from 0.25 on and collapses beyond 4: more like these uses 1".
  fileprivate var words: String {
    func number(_ value: Double) -> String { CommandText.number(value) }
    guard let range else {
      return "no strength changes the list without its collapse: more like these uses \(number(strength))"
    }
    let isEnd = range.upperBound == Self.tried.last
    let end = isEnd ? "" : " and collapses beyond \(number(range.upperBound))"
    return
      "the list changes from strength \(number(range.lowerBound)) on\(end): more like these uses \(number(strength))"
  }
}
