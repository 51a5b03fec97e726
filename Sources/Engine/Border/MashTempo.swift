import CRealtime

/// Who leads in a mash, and how far the other one is stretched then.
package struct MashTempo: BitwiseCopyable, Sendable {
  /// The deck whose tempo both have.
  package let leader: DeckID
  /// Percent off the recorded tempo that the other one plays at.
  package let followerPercent: Double
  /// Beats of the follower in one of the leader's: a power of two.
  package let followerBeats: Double

  /// A deck that leads already is left in the lead unless the other one saves as much stretch, percent.
  private static var margin: Double {
    @_noLocks get { 0.5 }
  }

  /// The deck leads from which less is stretched in all.
  /// - Parameters:
  ///   - speeds: both decks' recorded tempos, in any unit.
  ///   - ratios: what they are played at.
  ///   - leader: who leads now.
  /// - Returns: nil where a tempo is not known.
  @_noLocks package init?(speeds: SIMD2<Double>, ratios: SIMD2<Double>, leader: DeckID) {
    guard speeds.min() > 0, ratios.min() > 0 else { return nil }
    var percents = SIMD2<Double>.zero
    var costs = SIMD2<Double>.zero
    var multiples = SIMD2<Double>(1, 1)
    for index in 0..<2 {
      let other = 1 - index
      let ratio = speeds[index] * ratios[index] / speeds[other]
      // Half or double time, where that is less of a change.
      multiples[index] = rt_exp2(-rt_round(rt_log2(ratio)))
      percents[index] = (ratio * multiples[index] - 1) * 100
      costs[index] = abs(percents[index]) + abs(ratios[index] - 1) * 100
    }
    let now = leader.index
    let best = costs[1 - now] < costs[now] - Self.margin ? leader.other : leader
    self.leader = best
    followerPercent = percents[best.index]
    followerBeats = multiples[best.index]
  }
}
