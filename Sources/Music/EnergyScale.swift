/// Energy 1…10 from how hard tracks drive, calibrated across a library: as many tracks lie below a 5 as a DJ would
/// guess, whether the library is all techno or all ambient.
///
/// What share of the library drives less than a track is mixed with what a fixed scale says, as if that had been learnt
/// from the first `priorTracks` of its tracks: up to so many keep the fixed scale, as a file has it that is in no
/// library, and thousands make their own.
package struct EnergyScale: Sendable {
  /// Rising.
  private let drives: [Double]

  /// The fixed scale: 1 below the lower end, 10 above the upper one. Nine tracks of ten lie between 0.2 and 0.8.
  private static let fixed = 0.15...0.85
  private static let priorTracks = 100.0

  /// - Parameter drives: of the library's tracks, in any order; none: the fixed scale.
  package init(drives: [Double] = []) { self.drives = drives.filter(\.isFinite).sorted() }

  /// 1…10; what drives harder never has less.
  package func energy(of drive: Double) -> Int {
    guard drive.isFinite else { return 1 }
    let fixed = (drive - Self.fixed.lowerBound) / (Self.fixed.upperBound - Self.fixed.lowerBound)
    // Half of those that are alike lie below.
    let below = Double(rank(of: drive, orEqual: false) + rank(of: drive, orEqual: true)) / 2
    let (count, own) = (Double(drives.count), max(0, Double(drives.count) - Self.priorTracks))
    let prior = min(1, max(0, fixed))
    let share = own > 0 ? (Self.priorTracks * prior + own * below / count) / (Self.priorTracks + own) : prior
    return 1 + Int((9 * share).rounded())
  }

  /// How many drive less, or as much.
  private func rank(of drive: Double, orEqual: Bool) -> Int {
    var (low, high) = (0, drives.count)
    while low < high {
      let middle = (low + high) / 2
      if drives[middle] < drive || (orEqual && drives[middle] == drive) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
