// How many there are of each thing. A count stands once, in the type of what is kept for each.

/// One value for each deck.
package typealias PerDeck<Value> = InlineArray<2, Value>
/// One value for each band of the equaliser: low, mid, high.
package typealias PerBand<Value> = InlineArray<3, Value>
/// One value for each effect, in the order of `DeckEffect`.
package typealias PerEffect<Value> = InlineArray<4, Value>
/// One value for each stem that a deck can hold.
package typealias PerStem<Value> = InlineArray<6, Value>
/// One value for each hot cue of a deck.
package typealias PerHotCue<Value> = InlineArray<8, Value>

/// Low, mid, high: 0…2.
package var bandCount: Int {
  @_noLocks get { PerBand<Bool>.count }
}

/// Effects of a deck: 0…3.
package var effectCount: Int {
  @_noLocks get { PerEffect<Bool>.count }
}

/// The most stems that a deck holds: 0…5.
package var stemCount: Int {
  @_noLocks get { PerStem<Bool>.count }
}

/// Hot cues of a deck: 0…7.
package var hotCueCount: Int {
  @_noLocks get { PerHotCue<Bool>.count }
}
