import Platform
import Testing

@Suite struct NumbersTests {
  /// A position counts the seconds that have passed, a length is the nearest second.
  @Test func positionsAndLengths() {
    #expect(clock(59.99) == "0:59")
    #expect(lengthText(59.99) == "1:00")
    #expect(clock(3725) == "1:02:05")
    #expect(lengthText(3725.4) == "1:02:05")
    #expect(clock(-2.5) == "−0:02")
    #expect(clock(-0.4) == "0:00")
    #expect(clock(.nan) == "–:––")
    #expect(clock(1e12) == "99:59:59")
  }
}
