import Music
import Testing

@testable import Workstation

@Suite struct KeyMatchTests {
  private func match(
    _ mine: String, _ offset: Double = 0, to theirs: String, _ other: Double = 0
  ) throws -> KeyMatch? {
    KeyMatch.find(
      mine: (try #require(MusicalKey(parsing: mine)), offset),
      theirs: (try #require(MusicalKey(parsing: theirs)), other))
  }

  @Test func whatFitsIsLeftAlone() throws {
    for key in ["8A", "7A", "9A", "8B"] { #expect(try match(key, to: "8A")?.shift == 0) }
  }

  @Test func theSmallestShiftIsTaken() throws {
    // A semitone up is seven hours on.
    let up = try #require(try match("1A", to: "8A"))
    #expect(up.shift == 1 && up.key.camelot.code == "8A")
    // Every key of the same letter fits within two semitones or so; the least of all is found.
    for mine in 1...12 {
      let found = try #require(try match("\(mine)A", to: "8A"))
      #expect(abs(found.shift) <= 2)
    }
  }

  @Test func whatIsTooFarIsLeftAlone() throws {
    // From major to minor only the relative key fits: half an octave away here.
    #expect(try match("2B", to: "8A") == nil)
  }

  @Test func centsAreCountedIn() throws {
    // The other deck's record is 20 cents sharp and shifted by two; mine is 20 flat.
    let found = try #require(try match("8A", -0.2, to: "8A", 2.2))
    // Theirs sounds in 10A. Two semitones up are nearer than three down to 11A.
    #expect(abs(found.shift - 2.4) < 1e-9 && found.key.camelot.code == "10A")
    // With key lock off and the tempo six percent up mine sounds about a semitone higher.
    let fast = try #require(try match("8A", 1.01, to: "8A"))
    #expect(abs(fast.shift + 1.01) < 1e-9)
  }
}
