import Music

/// The engine on the other clock: commands at their frames, sound as fast as the machine makes it. The same commands at
/// the same frames give the same samples as live, bit for bit.
package struct OfflineClock: ~Copyable {
  private let engine: Engine
  private var renderer: Renderer
  private var journal: [AppliedCommand]
  private var next = 0
  private let period: Int
  /// Frames given out so far.
  package private(set) var frame = ClockFrame(0)

  /// Takes the engine's renderer.
  /// - Parameters:
  ///   - journal: in order of frame; each command is taken at the first quantum that begins at or after its frame.
  ///   - period: frames that the renderer is asked for at once, as by a device: a multiple of the quantum. A command
  ///     ends one early, so that it is taken at its frame. The sound does not depend on it.
  package init(engine: Engine, journal: [AppliedCommand] = [], period: Int = Renderer.quantum) {
    precondition(period > 0 && period % Renderer.quantum == 0, "a period is a number of quanta")
    self.engine = engine
    self.journal = journal
    self.period = period
    renderer = engine.takeRenderer()
  }

  /// Adds commands for later; `commands` may be stamped at the present frame or after it.
  package mutating func add(_ commands: [AppliedCommand]) {
    journal.removeFirst(next)
    next = 0
    journal.append(contentsOf: commands)
    journal.sort { $0.frame < $1.frame }
  }

  /// Renders `frames` frames of four channels (master left, right, headphones left, right) and shows each period (a
  /// quantum of 64 frames, unless another was asked for), or the rest of them, with the snapshot at its end.
  package mutating func render(
    frames: Int, _ quantum: (UnsafeBufferPointer<Float>, EngineSnapshot) throws -> Void
  ) rethrows {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: period * Renderer.channels)
    defer { buffer.deallocate() }
    let end = frame.value + Int64(frames)
    while frame.value < end {
      while next < journal.count, journal[next].frame.value <= frame.value {
        // A full queue is emptied by the quantum that follows.
        guard engine.submit(journal[next].command) else { break }
        next += 1
      }
      let count = min(period - Int(frame.value % Int64(period)), Int(end - frame.value), framesToNextCommand)
      renderer.render(into: buffer.baseAddress!, frames: count)
      frame.value += Int64(count)
      try quantum(
        UnsafeBufferPointer(rebasing: buffer[..<(count * Renderer.channels)]), engine.snapshot())
    }
  }

  /// Up to the quantum at which the next command is taken; never 0.
  private var framesToNextCommand: Int {
    guard next < journal.count else { return .max }
    let quantum = Int64(Renderer.quantum)
    // One that found the queue full goes into it after a quantum.
    let due = max(journal[next].frame.value, frame.value + 1)
    return Int((due + quantum - 1) / quantum * quantum - frame.value)
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
