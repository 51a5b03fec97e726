import Library
import Music

/// Crates as they are with what is not stored yet, and the one that the list shows.
extension LibraryWork {
  /// All crates, by their folders and names.
  func crates() -> [Crate] {
    let pending = pendingCrates
    var crates = trouble.read("the crates") { () throws(LibraryError) in try library.crates() } ?? []
    for (path, content) in pending {
      crates.removeAll { $0.path == path }
      guard let content else { continue }
      crates.append(Crate(id: 0, path: path, count: content.tracks.count, query: content.query))
    }
    return crates.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// What is in a crate; nil where there is none of this path.
  func content(ofCrate path: [String]) -> CrateContent? {
    if let (_, content) = pendingCrates.last(where: { $0.path == path }) { return content }
    return trouble.read("a crate") { () throws(LibraryError) in try library.content(ofCrate: path) } ?? nil
  }

  private var pendingCrates: [(path: [String], content: CrateContent?)] {
    writer.pending.compactMap { if case .crate(let path, let content) = $0 { (path, content) } else { nil } }
  }

  // MARK: The list

  /// Lists the tracks of a crate.
  func open(_ crate: Crate) { browser.open(crate, in: library) }

  /// The path of the crate that is listed.
  var openCrate: [String]? { browser.crate }
  /// It is listed in its own order.
  var isInCrateOrder: Bool { browser.isInCrateOrder }
  /// The crate that is listed has another name now.
  func openCrateIsCalled(_ path: [String]) { browser.crateIsCalled(path) }
  /// What is searched for.
  var query: String { browser.query }
}
