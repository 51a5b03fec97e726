/// Which parts of the screen have its room.
package enum ScreenView: String, Sendable, Hashable, CaseIterable {
  /// Decks, mixer, waveforms and lists.
  case all
  /// Decks, mixer and waveforms, without lists.
  case decks
  /// Two decks whose time, tempo and key are read from across a booth.
  case booth
  /// The lists, and of each deck two rows.
  case library

  /// Library, suggestions and queue are on the screen.
  package var hasLists: Bool { self == .all || self == .library }

  /// The one that a key leads to.
  package var next: ScreenView {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}
