import Engine
import Music

/// Words that mean nothing, and moments and lengths in other words than the table's.
extension NaturalLine {
  private static let fillers: Set<String> = ["please", "pls", "the", "teh", "gimme"]
  /// "a touch louder": by one step, as without them.
  private static let little: Set<String> = ["bit", "little", "touch", "tad", "tiny", "slightly"]
  /// What takes its time.
  private static let gliding: Set<String> = [
    "fade", "bring", "crossfade", "xfade", "crossfader", "xfader", "mix", "blend", "transition", "fader", "volume",
    "vol", "filter",
    "eq",
    "low", "mid", "high", "lows", "mids", "highs", "bass", "treble", "tempo", "pitch", "bpm", "key", "echo", "reverb",
    "trim", "gain", "master",
  ]
  private static let units = [
    "beat": "beats", "beats": "beats", "bar": "bars", "bars": "bars", "s": "seconds", "sec": "seconds",
    "secs": "seconds", "second": "seconds", "seconds": "seconds",
  ]

  /// "please fade to b in 8 bars on the next bar" is "fade to b over 8 bars at bar"; beats are meant by a bare number.
  static func withoutFillers(_ words: [String]) -> [String] {
    var rest = withoutArticles(words.filter { !fillers.contains($0.lowercased()) }.map(withPoint))
    for index in rest.indices {
      let word = rest[index].lowercased()
      if ["a's", "b's", "a’s", "b’s"].contains(word) { rest[index] = String(word.prefix(1)) }
      // "one semitone", "four bars"; but "load one kiss".
      let next = index + 1 < rest.count ? rest[index + 1].lowercased() : ""
      let isCounted = units[next] != nil || next.hasPrefix("semitone")
      let isStep = index > 1 && ["up", "down"].contains(rest[index - 1].lowercased())
      if let digits = digits[word], isCounted || isStep { rest[index] = digits }
    }
    // "a capella b" names deck B.
    if rest.count > 2, rest[0].lowercased() == "a", ["capella", "cappella"].contains(rest[1].lowercased()) {
      rest.replaceSubrange(0...1, with: ["acapella"])
    }
    // "fade over to b".
    if let over = rest.firstIndex(where: { $0.lowercased() == "over" }), over + 1 < rest.count,
      ["to", "into"].contains(rest[over + 1].lowercased())
    {
      rest.remove(at: over)
    }
    // "blend now" is a wish of its own.
    let isWish = rest.first.map { ["mix", "blend"].contains($0.lowercased()) } ?? false
    if rest.count > 1, !isWish, rest.last?.lowercased() == "now" { rest.removeLast() }
    var timing: [String] = []
    if let moment = takeMoment(&rest) { timing = ["at", moment] }
    if let glide = takeGlide(&rest) { timing += glide }
    if timing.isEmpty || timing.first == "over", let moment = takeMoment(&rest) { timing += ["at", moment] }
    if let beats = beatsOfBlend(rest), !timing.contains("over") { timing += ["over", beats, "beats"] }
    // "drop b on the 1", "drop b in on the 1": to let it go at its moment.
    if timing.contains("at"), rest.first?.lowercased() == "drop" {
      if rest.count == 3, rest[2].lowercased() == "in" { rest.removeLast() }
      if rest.count == 2 { rest[0] = "play" }
    }
    return rest + timing
  }

  /// "blend to b", "mix into b", "transition to b", "fade to b": no cut is meant, though no length is said.
  private static func beatsOfBlend(_ words: [String]) -> String? {
    let said = words.map { $0.lowercased() }
    guard said.count == 3, let verb = said.first else { return nil }
    let goes = ["to", "into", "over", "in"].contains(said[1]) && DeckID(word: said[2]) != nil
    // As long as the keys of the crossfader take.
    if verb == "fade" { return goes && said[1] != "in" ? "16" : nil }
    let comesIn = said[2] == "in" && DeckID(word: said[1]) != nil
    return ["mix", "blend", "transition"].contains(verb) && (goes || comesIn) ? "32" : nil
  }

