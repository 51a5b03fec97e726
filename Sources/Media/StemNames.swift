import Music

/// What a splitter calls a part of a track.
enum StemPart: Hashable, Sendable {
  case kind(StemKind)
  /// All but one kind: "no_drums". (All but the vocals is the kind `instrumental`.)
  case rest(of: StemKind)
  /// The first voice alone, and the voices behind it.
  case lead, backing
  /// Most tools call the instrumental so, with the voices in the background; some, the first voice.
  case karaoke
  /// A part that no deck plays beside the others: the mixture, a single drum, the room.
  case unused

  /// The part that words name, folded and one blank apart; nil when they name none.
  init?(words: String) {
    if let part = Self.vocabulary[words] {
      self = part
      return
    }
    guard let negation = ["no ", "minus ", "without ", "no"].first(where: { words.hasPrefix($0) }),
      let part = Self.vocabulary[String(words.dropFirst(negation.count))]
    else { return nil }
    switch part {
    case .kind(.vocals): self = .kind(.instrumental)
    case .kind(.instrumental): self = .kind(.vocals)
    case .kind(let kind): self = .rest(of: kind)
    case .lead: self = .karaoke
    case .unused where negation != "no": self = .unused
    default: return nil
    }
  }

  /// A stem that was split once more: "(Vocals)_(Backing)".
  func split(into finer: StemPart) -> StemPart {
    switch (self, finer) {
    case (.kind(.vocals), .kind(.vocals)), (.kind(.vocals), .lead): .lead
    case (.kind(.vocals), .kind(.instrumental)), (.kind(.vocals), .backing), (.kind(.vocals), .karaoke): .backing
    case (.kind(.instrumental), .kind(let kind)) where kind != .instrumental && kind != .vocals: finer
    case (.kind(let kind), .kind(let same)) where kind == same: self
    default: .unused
    }
  }

  private static let vocabulary: [String: StemPart] = {
    let families: [(StemPart, [String])] = [
      (
        .kind(.vocals),
        [
          "vocals", "vocal", "voice", "voices", "vox", "acapella", "acappella", "a cappella", "a capella", "accapella",
          "singing", "vocals only", "vocal only", "singer",
        ]
      ),
      (.kind(.drums), ["drums", "drum", "percussion", "drum kit", "drumkit", "beats"]),
      (.kind(.bass), ["bass", "bass guitar"]),
      (
        .kind(.other),
        ["other", "others", "synth", "synths", "synthesizer", "melody", "residual", "rest", "remaining", "remainder"]
      ),
      (.kind(.guitar), ["guitar", "guitars", "electric guitar", "acoustic guitar"]),
      (.kind(.piano), ["piano", "keys", "keyboard", "keyboards"]),
      (
        .kind(.instrumental),
        [
          "instrumental", "instrumentals", "instrum", "inst", "instruments", "accompaniment", "backing", "music",
          "backing track", "minus one", "vocals removed", "music only", "no voc", "accomp",
        ]
      ),
      (.lead, ["lead vocals", "lead vocal", "lead voice", "main vocals", "main vocal", "lead"]),
      (
        .backing,
        [
          "backing vocals", "backing vocal", "back vocals", "back vocal", "background vocals", "backup vocals",
          "harmony vocals", "harmonies", "bgv", "choir",
        ]
      ),
      (.karaoke, ["karaoke"]),
      (
        .unused,
        [
          "mixture", "original", "mix", "full mix", "master", "kick", "snare", "toms", "hihat", "hi hat", "hh",
          "cymbals", "ride", "crash", "reverb", "echo", "dry", "wet", "noise", "crowd", "breath", "strings", "wind",
          "brass", "organ", "male", "female", "speech", "effects", "fx", "sfx", "metronome", "click", "clicks",
          "lead guitar", "rhythm guitar", "dereverb", "denoise",
        ]
      ),
    ]
    var parts: [String: StemPart] = [:]
    for (part, names) in families {
      for name in names { parts[name] = part }
    }
    return parts
  }()

  /// Whether a part's name may begin with a word: all others need not be looked at any closer.
  static func canBegin(with word: String) -> Bool { firstWords.contains(word) || word.hasPrefix("no") }

  private static let firstWords = Set(
    vocabulary.keys.map { String($0.prefix { $0 != " " }) } + ["minus", "without"])
}

/// A file's or folder's name, without its ending, as words: all that lies between letters and digits is a gap.
/// Splitters and services change the gaps (`?` and `:` become `_`, rows of `_` one), case and accents, and leave the
/// words alone.
struct StemName: Sendable {
  /// As it is written.
  let text: String
  /// Folded. Names that differ only by Unicode normalisation, case, accents or punctuation have the same words.
  let words: [String]
  /// `words.count` + 1: what is written before each word, and behind the last one.
  let gaps: [String]
  /// All parts that are named in it, from left to right, none inside another: none in most names, of which a scan reads
  /// many.
  let labels: [Label]

  init(_ text: String) {
    self.text = text
    var words: [String] = []
    var gaps: [String] = []
    var (word, gap) = ("", "")
    for character in text {
      if Self.isGap(character) {
        if !word.isEmpty {
          words.append(word.folded)
          word = ""
        }
        gap.append(character)
      } else {
        if word.isEmpty {
          gaps.append(gap)
          gap = ""
        }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word.folded) }
    self.words = words
    self.gaps = gaps + [gap]
    labels = Self.labels(words, self.gaps)
  }

  /// Letters, digits and signs such as ÷ or ♥ are names; punctuation, white space and all other ASCII is not.
  private static func isGap(_ character: Character) -> Bool {
    if character.isLetter || character.isNumber { return false }
    return character.isASCII || character.isPunctuation || character.isWhitespace
  }

