extension StringProtocol {
  /// The text without what people do not type: lower case, Latin letters without their accents.
  /// "Âme" and "ame" fold to the same; letters of other scripts only lose their case.
  package var folded: String {
    // Nearly every tag is ASCII, and a library has 100,000 of them.
    if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
    var result = ""
    for character in lowercased() {
      if let plain = plainLetters[character] { result += plain } else { result.append(character) }
    }
    return result
  }
}

/// Accented Latin letters (in lower case) → what is typed for them.
private let plainLetters: [Character: String] = {
  let families: [(plain: String, accented: String)] = [
    ("a", "àáâãäåāăąǎ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉ"), ("o", "òóôõöøōŏőǒ"), ("oe", "œ"),
    ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűųǔ"), ("w", "ŵ"),
    ("y", "ýÿŷ"), ("z", "źżž"),
  ]
  var letters: [Character: String] = [:]
  for family in families {
    for letter in family.accented { letters[letter] = family.plain }
  }
  return letters
}()
