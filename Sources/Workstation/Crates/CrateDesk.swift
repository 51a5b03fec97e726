import Library
import Music
import Platform

/// Crates as the DJ makes and fills them, and takes that back; all of it goes to the library. The main thread's.
final class CrateDesk {
  /// What a command did to a crate: nil is no crate.
  private struct Change {
    var path: [String]
    var before: CrateContent?
    var after: CrateContent?

    var reversed: Change { Change(path: path, before: after, after: before) }
  }

  private let library: LibraryWork
  private let log: MessageLog
  /// The last step last; a name that changes is two changes.
  private var done: [[Change]] = []
  private var undone: [[Change]] = []
  /// The crate that had a track put into it last.
  private var last: [String]?

  init(library: LibraryWork, log: MessageLog) { (self.library, self.log) = (library, log) }

  var canUndo: Bool { !done.isEmpty }
  var canRedo: Bool { !undone.isEmpty }

  /// Does what a command says.
  func perform(_ command: CrateCommand) {
    switch command {
    // What is listed is told where all answers are (`Workstation.perform`).
    case .list: break
    case .open(let name): open(name)
    case .add(let name): add(name)
    case .fill(let name): put(library.listed, into: name)
    case .save(let words): save(words)
    case .remove: remove()
    case .move(let step): move(step)
    case .rename(let name): rename(to: name)
    case .delete(let name): delete(name)
    case .undo: undo()
    case .redo: redo()
    }
  }

  /// A line each: name, and how many tracks or which search.
  func lines() -> [String] {
    library.crates().map { crate in
      crate.title + " · " + (crate.query.map { "search: \($0)" } ?? counted(crate.count, "track"))
    }
  }

  // MARK: Opening

  private func open(_ name: String) {
    guard let crate = found(name) else { return }
    library.open(crate)
    let what =
      crate.query.map { "the tracks that “\($0)” finds" } ?? "\(counted(crate.count, "track")), in its order"
    log.add(.note, "crate \(crate.title): \(what)")
  }

  /// The crate of this name; says what there is where it is none.
  private func found(_ name: String) -> Crate? {
    let crates = library.crates()
    if let crate = Crate.named(name, among: crates) { return crate }
    let meant = crates.filter { $0.title.folded.contains(name.folded) }.map(\.title)
    let names = (meant.isEmpty ? crates.map(\.title) : meant).prefix(6).joined(separator: ", ")
    log.add(
      .warning,
      crates.isEmpty
        ? "there are no crates yet: crate add \(name) makes one of the selected track"
        : meant.isEmpty ? "there is no crate “\(name)”; there are \(names)" : "which crate “\(name)”? \(names)")
    return nil
  }

  // MARK: Tracks

  private func add(_ name: String?) {
    guard let track = library.selected else { return log.add(.warning, "no track is selected to put into a crate") }
    guard let name = name ?? (last ?? library.openCrate)?.joined(separator: "/") else {
      return log.add(.warning, "into which crate? crate add warm-up")
    }
    put([track.id], into: name, titled: track.title)
  }

  /// - Parameter title: of the only track.
  private func put(_ tracks: [TrackID], into name: String, titled title: String? = nil) {
    let path = self.path(of: name)
    guard !path.isEmpty else { return log.add(.warning, "a crate needs a name: crate add warm-up") }
    guard !tracks.isEmpty else { return log.add(.warning, "no track is listed to put into \(name)") }
    let before = library.content(ofCrate: path)
    let called = path.joined(separator: "/")
    if let query = before?.query {
      return log.add(.warning, "crate \(called) is filled by the search “\(query)”: put the track into another one")
    }
    let there = Set(before?.tracks ?? [])
    let new = tracks.filter { !there.contains($0) }
    guard !new.isEmpty else {
      return log.add(.warning, "\(title ?? "all that is listed") is in crate \(called) already")
    }
    var after = before ?? CrateContent()
    after.tracks += new
    last = path
    make([Change(path: path, before: before, after: after)])
    let made = before == nil ? "new crate" : "crate"
    log.add(.note, "\(made) \(called): \(title.map { "\($0), " } ?? "")\(counted(after.tracks.count, "track"))")
  }

  /// The path of a crate that there is, in any case, or of one that is to be made.
  private func path(of name: String) -> [String] {
    let parts = Self.parts(of: name)
    let crates = library.crates()
    let title = parts.joined(separator: "/").folded
    let there = crates.filter { $0.title.folded == title }
    let named = there.isEmpty ? crates.filter { $0.name.folded == title } : there
    return named.count == 1 ? named[0].path : parts
  }

