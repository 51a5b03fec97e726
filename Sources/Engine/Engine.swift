import DSP
import Music

/// A command and the output frame at which it was taken: a line of the journal. Given to `renderOffline` again, it gives the
/// same sound.
package struct AppliedCommand: BitwiseCopyable, Sendable {
  package var frame: ClockFrame
  package var command: EngineCommand
  /// Where it waits for its beat, bar or phrase: its number in `EngineSnapshot.waiting`.
  package var waitingNumber: UInt64?
  @_noLocks package init(frame: ClockFrame, command: EngineCommand, waitingNumber: UInt64? = nil) {
    self.frame = frame
    self.command = command
    self.waitingNumber = waitingNumber
  }
}

/// The engine's face for everybody but the audio thread: commands in, snapshots out, memory made and freed. All of it is
/// called from one thread; the `Renderer` is the audio thread's half.
package final class Engine {
  package let sampleRate: SampleRate
  /// Every channel of the output is this many frames late, always: the limiter looks ahead.
  package static let latencyFrames = Limiter.latency

  private let shared: SharedMemory
  private let commands: QueueProducer<EngineCommand>
  private let applied: QueueConsumer<AppliedCommand>
  private let returned: QueueConsumer<UInt64>
  private var tracks: [UInt64: TrackMemory] = [:]
  private var refused: UInt32 = 0
  private var hasRenderer = true

  package init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate
    shared = SharedMemory(sampleRate: sampleRate)
    commands = QueueProducer(shared.commands)
    applied = QueueConsumer(shared.applied)
    returned = QueueConsumer(shared.returned)
  }

  /// The audio thread's half, for an output to keep. It keeps the engine's memory alive by itself, but not the loaded tracks:
  /// the engine must live until the output has stopped.
  /// - Precondition: it was not taken before.
  package func takeRenderer() -> Renderer {
    precondition(hasRenderer, "an engine has one renderer, and it was taken")
    hasRenderer = false
    return Renderer(shared)
  }

  /// Tells the engine something; it is taken at the next quantum of 64 frames.
  /// - Returns: false when the queue is full (1,024 commands in one period); the loss is counted in the snapshot.
  @discardableResult
  package func submit(_ command: EngineCommand) -> Bool {
    collectReturns()
    if case .deck(let deck, .keyLockEngine(let engine)) = command.action { shared.banks[deck.index].make(engine) }
    guard commands.push(command) else {
      refused += 1
      return false
    }
    return true
  }

  /// Makes a track ready for `.load` or `.refresh` and keeps it alive until a deck has let it go. The same track may be loaded any number
  /// of times at once; each load takes a handle of its own.
  package func handle(for track: LoadedTrack) -> TrackHandle {
    let memory = TrackMemory(track, sampleRate: sampleRate.hz)
    let pointer = UnsafeRawPointer(memory.pointer)
    tracks[UInt64(UInt(bitPattern: pointer))] = memory
    return TrackHandle(serial: track.serial, pointer: pointer)
  }

  /// Frees the tracks that decks have let go.
  package func collectReturns() {
    while let address = returned.pop() { tracks[address] = nil }
  }

  /// Tracks that decks hold or that wait to be loaded.
  package var heldTracks: Int { tracks.count }

  /// What the master plays, for a meter's thread.
  package var masterTap: MasterTap { shared.masterTap }

  /// The engine's state at the newest quantum.
  package func snapshot() -> EngineSnapshot {
    var snapshot = shared.snapshots.read()
    snapshot.droppedCommands &+= refused
    return snapshot
  }

  /// The commands taken since the last call, in order.
  package func takeApplied() -> [AppliedCommand] {
    var taken: [AppliedCommand] = []
    while let item = applied.pop() { taken.append(item) }
    return taken
  }
}

/// All memory that both halves touch. Freed when the engine and its renderer are gone.
// SAFETY: the queues and the triple buffer are made for two threads; `console` belongs to the thread that renders.
final class SharedMemory: @unchecked Sendable {
  let commands = QueueMemory<EngineCommand>(capacity: 1024)
  let applied = QueueMemory<AppliedCommand>(capacity: 8192)
  /// Addresses of the tracks to be freed.
  let returned = QueueMemory<UInt64>(capacity: 1024)
  let snapshots: TripleBuffer<EngineSnapshot>
  let masterTap = MasterTap()
  /// The stretch lines of both decks.
  let banks: [StretcherBank]
  let console: UnsafeMutablePointer<Console>

  init(sampleRate: SampleRate) {
    var first = EngineSnapshot()
    first.sampleRate = sampleRate
    snapshots = TripleBuffer(first)
    banks = DeckID.allCases.map { _ in StretcherBank(sampleRate: sampleRate.hz) }
    console = .allocate(capacity: 1)
    console.initialize(
      to: Console(
        sampleRate: sampleRate, banks: banks, commands: QueueConsumer(commands), applied: QueueProducer(applied),
        returned: QueueProducer(returned), snapshots: TripleBufferWriter(snapshots),
        masterTap: MasterTap.Writer(masterTap)))
  }

  deinit {
    console.deinitialize(count: 1)
    console.deallocate()
  }
}
