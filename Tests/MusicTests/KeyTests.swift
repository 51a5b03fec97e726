import FoundationEssentials
import Music
import Testing

@Suite struct KeyTests {
  /// The wheel as it is printed, from its makers' chart (Mixed In Key): hour, minor, major.
  static let wheel = [
    (1, "G#", "B"), (2, "D#", "F#"), (3, "A#", "C#"), (4, "F", "G#"), (5, "C", "D#"), (6, "G", "A#"), (7, "D", "F"),
    (8, "A", "C"), (9, "E", "G"), (10, "B", "D"), (11, "F#", "A"), (12, "C#", "E"),
  ]

  @Test(arguments: wheel)
  func camelotIsTheWheelAsItIsPrinted(hour: Int, minor: String, major: String) throws {
    let a = try #require(MusicalKey(parsing: minor + "m"))
    let b = try #require(MusicalKey(parsing: major))
    #expect(a.camelot.code == "\(hour)A")
    #expect(b.camelot.code == "\(hour)B")
    #expect(MusicalKey(parsing: "\(hour)A") == a)
    #expect(MusicalKey(parsing: " 0\(hour) b ") == b || hour > 9)
  }

  @Test func openKeyStartsAtCMajor() {
    #expect(MusicalKey(parsing: "1d") == MusicalKey(parsing: "C major"))
    #expect(MusicalKey(parsing: "1m") == MusicalKey(parsing: "A minor"))
    #expect(MusicalKey(parsing: "2m") == MusicalKey(parsing: "Em"))
    #expect(MusicalKey(parsing: "12d") == MusicalKey(parsing: "F"))
    #expect(Set((1...12).flatMap { [MusicalKey(parsing: "\($0)m"), MusicalKey(parsing: "\($0)d")] }).count == 24)
  }

  @Test(arguments: MusicalKey.all)
  func everyNotationComesBack(key: MusicalKey) throws {
    #expect(MusicalKey(parsing: key.name) == key)
    #expect(MusicalKey(parsing: key.camelot.code) == key)
    #expect(MusicalKey(key.camelot) == key)
    #expect(try JSONDecoder().decode([MusicalKey].self, from: JSONEncoder().encode([key])) == [key])
    // A fifth up is an hour up; the relative key has the same hour.
    #expect(key.transposed(by: 7).camelot.hour == key.camelot.hour % 12 + 1)
    let relative = MusicalKey(
      tonic: PitchClass(key.tonic.semitonesAboveC + (key.mode == .minor ? 3 : -3)),
      mode: key.mode == .minor ? .major : .minor)
    #expect(relative.camelot.hour == key.camelot.hour)
    #expect(key.transposed(by: 5).transposed(by: -5) == key)
    #expect(key.transposed(by: -120) == key)
  }

  @Test(arguments: [
    ("Am", "A minor"), ("a min", "A minor"), ("A MINOR", "A minor"), ("Gb maj", "F# major"), ("F♯", "F# major"),
    ("b♭m", "A# minor"), ("Bb", "A# major"), ("B", "B major"), ("Cb", "B major"), ("E#m", "F minor"), ("CM", "C major"),
    ("Cm", "C minor"), ("Abmin", "G# minor"), ("8A", "A minor"), ("08a", "A minor"), ("12 B", "E major"),
  ])
  func tagsAreRead(text: String, name: String) { #expect(MusicalKey(parsing: text)?.name == name) }

  @Test(arguments: [
    "", " ", "H", "0A", "13A", "0m", "13d", "-1A", "8", "8C", "A7", "Cmajestic", "Am7", "o", "none", "½A", "٨A",
    "9223372036854775807m", "99999999999999999999d", "#", "8AA", "All",
  ])
  func whatIsNoKeyIsNone(text: String) { #expect(MusicalKey(parsing: text) == nil) }

  @Test func aWheelHasTwelveHours() {
    #expect(Camelot(hour: 0, mode: .minor) == nil)
    #expect(Camelot(hour: 13, mode: .major) == nil)
    #expect(Set(MusicalKey.all.map(\.camelot)).count == 24)
  }

  @Test func aFileCannotNameAPitchThatIsNone() {
    #expect(throws: (any Error).self) { try JSONDecoder().decode([MusicalKey].self, from: Data("[\"X\"]".utf8)) }
    #expect(PitchClass(-1).semitonesAboveC == 11)
    #expect(PitchClass(25).semitonesAboveC == 1)
  }
}
