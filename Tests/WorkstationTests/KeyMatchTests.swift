import Music
import Suggestion
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

  /// A minor triad with its seventh on a root, as the voice and the instrumental of one track.
  private func notes(_ root: Int) -> MashupNotes {
    var cell = StemFacts.Cell.silent
    for (note, level) in [(0, Float(1)), (3, 0.6), (7, 0.8), (10, 0.4)] { cell.chroma[(root + note) % 12] = level }
    return MashupNotes(StemFacts(voice: [cell, cell], instrumental: [cell, cell], sung: [0...1]))
  }

  /// The shift that the notes of a voice and an instrumental ask for, `mine` being the deck that is shifted.
  private func byNotes(
    _ mine: (key: String?, root: Int, offset: Double), _ theirs: (key: String?, root: Int, offset: Double),
    isVoice: Bool = true, most: Int = 3
  ) -> Double? {
    let (own, others) = (notes(mine.root), notes(theirs.root))
    return KeyMatch.byNotes(
      mine: (mine.key.flatMap(MusicalKey.init(parsing:)), mine.offset),
      theirs: (theirs.key.flatMap(MusicalKey.init(parsing:)), theirs.offset), most: most
    ) { isVoice ? own.agreement(over: others, shift: $0) : others.agreement(over: own, shift: -$0) }
  }

  /// What is heard decides: keys of one name whose notes lie a minor third apart are brought together, those that clash
  /// by name and agree in their notes are left alone. Whichever of the two is shifted.
  @Test func theNotesDecide() throws {
    for isVoice in [true, false] {
      #expect(byNotes(("8A", 9, 0), ("8A", 0, 0), isVoice: isVoice) == 3)
      #expect(byNotes(("8A", 0, 0), ("8A", 9, 0), isVoice: isVoice) == -3)
      #expect(byNotes(("8A", 9, 0), ("3A", 9, 0), isVoice: isVoice) == 0)
      // One key is not known: the notes are all there is.
      #expect(byNotes((nil, 9, 0), ("8A", 11, 0), isVoice: isVoice) == 2)
      // No further than a DJ allows.
      #expect(byNotes((nil, 9, 0), ("8A", 2, 0), isVoice: isVoice, most: 5) == 5)
      #expect(byNotes((nil, 9, 0), ("8A", 11, 0), isVoice: isVoice, most: 1) == nil)
    }
    // The other deck is shifted up by two and plays 30 cents sharp, the voice's record is 20 flat.
    let shift = try #require(byNotes(("8A", 9, -0.2), ("8A", 9, 2.3)))
    #expect(abs(shift - 2.5) < 1e-9)
    // The least from where the deck is: at two semitones up already, it stays.
    #expect(byNotes(("8A", 9, 2), ("8A", 9, 2)) == 0)
    // What tunings differ by is left where nobody hears it, by whatever is shifted else.
    #expect(byNotes(("8A", 9, 0), ("8A", 9, 0.03)) == 0)
    #expect(byNotes(("8A", 9, -0.01), ("8A", 0, 0.02)) == 3)
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
