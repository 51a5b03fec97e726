/// The words that steering understands.
extension SteerWords {
  /// What a slider is called, and the words that mean more and less of it.
  package struct Entry: Sendable {
    /// Which slider.
    package let slider: SteerSlider
    /// Things: they want a "more" or "less".
    package let things: [String]
    /// Words that mean more of it, and less.
    package let more: [String]
    /// See `more`.
    package let less: [String]

    /// In a line each: what it is called, and how it is said in a word.
    package var words: String {
      "more or less: \(things.joined(separator: ", ")). Up: \(more.joined(separator: ", ")). "
        + "Down: \(less.joined(separator: ", "))."
    }
  }

  /// How a line of words is read, for the manual.
  package static let rules = """
    steer takes words, in parts between commas, "and" and "but": more bass, less tension, a bit faster, no vocals.
    A part moves a slider by half of its way; "a bit", "slightly", "some" by a quarter, "much", "a lot", "very" by three
    quarters; "full", "maximum", "completely" and "as ... as possible" go to its end, "no" and "without" to the lower
    one. "not so" and "too" turn a word round, "same", "usual" and "keep" bring a slider back to 0, "reset" brings back
    all. "like this" and "similar" want what sounds like the track that plays. bass +0.3 and bass = 0.3 say the number.
    """

  /// All of it, for the manual.
  package static let vocabulary: [Entry] = [
    Entry(
      slider: .energy, things: ["energy", "power", "drive", "intensity", "punch", "force"],
      more: [
        "energetic", "harder", "hard", "stronger", "wilder", "wild", "heavier", "heavy", "pumping", "intense",
        "driving", "livelier", "lively", "powerful", "punchier", "hyped",
      ],
      less: [
        "calmer", "calm", "softer", "soft", "gentler", "gentle", "mellow", "mellower", "chill", "chilled", "relaxed",
        "quieter", "quiet", "easier", "smoother", "smooth",
      ]),
    Entry(
      slider: .tempo, things: ["tempo", "speed", "bpm", "pace"],
      more: ["faster", "fast", "quicker", "quick", "speedier"], less: ["slower", "slow"]),
    Entry(
      slider: .bass, things: ["bass", "low-end", "lows", "sub", "subs", "bottom"],
      more: ["bassier", "deeper", "deep", "boomier", "boomy", "fatter", "fat"],
      less: ["thinner", "thin", "tinny", "lighter", "light"]),
    Entry(
      slider: .harmony, things: ["harmony", "harmonies", "complexity", "chords", "changes", "modulation"],
      more: ["jazzier", "jazzy", "richer", "rich", "complex", "colourful", "colorful", "harmonic"],
      less: ["simpler", "simple", "plainer", "plain", "monotone"]),
    Entry(
      slider: .density, things: ["density", "percussion", "hits", "notes", "busyness"],
      more: ["busier", "busy", "denser", "dense", "fuller", "crowded", "percussive"],
      less: ["sparser", "sparse", "emptier", "empty", "minimal", "airier", "airy", "stripped"]),
    Entry(
      slider: .vocals, things: ["vocals", "vocal", "voice", "voices", "singing", "singer", "singers", "lyrics"],
      more: ["sung"], less: ["instrumental"]),
    Entry(
      slider: .tension, things: ["tension", "suspense", "drama", "darkness"],
      more: [
        "tenser", "tense", "darker", "dark", "moodier", "moody", "edgier", "edgy", "dramatic", "gloomier", "gloomy",
        "sinister",
      ],
      less: ["brighter", "bright", "happier", "happy", "sunnier", "sunny", "cheerful"]),
  ]

  static let things: [String: SteerSlider] = Dictionary(
    uniqueKeysWithValues: vocabulary.flatMap { entry in entry.things.map { ($0, entry.slider) } })

  static let directed: [String: (slider: SteerSlider, sign: Double)] = Dictionary(
    uniqueKeysWithValues: vocabulary.flatMap { entry in
      entry.more.map { ($0, (slider: entry.slider, sign: 1.0)) }
        + entry.less.map { ($0, (slider: entry.slider, sign: -1.0)) }
    })

  /// Several words that are one.
  static let phrases: [(String, String)] = [
    ("low end", "low-end"), ("harmonic complexity", "harmony"), ("slow down", "slower"), ("speed up", "faster"),
    ("calm down", "calmer"), ("a lot", "lots"), ("i'd like", "more"), ("i would like", "more"), ("as possible", "full"),
    ("no more", "no"), ("at all", ""), ("like this", "like-this"),
    ("like that", "like-this"), ("like these", "like-this"), ("like it", "like-this"),
  ]

  static let degrees: [String: Double] = [
    "bit": 0.25, "little": 0.25, "slightly": 0.25, "touch": 0.25, "somewhat": 0.25, "tad": 0.25, "hint": 0.25,
    "some": 0.25, "half": 0.5, "much": 0.75, "lot": 0.75, "lots": 0.75, "far": 0.75, "way": 0.75, "really": 0.75,
    "very": 0.75, "plenty": 0.75, "considerably": 0.75, "max": 1, "maximum": 1, "full": 1, "fully": 1, "extremely": 1,
    "totally": 1, "completely": 1,
  ]

  static let signs: [String: Double] = [
    "more": 1, "add": 1, "increase": 1, "raise": 1, "up": 1, "higher": 1, "extra": 1, "boost": 1, "less": -1,
    "fewer": -1, "reduce": -1, "decrease": -1, "lower": -1, "down": -1, "cut": -1,
  ]

  static let none: Set<String> = ["no", "without", "zero"]
  static let turning: Set<String> = ["not", "don't", "too", "isn't"]
  static let usual: Set<String> = ["same", "usual", "normal", "neutral", "reset", "keep"]
  static let likes: Set<String> = ["like-this", "similar"]
  static let joints: Set<String> = ["and", "but", "then", "also", "&"]
  static let fillers: Set<String> = [
    "a", "an", "the", "it", "please", "make", "let", "me", "us", "give", "of", "this", "that", "these", "to", "be",
    "feel", "sound", "sounds", "want", "i", "we", "now", "with", "in", "just", "so", "as", "go", "get", "turn", "bring",
    "is", "at", "something", "track", "tracks", "song", "songs", "music", "next", "one", "everything", "all",
    "back", "for",
  ]
}