  /// The folders of a name and the name itself: "Festival/Friday".
  private static func parts(of name: String) -> [String] {
    name.split(separator: "/").map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
  }

  /// The crate that is open, what is in it, and the selected track; says what is missing to change it.
  private func openContent() -> (path: [String], content: CrateContent, track: Track)? {
    guard let path = library.openCrate, let content = library.content(ofCrate: path) else {
      log.add(.warning, "no crate is open: crate open NAME lists one")
      return nil
    }
    if let query = content.query {
      log.add(.warning, "crate \(path.joined(separator: "/")) is filled by the search “\(query)”")
      return nil
    }
    guard let track = library.selected else {
      log.add(.warning, "no track of the crate is selected")
      return nil
    }
    return (path, content, track)
  }

  private func remove() {
    guard let (path, before, track) = openContent() else { return }
    var after = before
    after.tracks.removeAll { $0 == track.id }
    guard after != before else { return log.add(.warning, "\(track.title) is not in the crate") }
    make([Change(path: path, before: before, after: after)])
    log.add(.note, "\(track.title) is out of crate \(path.joined(separator: "/"))")
  }

  private func move(_ step: Int) {
    guard let (path, before, track) = openContent() else { return }
    guard library.isInCrateOrder else {
      return log.add(.warning, "the list is in another order: crate open \(path.joined(separator: "/")) brings its own")
    }
    guard let from = before.tracks.firstIndex(of: track.id) else { return }
    let to = max(0, min(from + step, before.tracks.count - 1))
    guard to != from else { return }
    var after = before
    after.tracks.insert(after.tracks.remove(at: from), at: to)
    make([Change(path: path, before: before, after: after)])
  }

  // MARK: Whole crates

  private func save(_ words: String) {
    let parts = words.split(separator: " ").map(String.init)
    // The search begins with its first field.
    let begin = parts.firstIndex { $0.contains(":") && !$0.hasSuffix(":") } ?? parts.count
    let path = self.path(of: parts[..<begin].joined(separator: " "))
    let query = begin < parts.count ? parts[begin...].joined(separator: " ") : library.query
    guard !path.isEmpty else {
      return log.add(.warning, "a crate needs a name: crate save peak bpm:125-128 energy:7-9")
    }
    guard !query.isEmpty else {
      return log.add(.warning, "what is to be in it? crate save \(words) bpm:125-128; or search first, then save")
    }
    do { _ = try Query(query) } catch { return log.add(.warning, error.description) }
    let before = library.content(ofCrate: path)
    let called = path.joined(separator: "/")
    if let before, before.query == nil {
      return log.add(
        .warning, "crate \(called) has \(counted(before.tracks.count, "track")) of its own: choose another name")
    }
    make([Change(path: path, before: before, after: CrateContent(query: query))])
    log.add(.note, "crate \(called) has whatever “\(query)” finds")
  }

  private func rename(to name: String) {
    guard let old = library.openCrate, let content = library.content(ofCrate: old) else {
      return log.add(.warning, "no crate is open: crate open NAME lists the one that is to be named anew")
    }
    let new = Self.parts(of: name)
    guard !new.isEmpty, new != old else { return }
    if library.content(ofCrate: new) != nil { return log.add(.warning, "there is a crate \(name) already") }
    make([
      Change(path: old, before: content, after: nil), Change(path: new, before: nil, after: content),
    ])
    library.openCrateIsCalled(new)
    log.add(.note, "crate \(old.joined(separator: "/")) is called \(new.joined(separator: "/"))")
  }

  private func delete(_ name: String) {
    guard let crate = found(name), let before = library.content(ofCrate: crate.path) else { return }
    make([Change(path: crate.path, before: before, after: nil)])
    if library.openCrate == crate.path { library.find("") }
    log.add(.note, "crate \(crate.title) is gone; its tracks stay in the library (crates undo brings it back)")
  }

  // MARK: Taking back

  private func make(_ changes: [Change]) {
    done.append(changes)
    undone = []
    keep(changes)
  }

  private func undo() {
    guard let step = done.popLast() else { return log.add(.warning, "there is no change of a crate to take back") }
    undone.append(step)
    keep(step.reversed().map(\.reversed))
    log.add(.note, "crate \(step[0].path.joined(separator: "/")) is as before")
  }

  private func redo() {
    guard let step = undone.popLast() else { return log.add(.warning, "no change of a crate was taken back") }
    done.append(step)
    keep(step)
    log.add(.note, "crate \(step[0].path.joined(separator: "/")) is changed again")
  }

  private func keep(_ changes: [Change]) {
    for change in changes { library.keep(.crate(change.path, change.after)) }
  }
}
