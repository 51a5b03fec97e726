import Suggestion
import Testing

/// What words steer to: sixty phrases, and twenty that mean nothing.
@Suite struct SteerWordsTests {
  static let phrases: [(String, String)] = [
    ("more bass", "bass +0.5"),
    ("less bass", "bass −0.5"),
    ("more bass, less tension, a bit faster, no vocals", "bass +0.5, tension −0.5, tempo +0.25, vocals to −1"),
    ("faster", "tempo +0.5"),
    ("a bit faster", "tempo +0.25"),
    ("a little bit slower", "tempo −0.25"),
    ("much faster", "tempo +0.75"),
    ("way faster", "tempo +0.75"),
    ("as fast as possible", "tempo to +1"),
    ("slow down", "tempo −0.5"),
    ("speed up a bit", "tempo +0.25"),
    ("not so fast", "tempo −0.5"),
    ("too fast", "tempo −0.5"),
    ("not too slow", "tempo +0.5"),
    ("less fast", "tempo −0.5"),
    ("no vocals", "vocals to −1"),
    ("without vocals", "vocals to −1"),
    ("instrumental", "vocals −0.5"),
    ("completely instrumental", "vocals to −1"),
    ("no more singing", "vocals to −1"),
    ("some vocals", "vocals +0.25"),
    ("a lot of vocals", "vocals +0.75"),
    ("more vocals and bass", "vocals +0.5, bass +0.5"),
    ("no vocals and bass", "vocals to −1, bass to −1"),
    ("faster with no vocals", "tempo +0.5, vocals to −1"), ("more bass without vocals", "bass +0.5, vocals to −1"),
    ("more bass but less energy", "bass +0.5, energy −0.5"),
    ("harder", "energy +0.5"),
    ("slightly harder and darker", "energy +0.25, tension +0.5"),
    ("calmer", "energy −0.5"),
    ("calm down", "energy −0.5"),
    ("much calmer please", "energy −0.75"),
    ("more energy", "energy +0.5"),
    ("Make it more energetic!", "energy +0.5"),
    ("full power", "energy to +1"),
    ("maximum energy", "energy to +1"),
    ("less intense", "energy −0.5"),
    ("not so heavy", "energy −0.5"),
    ("deeper", "bass +0.5"),
    ("more low end", "bass +0.5"),
    ("thinner", "bass −0.5"),
    ("increase the bass", "bass +0.5"),
    ("lower the tempo a touch", "tempo −0.25"),
    ("raise the tension", "tension +0.5"),
    ("cut the vocals", "vocals −0.5"),
    ("jazzier", "harmony +0.5"),
    ("more harmonic complexity", "harmony +0.5"),
    ("simpler chords", "harmony −0.5"),
    ("much simpler", "harmony −0.75"),
    ("busier", "density +0.5"),
    ("sparse", "density −0.5"),
    ("very minimal", "density −0.75"),
    ("less percussion", "density −0.5"),
    ("darker", "tension +0.5"),
    ("brighter", "tension −0.5"),
    ("a hint of suspense", "tension +0.25"),
    ("like this but darker", "like this, tension +0.5"),
    ("something similar, a bit slower", "like this, tempo −0.25"),
    ("same tempo", "tempo to 0"),
    ("usual bass, more drive", "bass to 0, energy +0.5"),
    ("bass +0.3, tempo = -0.2", "bass +0.3, tempo to −0.2"),
    ("energy 50%", "energy to +0.5"),
    ("reset", "all at 0"),
    ("everything back to normal, then darker", "all at 0, tension +0.5"),
  ]

  static let nonsense: [(String, String)] = [
    ("purple", "“purple”"), ("asdf qwer", "“asdf”, “qwer”"), ("", "nothing is said"), ("   ", "nothing is said"),
    ("bass", "“bass: more or less?”"), ("the tempo", "“the tempo: more or less?”"), ("more", "“more”"),
    ("a bit", "“a bit”"), ("no", "“no”"), ("not", "“not”"), ("more cowbell", "“cowbell”"),
    ("less is more", "“less is more”"),
    ("42", "“42”"), ("+0.5", "“+0.5”"), (",,,", "nothing is said"),
    ("play something by Prince", "“play”, “by”, “prince”"),
    ("louder", "“louder”"), ("🎛️", "“🎛️”"), ("bass to the moon", "“moon”"), ("drop table tracks", "“drop”, “table”"),
  ]

  @Test(arguments: phrases) func aPhraseIsUnderstood(_ phrase: String, _ meaning: String) throws {
    let words = try SteerWords(phrase)
    #expect(words.understood == meaning)
    #expect(words.unknown.isEmpty)
  }

  @Test(arguments: nonsense) func nonsenseIsRefused(_ line: String, _ said: String) {
    let error = #expect(throws: SteerWords.Refusal.self) { try SteerWords(line) }
    #expect(error?.description.contains(said) == true, "\(error?.description ?? "it was understood")")
  }

  /// What is understood is done, and the rest is named.
  @Test func aLineHalfUnderstoodSaysBoth() throws {
    let words = try SteerWords("more bass, purple vocals, darker")
    #expect(words.understood == "bass +0.5, vocals +0.5, tension +0.5" && words.unknown == ["purple"])
    #expect(try SteerWords("more bass, wobbly").unknownWords == "“wobbly”")
  }

  /// Sliders stop at their ends; a reset comes before what is said with it.
  @Test func sliderStopAtTheirEnds() throws {
    var steering = Steering()
    for _ in 0..<3 { steering = try SteerWords("much faster, no vocals").applied(to: steering) }
    #expect(steering[.tempo] == 1 && steering[.vocals] == -1 && steering.amount == 1)
    #expect(steering.words == "tempo +1, vocals −1")
    #expect(try SteerWords("reset, a bit darker").applied(to: steering).words == "tension +0.25")
    #expect(try SteerWords("reset").applied(to: steering).isNeutral)
  }

  /// No word means two things.
  @Test func theVocabularyIsClear() {
    var seen: Set<String> = []
    for entry in SteerWords.vocabulary {
      for word in entry.things + entry.more + entry.less { #expect(seen.insert(word).inserted, "\(word)") }
    }
    #expect(Self.phrases.count >= 60 && Self.nonsense.count == 20)
  }
}
