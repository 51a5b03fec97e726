import CRealtime

// SAFETY: used by one thread at a time; `shared` keeps the console's memory alive and is touched only when the renderer
// is made and destroyed.
/// The audio thread's half of an engine: cannot be copied, handed to one output.
package struct Renderer: ~Copyable, @unchecked Sendable {
  /// Master left, right, headphones left, right.
  package static let channels = 4
  /// Frames that are rendered at once; commands are taken between them.
  package static let quantum = Console.quantum
  private let shared: SharedMemory
  private let console: UnsafeMutablePointer<Console>
  /// A quantum that was rendered but not wholly given out.
  private let rest: UnsafeMutablePointer<Float>
  private var restFrames = 0
  /// The same quantum's decks.
  private let restDecks: UnsafeMutablePointer<Float>

  init(_ shared: SharedMemory) {
    self.shared = shared
    console = shared.console
    rest = .allocate(capacity: Console.quantum * renderedChannels)
    rest.initialize(repeating: 0, count: Console.quantum * renderedChannels)
    restDecks = .allocate(capacity: Console.quantum * renderedChannels)
    restDecks.initialize(repeating: 0, count: Console.quantum * renderedChannels)
  }

  deinit {
    rest.deallocate()
    restDecks.deallocate()
  }

  /// The next `frames` frames (any number), four channels interleaved. The audio thread only; never waits, allocates
  /// nothing.
  /// - Parameter decks: nil, or room for as many frames of what each deck gives to the mix (after its fader and the
  ///   crossfader, before master gain and limiter, as late as the master): deck A left, right, deck B left, right.
  @_noLocks package mutating func render(
    into output: UnsafeMutablePointer<Float>, decks: UnsafeMutablePointer<Float>? = nil, frames: Int
  ) {
    console.pointee.door.enter()
    AudioThread.enter()
    let mode = rt_float_mode_flush_denormals()
    var done = 0
    while done < frames {
      if restFrames == 0 {
        if frames - done >= Console.quantum {
          console.pointee.renderQuantum(into: output + 4 * done, decks: decks.map { $0 + 4 * done })
          done += Console.quantum
          continue
        }
        // The rest of it is given out by the next call, which may want the decks where this one does not.
        console.pointee.renderQuantum(into: rest, decks: restDecks)
        restFrames = Console.quantum
      }
      let count = min(restFrames, frames - done)
      rt_copy(output + 4 * done, rest + 4 * (Console.quantum - restFrames), Int64(count * 16))
      if let decks { rt_copy(decks + 4 * done, restDecks + 4 * (Console.quantum - restFrames), Int64(count * 16)) }
      restFrames -= count
      done += count
    }
    rt_float_mode_restore(mode)
    AudioThread.leave()
    console.pointee.door.leave()
  }
}
