/// What a DJ says to a track that was heard for half a minute.
package enum Answer: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// To be played.
  case keep
  /// Not for this DJ.
  case skip
  /// Not yet: it is asked for again after `growsFor`.
  case grower
  /// To be played always.
  case classic

  /// A grower asks again so many days after it was called one.
  package static let growerDays = 7

  /// A grower asks again after so long.
  package static let growsFor = Seconds(Double(growerDays) * 24 * 3600)

  /// As it is shouted: "KEEP".
  package var words: String { rawValue.uppercased() }
}

extension Track {
  /// Whether it was called a grower long enough ago to be heard again. - Parameter date: seconds since 1970.
  package func asksAgain(at date: Double) -> Bool {
    guard answer == .grower, let answeredAt else { return false }
    return date - answeredAt >= Answer.growsFor.value
  }
}
