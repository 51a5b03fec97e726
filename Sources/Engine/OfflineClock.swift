import Music

/// The engine on the other clock: commands at their frames, sound as fast as the machine makes it. The same commands at the
/// same frames give the same samples as live, bit for bit.
package struct OfflineClock: ~Copyable {
  private let engine: Engine
  private var renderer: Renderer
  private var journal: [AppliedCommand]
  private var next = 0
  /// Frames given out so far.
  package private(set) var frame = ClockFrame(0)

  /// Takes the engine's renderer. - Parameter journal: in order of frame; each command is taken at the first quantum that
  /// begins at or after its frame.
  package init(engine: Engine, journal: [AppliedCommand] = []) {
    self.engine = engine
    self.journal = journal
    renderer = engine.takeRenderer()
  }

  /// Adds commands for later; `commands` may be stamped at the present frame or after it.
  package mutating func add(_ commands: [AppliedCommand]) {
    journal.removeFirst(next)
    next = 0
    journal.append(contentsOf: commands)
    journal.sort { $0.frame < $1.frame }
  }

  /// Renders `frames` frames of four channels (master left, right, headphones left, right) and shows each quantum of 64 frames,
  /// or the rest of them, with the snapshot at its end.
  package mutating func render(
    frames: Int, _ quantum: (UnsafeBufferPointer<Float>, EngineSnapshot) throws -> Void
  ) rethrows {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: Renderer.quantum * Renderer.channels)
    defer { buffer.deallocate() }
    let end = frame.value + Int64(frames)
    while frame.value < end {
      while next < journal.count, journal[next].frame.value <= frame.value {
        // A full queue is emptied by the quantum that follows.
        guard engine.submit(journal[next].command) else { break }
        next += 1
      }
      let intoQuantum = Int(frame.value % Int64(Renderer.quantum))
      let count = min(Renderer.quantum - intoQuantum, Int(end - frame.value))
      renderer.render(into: buffer.baseAddress!, frames: count)
      frame.value += Int64(count)
      try quantum(
        UnsafeBufferPointer(rebasing: buffer[..<(count * Renderer.channels)]), engine.snapshot())
    }
  }
}

/// Renders a journal from the beginning: `frames` frames of four interleaved channels.
package func renderOffline(engine: Engine, journal: [AppliedCommand], frames: Int) -> [Float] {
  var clock = OfflineClock(engine: engine, journal: journal)
  var sound: [Float] = []
  sound.reserveCapacity(frames * Renderer.channels)
  clock.render(frames: frames) { samples, _ in sound.append(contentsOf: samples) }
  return sound
}