  /// The same for names with the same words; the name itself where it has none.
  var key: String { words.isEmpty ? text : words.joined(separator: " ") }

  /// The part that the whole name names: a splitter's file in a folder of the track's.
  var part: StemPart? { words.count <= 3 ? StemPart(words: words.joined(separator: " ")) : nil }

  /// Where the track's name may begin: behind numbers that tools put in front ("1_NAME", "1695214567_1_NAME"), else at
  /// 0.
  var starts: [Int] {
    var starts = [0]
    while starts.count < 4, let last = starts.last, last + 1 < words.count, gaps[last + 1].contains("_"),
      words[last].allSatisfy(\.isNumber)
    {
      starts.append(last + 1)
    }
    return starts
  }

  /// A part's name within the name.
  struct Label: Sendable {
    var part: StemPart
    /// Its words.
    var range: Range<Int>
    /// Stands in brackets of its own.
    var isBracketed: Bool
  }

  private static func labels(_ words: [String], _ gaps: [String]) -> [Label] {
    var labels: [Label] = []
    var index = 0
    while index < words.count {
      guard StemPart.canBegin(with: words[index]) else {
        index += 1
        continue
      }
      let found = (1...3).reversed().lazy.filter { index + $0 <= words.count }.compactMap { count -> Label? in
        let range = index..<(index + count)
        return StemPart(words: words[range].joined(separator: " ")).map {
          Label(part: $0, range: range, isBracketed: isBracketed(range, gaps))
        }
      }.first
      if let found { labels.append(found) }
      index = found?.range.upperBound ?? index + 1
    }
    return labels
  }

  private static func isBracketed(_ range: Range<Int>, _ gaps: [String]) -> Bool {
    guard let open = gaps[range.lowerBound].last, let close = gaps[range.upperBound].first else { return false }
    return ["()", "[]", "{}"].contains("\(open)\(close)")
  }

  /// What the name says when its words from `start` up to `end` are the track's: the part, and what else is written.
  /// - Returns: nil when no label stands where a tool would write it.
  func claim(track: Range<Int>) -> StemClaim? {
    let labels = labels.filter { $0.range.lowerBound >= track.upperBound }
    for (index, label) in labels.enumerated() {
      guard isJoined(track.upperBound, label) else { continue }
      let tail = words[label.range.upperBound...]
      let middle = words[track.upperBound..<label.range.lowerBound]
      var part = label.part
      if label.isBracketed {
        if let finer = labels[(index + 1)...].first(where: \.isBracketed) { part = part.split(into: finer.part) }
        if !Self.versions.isDisjoint(with: tail) { return nil }
      } else if !tail.isEmpty {
        // "Song_vocals_split_by_…", "Song-vocals-A minor-125bpm": a word is set off on both sides, and no "Vocal Mix".
        guard isSetOff(gaps[label.range.lowerBound]), isSetOff(gaps[label.range.upperBound]),
          label.part != .unused, Self.versions.isDisjoint(with: tail)
        else { continue }
      }
      let isPlain = middle.isEmpty && (label.isBracketed || tail.isEmpty)
      let context = isPlain ? "" : middle.joined(separator: " ") + "|" + tail.joined(separator: " ")
      return StemClaim(part: part, context: context)
    }
    return nil
  }

  /// "vocals_Song", "(Drums) Song": the label in front, and the track's words up to the end.
  func claimInFront() -> (track: Range<Int>, claim: StemClaim)? {
    guard let label = labels.first, label.range.lowerBound == 0, label.range.upperBound < words.count,
      label.isBracketed || isSetOff(gaps[label.range.upperBound]), label.part != .unused
    else { return nil }
    return (label.range.upperBound..<words.count, StemClaim(part: label.part, context: "in front"))
  }

  /// Between the track's name and the label nothing may stand but gaps: "Song Remix (Vocals)" is no part of "Song".
  /// Tools put a model's name there, with underscores around: "Song_MODEL_(Vocals)".
  private func isJoined(_ end: Int, _ label: Label) -> Bool {
    if label.range.lowerBound == end { return true }
    let middle = words[end..<label.range.lowerBound]
    guard gaps[end].contains("_"), gaps[label.range.lowerBound].contains("_") else { return false }
    return Self.versions.isDisjoint(with: middle)
      && (label.isBracketed || middle.contains { Self.isSplittersWord($0) })
  }

  private func isSetOff(_ gap: String) -> Bool { gap.contains { "_-–—()[]{}".contains($0) } }

  /// Words of another version of a song, not of a part of it.
  private static let versions: Set<String> = [
    "remix", "edit", "bootleg", "rework", "dub", "live", "version", "vip", "mashup", "cover", "flip", "mix",
  ]

  /// Words that name a splitter, a model or what they make.
  static func isSplittersWord(_ word: String) -> Bool {
    let word = word.drop { $0.isNumber }
    return ["stem", "separat", "mdx", "uvr", "umx", "lalal", "moises", "scnet", "splitter", "ensembl"].contains {
      word.hasPrefix($0)
    } || ["demucs", "roformer", "spleeter", "unmix"].contains { word.contains($0) }
  }

  /// Whether a folder is one that splitters make, by one of its words: "stems", "htdemucs_ft", "5stems", "UVR-MDX-NET".
  var isSplitters: Bool { words.contains { Self.isSplittersWord($0) } }

  /// Whether a folder is called as splitters and those who use them call the place for what comes out.
  var isOutput: Bool {
    isSplitters || ["output", "outputs", "out", "result", "results", "export", "splits"].contains(key)
  }
}

/// What a file's name says of the track that it is a part of.
struct StemClaim: Hashable, Sendable {
  var part: StemPart
  /// What is written besides track and part, such as a model's name; empty where nothing is. Such words count only when
  /// two parts have the same.
  var context: String
}
