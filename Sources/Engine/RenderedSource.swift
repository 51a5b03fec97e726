// SAFETY: outputs take turns, and each calls `render` on one thread only.
/// The engine's renderer as what an output plays.
package final class RenderedSource: FrameSource, @unchecked Sendable {
  private var renderer: Renderer
  private let deckTap: RecordingTap?
  private let airTap: RecordingTap?
  private let decks: UnsafeMutablePointer<Float>
  /// Frames that the decks' memory holds: as many as an output asks for at most.
  private static var longest: Int {
    @_noLocks get { 8192 }
  }

  /// - Parameters:
  ///   - deckTap: of four channels; while it is wanted it sees what each deck gives to the mix, frame for frame with
  ///     the master: deck A left, right, deck B left, right.
  ///   - airTap: of two; it sees what the recorder's sees, for whoever else wants the mix.
  package init(_ renderer: consuming Renderer, deckTap: RecordingTap? = nil, airTap: RecordingTap? = nil) {
    self.renderer = renderer
    (self.deckTap, self.airTap) = (deckTap, airTap)
    decks = .allocate(capacity: Self.longest * Renderer.channels)
    decks.initialize(repeating: 0, count: Self.longest * Renderer.channels)
  }

  deinit { decks.deallocate() }

  /// Called by the output's audio thread; see `FrameSource`.
  package func render(into frames: inout MutableSpan<Float>) {
    frames.withUnsafeMutableBufferPointer { block in
      guard let start = block.baseAddress else { return }
      let count = block.count / Renderer.channels
      render(into: start, frames: count)
      airTap?.push(start, frames: count)
    }
  }

  private func render(into frames: UnsafeMutablePointer<Float>, frames count: Int) {
    guard let deckTap else { return renderer.render(into: frames, frames: count) }
    var done = 0
    while done < count {
      let part = min(count - done, Self.longest)
      let place = frames + done * Renderer.channels
      renderer.render(into: place, decks: deckTap.isWanted ? decks : nil, frames: part)
      // Also while nothing is recorded: its clock is the engine's.
      deckTap.push(decks, frames: part)
      done += part
    }
  }
}
