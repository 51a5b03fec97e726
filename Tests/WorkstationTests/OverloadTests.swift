import Music
import Testing

@testable import Workstation

/// When dropouts are so many that key lock has to cost less.
@Suite struct OverloadTests {
  /// What is said at each look: all dropouts so far, and when.
  private func answers(_ looks: [(dropouts: Int, seconds: Double)]) -> [Bool] {
    var overload = OverloadDetector()
    return looks.map { overload.notices($0.dropouts, at: Seconds($0.seconds)) }
  }

  @Test func oneOrTwoAreAnAccident() {
    // The first two are eleven seconds old when the third comes.
    #expect(answers([(0, 0), (2, 1), (2, 5), (3, 12)]) == [false, false, false, false])
  }

  @Test func threeInTenSecondsAreTooManyAndSaidOnce() {
    #expect(
      answers([(1, 1), (2, 6), (3, 10), (3, 10.1), (5, 11), (60, 12)]) == [false, false, true, false, false, true])
  }
}
