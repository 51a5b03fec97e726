import Engine
import Music
import Platform

// Numbers and signs as they are read out. A screen reader says "−" and "→" as it likes, and often not at all.

/// Signs become words: "8A → 9A, −1.2 %" is "8A to 9A, minus 1.2 percent".
package func spoken(_ text: String) -> String {
  var words = ""
  // The rest of a list that is cut.
  let text = text.replacing(" … (", with: " and more (")
  var last: Character = " "
  for character in text {
    switch character {
    case "→": words += words.isEmpty ? "" : "to"
    case "−": words += "minus "
    case "+" where last == " " || last == "(": words += "plus "
    case "%": words += last == " " ? "percent" : " percent"
    case "·", "…":
      if words.last == " " { words.removeLast() }
      words += ","
    case "×": words += "times"
    case "●", "○", "▶", "■", "◆": break
    case " " where words.isEmpty: break
    default: words.append(character)
    }
    last = character
  }
  return words.trimmed
}

/// A line that was understood, for who hears it: "→ deck b jump -32" is "Deck B: jump minus 32".
package func spokenCommand(_ line: String) -> String {
  let text = line.hasPrefix("→ ") ? String(line.dropFirst(2)) : line
  let words = text.split(separator: " ").map { word -> String in
    let isNegative = word.hasPrefix("-") && word.dropFirst().first?.isNumber == true
    return isNegative ? "minus " + word.dropFirst() : String(word)
  }
  guard words.count > 2, words[0] == "deck", let deck = DeckID(word: words[1].lowercased()) else {
    return spoken(words.joined(separator: " "))
  }
  return spoken("\(deck.spokenName): \(words.dropFirst(2).joined(separator: " "))")
}

/// "3 minutes 10", "45 seconds", "1 hour 2 minutes": whole seconds that have passed, as the screen's clocks have them.
func spokenLength(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "an unknown time" }
  let whole = Int(max(0, min(seconds, 359_999)))
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  if hours > 0 { return counted(hours, "hour") + " " + counted(minutes, "minute") }
  if minutes > 0 { return counted(minutes, "minute") + (rest > 0 ? " \(rest)" : "") }
  return counted(rest, "second")
}

/// "124", "124.5": no more places than it needs, two at most.
func spokenNumber(_ value: Double, places: Int = 2) -> String {
  var text = fixed(value, places)
  guard text.contains(".") else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text.hasPrefix("-") ? "minus " + text.dropFirst() : text
}

/// "50 percent".
func spokenShare(_ share: Double) -> String { spokenNumber(share * 100, places: 0) + " percent" }

extension Track {
  /// "Blue Room by Corner Shop".
  var spokenName: String {
    guard let artist, !artist.isEmpty else { return title.printable }
    return "\(title) by \(artist)".printable
  }

  /// "128 BPM, 8A, energy 6, 3 minutes 20, with stems": what is known of it.
  var spokenFacts: [String] {
    var facts: [String] = []
    if let bpm { facts.append(spokenNumber(bpm.value, places: 1) + " BPM") }
    if let key { facts.append("\(key.camelot.code)") }
    if let energy { facts.append("energy \(energy)") }
    if let duration { facts.append(spokenLength(duration.value)) }
    if hasStems { facts.append("with stems") }
    if let answer { facts.append(answer.rawValue) }
    if isMissing { facts.append("its file is missing") }
    return facts
  }
}
