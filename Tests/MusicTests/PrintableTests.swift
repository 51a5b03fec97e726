import Music
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("Plain – Âme 夜 🎧", "Plain – Âme 夜 🎧"), ("a\u{1B}[2Jb", "a[2Jb"), ("one\ntwo\t\u{7}", "onetwo"),
    ("c1 \u{9B}31m, del \u{7F}", "c1 31m, del "), ("", ""),
  ])
  func controlCharactersAreTakenOut(_ text: String, _ shown: String) {
    #expect(text.printable == shown)
  }
}
