/// Tracks that decks have let go, until no voice reads them any more; then their addresses go back to the engine's
/// face, which frees them. The audio thread only.
struct RetiredTracks: BitwiseCopyable {
  /// Addresses; 0 is an empty slot.
  private var addresses = InlineArray<16, UInt64>(repeating: 0)

  @_noLocks init() {}

  /// A deck has let a track go. - Parameter address: 0 when it had none.
  @_noLocks mutating func add(_ address: UInt64, _ returned: borrowing QueueProducer<UInt64>) {
    guard address != 0 else { return }
    for slot in 0..<addresses.count where addresses[slot] == 0 {
      addresses[slot] = address
      return
    }
    // Sixteen loads within one fade: the oldest is long silent.
    _ = returned.give(addresses[0])
    addresses[0] = address
  }

  /// Gives back what no voice reads any more; what the queue has no room for waits for the next quantum.
  @_noLocks mutating func reclaim(decks: UnsafePointer<Deck>, _ returned: borrowing QueueProducer<UInt64>) {
    for slot in 0..<addresses.count where addresses[slot] != 0 {
      if decks[0].isUsing(addresses[slot]) || decks[1].isUsing(addresses[slot]) { continue }
      if decks[Console.preview].isUsing(addresses[slot]) { continue }
      if returned.give(addresses[slot]) { addresses[slot] = 0 }
    }
  }
}
