import Music

/// The audio thread's ends of everything that it shares with others. Cannot be copied: there is one of each.
struct ConsolePorts: ~Copyable {
  let commands: QueueConsumer<EngineCommand>
  let applied: QueueProducer<AppliedCommand>
  /// Addresses of tracks that nobody reads any more.
  let returned: QueueProducer<UInt64>
  private var snapshots: TripleBufferWriter<EngineSnapshot>
  /// The snapshot that is being filled; it keeps what did not change.
  let snapshot: UnsafeMutablePointer<EngineSnapshot>
  let masterTap: MasterTap.Writer
  /// Commands, or notes of them, that found no room.
  var dropped: UInt32 = 0

  init(_ shared: borrowing SharedQueues, sampleRate: SampleRate) {
    commands = QueueConsumer(shared.commands)
    applied = QueueProducer(shared.applied)
    returned = QueueProducer(shared.returned)
    snapshots = TripleBufferWriter(shared.snapshots)
    masterTap = MasterTap.Writer(shared.masterTap)
    snapshot = .allocate(capacity: 1)
    snapshot.initialize(to: EngineSnapshot())
    snapshot.pointee.sampleRate = sampleRate
  }

  deinit { snapshot.deallocate() }

  /// Shows the snapshot to the world. - Returns: the one before was read by somebody.
  @_noLocks mutating func publish() -> Bool { snapshots.give(snapshot) }
}