  /// "skip back a bar" is one bar, "a bit faster" is faster: there "a" is no deck.
  private static func withoutArticles(_ words: [String]) -> [String] {
    // "a bit darker" steers the suggestions, whose words say how far.
    guard let verb = words.first?.lowercased(), verbsOfText.isDisjoint(with: [verb]) else { return words }
    var rest: [String] = []
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1].lowercased() : ""
      let isArticle = index > 0 && word.lowercased() == "a"
      if isArticle, next == "beat", rest.last?.lowercased() == "half" {
        rest[rest.count - 1] = "1/2"
      } else if isArticle, ["beat", "bar", "semitone"].contains(next) {
        rest.append("1")
      } else if isArticle, little.contains(next) || (verb == "give" && next == "loop") {
        continue
      } else if index > 0, little.contains(word.lowercased()) {
        continue
      } else {
        rest.append(word)
      }
    }
    return rest
  }
  /// What is behind these is text, or the words of a wish.
  private static let verbsOfText: Set<String> = [
    "a", "steer", "suggest", "find", "search", "look", "show", "load", "queue", "add", "name", "rename", "tag",
    "comment",
    "something", "more", "less", "like", "note", "crate", "line", "stem",
  ]

  private static let digits = ["one": "1", "two": "2", "three": "3", "four": "4", "eight": "8", "sixteen": "16"]

  /// "-1,5" as half of Europe writes it.
  private static func withPoint(_ word: String) -> String {
    let parts = word.split(separator: ",", omittingEmptySubsequences: false)
    let isNumber = parts.count == 2 && parts[1].first?.isNumber == true && parts[0].last?.isNumber == true
    guard isNumber, parts[0].allSatisfy({ $0.isNumber || "+-=−".contains($0) }) else { return word }
    return parts.joined(separator: ".")
  }

  /// "add reverb": an effect, and no folder of that name.
  static func addsAnEffect(_ words: [String]) -> Bool {
    words.count > 1 && words[0].lowercased() == "add"
      && ["echo", "reverb", "flanger", "gate"].contains(words.dropFirst().first { $0 != "some" }?.lowercased())
  }

  /// "at the next bar", "on the bar", "next bar": at the end of a line.
  private static func takeMoment(_ words: inout [String]) -> String? {
    if let moment = takeFirstMoment(&words) { return moment }
    // "start b on the 1"; but "load this on 1" names a deck.
    if words.count > 3, ["1", "one"].contains(words.last), words[words.count - 2].lowercased() == "on",
      ["play", "start", "drop"].contains(words[0].lowercased())
    {
      words.removeLast(2)
      return "bar"
    }
    guard let last = words.last?.lowercased(), ["beat", "bar", "phrase", "downbeat"].contains(last), words.count > 1
    else { return nil }
    var before = words.count - 1
    var isMoment = false
    if words[before - 1].lowercased() == "next" {
      (before, isMoment) = (before - 1, true)
    }
    if before > 1, ["at", "on"].contains(words[before - 1].lowercased()) {
      (before, isMoment) = (before - 1, true)
    }
    guard isMoment, before > 0 else { return nil }
    words.removeSubrange(before...)
    return last == "downbeat" ? "bar" : last
  }

  /// "at the next phrase bass to b".
  private static func takeFirstMoment(_ words: inout [String]) -> String? {
    // "next phrase play b".
    let isNext = words.count > 3 && words[0].lowercased() == "next"
    guard words.count > 3, isNext || ["at", "on"].contains(words[0].lowercased()) else { return nil }
    let place = !isNext && words[1].lowercased() == "next" ? 2 : 1
    let moment = words[place].lowercased()
    guard ["beat", "bar", "phrase"].contains(moment) else { return nil }
    words.removeFirst(place + 1)
    return moment
  }

  /// "over 16", "in 8 bars", "during 4 s": at the end of a line.
  private static func takeGlide(_ words: inout [String]) -> [String]? {
    func isLength(_ word: String) -> Bool { Quantity.finite(word) != nil }
    if words.count > 2, words[words.count - 2].lowercased() == "over", let number = words.last, isLength(number) {
      words.removeLast(2)
      return ["over", number, "beats"]
    }
    guard words.count > 3, let unit = words.last.flatMap({ units[$0.lowercased()] }), isLength(words[words.count - 2])
    else { return nil }
    // "fade in 8 bars" takes eight bars; "stop in 8 bars" is to wait for so long, which nothing does.
    let moves = words.prefix(3).contains { gliding.contains($0.lowercased()) }
    let word = words[words.count - 3].lowercased()
    // "bass to b 8 bars".
    if moves, words.count > 4, DeckID(word: word) != nil, ["to", "into"].contains(words[words.count - 4].lowercased()) {
      let glide = ["over", words[words.count - 2], unit]
      words.removeLast(2)
      return glide
    }
    guard word == "over" || (moves && ["in", "within", "during"].contains(word)) else { return nil }
    let glide = ["over", words[words.count - 2], unit]
    words.removeLast(3)
    return glide
  }
}
