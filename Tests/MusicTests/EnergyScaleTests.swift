import Music
import Support
import Testing

@Suite struct EnergyScaleTests {
  /// Nothing to compare with: the fixed scale, from end to end.
  @Test func aloneATrackHasTheFixedScale() {
    let scale = EnergyScale()
    #expect(scale.energy(of: 0) == 1 && scale.energy(of: 0.5) == 6 && scale.energy(of: 1) == 10)
    #expect(scale.energy(of: .nan) == 1)
    // So has a small library: what `segue analyze` says of a file is what its list says.
    for count in [1, 28, 100] {
      let small = EnergyScale(drives: (0..<count).map { 0.9 - Double($0) / 1000 })
      for drive in stride(from: 0.0, through: 1, by: 0.01) {
        #expect(small.energy(of: drive) == scale.energy(of: drive))
      }
    }
  }

  /// Thousands of tracks that all drive hard are told apart: all ten steps are used, the middle of them is a 5 or 6.
  @Test func aLibraryOfOneKindUsesTheWholeScale() {
    var random = SeededRandom(seed: 3)
    let drives = (0..<5000).map { _ in Double.random(in: 0.7...0.8, using: &random) }
    let scale = EnergyScale(drives: drives)
    let energies = drives.map(scale.energy(of:))
    #expect(Set(energies) == Set(1...10))
    #expect(abs(Double(energies.reduce(0, +)) / 5000 - 5.5) < 0.2)
    #expect((5...6).contains(scale.energy(of: 0.75)))
  }

  /// What drives harder never has less energy, and all that drives alike has the same.
  @Test(arguments: [0, 3, 40, 2000])
  func isRising(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    let scale = EnergyScale(
      drives: (0..<count).map { _ in Double.random(in: 0...1, using: &random) } + [0.5, 0.5, .infinity])
    let energies = (0...1000).map { scale.energy(of: Double($0) / 1000) }
    #expect(zip(energies, energies.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(energies.allSatisfy { (1...10).contains($0) })
  }
}
