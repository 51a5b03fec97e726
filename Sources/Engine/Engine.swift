import DSP
import Music

/// The engine's face for everybody but the audio thread: commands in, snapshots out, memory made and freed. All of it
/// is called from one thread; the `Renderer` is the audio thread's half.
package final class Engine {
  /// What it renders at.
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
  private let door = SingleThreadDoor()

  /// Makes all memory that the audio thread will use, but that of tracks.
  package init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate
    shared = SharedMemory(sampleRate: sampleRate)
    commands = QueueProducer(shared.queues.commands)
    applied = QueueConsumer(shared.queues.applied)
    returned = QueueConsumer(shared.queues.returned)
  }

  /// The audio thread's half, for an output to keep. It keeps the engine's memory alive by itself, but not the loaded
  /// tracks: the engine must live until the output has stopped.
  /// - Precondition: it was not taken before.
  package func takeRenderer() -> Renderer {
    enter()
    defer { door.leave() }
    precondition(hasRenderer, "an engine has one renderer, and it was taken")
    hasRenderer = false
    return Renderer(shared)
  }

  /// Tells the engine something; it is taken at the next quantum of 64 frames.
  /// - Returns: false when the queue is full (1,024 commands in one period); the loss is counted in the snapshot.
  @discardableResult
  package func submit(_ command: EngineCommand) -> Bool {
    enter()
    defer { door.leave() }
    freeReturned()
    switch command.action {
    case .deck(let deck, .keyLockEngine(let engine)): shared.banks[deck.index].make(engine)
    case .preview(.start): shared.banks[Console.preview].make(.faster)
    default: break
    }
    guard commands.push(command) else {
      refused += 1
      return false
    }
    return true
  }

  /// Makes a track ready for `.load` or `.refresh` and keeps it alive until a deck has let it go. The same track may be
  /// loaded any number of times at once; each load takes a handle of its own.
  package func handle(for track: LoadedTrack) -> TrackHandle {
    enter()
    defer { door.leave() }
    let memory = TrackMemory(track, sampleRate: sampleRate.hz)
    let pointer = UnsafeRawPointer(memory.pointer)
    tracks[UInt64(UInt(bitPattern: pointer))] = memory
    return TrackHandle(serial: track.serial, pointer: pointer)
  }

  /// Frees the tracks that decks have let go.
  package func collectReturns() {
    enter()
    defer { door.leave() }
    freeReturned()
  }

  private func freeReturned() {
    while let address = returned.pop() { tracks[address] = nil }
  }

  /// Tracks that decks hold or that wait to be loaded.
  package var heldTracks: Int { tracks.count }

  /// What the master plays, for a meter's thread.
  package var masterTap: MasterTap { shared.queues.masterTap }

  /// The engine's state at the newest quantum.
  package func snapshot() -> EngineSnapshot {
    enter()
    defer { door.leave() }
    var snapshot = shared.queues.snapshots.read()
    snapshot.droppedCommands &+= refused
    return snapshot
  }

  /// The commands taken since the last call, in order.
  package func takeApplied() -> [AppliedCommand] {
    enter()
    defer { door.leave() }
    var taken: [AppliedCommand] = []
    while let item = applied.pop() { taken.append(item) }
    return taken
  }

  /// At each door: the control thread's, and one thread's at a time. Debug builds only.
  @inline(__always) private func enter(_ name: StaticString = #function) {
    AudioThread.mustNotCall(name)
    door.enter()
  }
}

/// What crosses the border between the audio thread and the rest.
struct SharedQueues: ~Copyable {
  let commands = RingMemory(capacity: 1024, first: EngineCommand(.unload(.a)))
  let applied = RingMemory(
    capacity: 8192, first: AppliedCommand(frame: ClockFrame(0), command: EngineCommand(.unload(.a))))
  /// Addresses of the tracks to be freed.
  let returned = RingMemory(capacity: 1024, first: UInt64(0))
  let snapshots: TripleBuffer<EngineSnapshot>
  let masterTap = MasterTap()

  init(sampleRate: SampleRate) {
    var first = EngineSnapshot()
    first.sampleRate = sampleRate
    snapshots = TripleBuffer(first)
  }
}

/// All memory that both halves touch. Freed when the engine and its renderer are gone.
// SAFETY: the queues and the triple buffer are made for two threads; `console` belongs to the thread that renders.
final class SharedMemory: @unchecked Sendable {
  let queues: SharedQueues
  /// The stretcher streams of both decks, and those of the preview, which are made for the first one.
  let banks: [StretcherBank]
  let console: UnsafeMutablePointer<Console>

  init(sampleRate: SampleRate) {
    queues = SharedQueues(sampleRate: sampleRate)
    let engines: [[KeyLockEngine]] = [[.faster], [.faster], []]
    banks = engines.map { StretcherBank(sampleRate: sampleRate.hz, engines: $0) }
    console = .allocate(capacity: 1)
    console.initialize(
      to: Console(
        sampleRate: sampleRate, banks: banks, ports: ConsolePorts(queues, sampleRate: sampleRate)))
  }

  deinit {
    console.deinitialize(count: 1)
    console.deallocate()
  }
}
