/// What a terminal that speaks kitty's graphics protocol holds and shows, from the commands that a program sends it
/// (`ESC _ G keys ; data ESC \`).
package struct ShownPictures: Sendable, Hashable {
  /// A picture that the terminal holds.
  package struct Picture: Sendable, Hashable {
    package var width = 0
    package var height = 0
    /// Bits a pixel: 24 or 32.
    package var format = 32
    /// Its bytes as they came: deflated, without the base64 around them.
    package var data: [UInt8] = []
    /// All of it has come.
    package var isWhole = false
  }

  /// Which part of a picture stands where, in pixels of it and in cells.
  package struct Place: Sendable, Hashable {
    package var x = 0
    package var width = 0
    package var height = 0
    package var columns = 0
    package var rows = 0
    package var depth = 0
    /// Of the cell in its corner, counted from 0.
    package var column = 0
    package var row = 0
  }

  /// A place of a picture is known by both numbers.
  package struct Name: Sendable, Hashable {
    package var picture: Int
    package var place: Int
  }

  package private(set) var pictures: [Int: Picture] = [:]
  package private(set) var places: [Name: Place] = [:]
  /// Pictures that were sent so far.
  package private(set) var sent = 0
  private var open: Int?

  package init() {}

  /// Takes a command. - Returns: whether the terminal knows it; a question is left to it.
  package mutating func take(_ command: some Sequence<UInt8>, cursor: (x: Int, y: Int)) -> Bool {
    let parts = Array(command).split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
    var keys: [Character: String] = [:]
    for pair in String(decoding: parts.first ?? [], as: UTF8.self).split(separator: ",") {
      guard let key = pair.first, pair.dropFirst().first == "=" else { return false }
      keys[key] = String(pair.dropFirst(2))
    }
    let data = parts.count > 1 ? Self.bytes(ofBase64: parts[1]) : []
    func number(_ key: Character) -> Int { keys[key].flatMap { Int($0) } ?? 0 }
    switch keys["a"] ?? "t" {
    case "t":
      let id = keys["i"] == nil ? open ?? 0 : number("i")
      if keys["s"] != nil {
        pictures[id] = Picture(width: number("s"), height: number("v"), format: number("f"))
        places = places.filter { $0.key.picture != id }
        sent += 1
      }
      pictures[id]?.data += data
      open = number("m") == 1 ? id : nil
      pictures[id]?.isWhole = open == nil
    case "p":
      // A picture that is not there is not shown.
      guard pictures[number("i")]?.isWhole == true else { return false }
      places[Name(picture: number("i"), place: number("p"))] = Place(
        x: number("x"), width: number("w"), height: number("h"), columns: number("c"), rows: number("r"),
        depth: number("z"), column: cursor.x, row: cursor.y)
    case "d": remove(keys["d"] ?? "a", number("i"), number("p"))
    default: return false
    }
    return true
  }

  /// The screen is cleared.
  package mutating func clear() { (places, pictures) = ([:], [:]) }

  private mutating func remove(_ what: String, _ id: Int, _ place: Int) {
    switch what {
    case "A": clear()
    case "I":
      pictures[id] = nil
      places = places.filter { $0.key.picture != id }
    case "i": places = places.filter { $0.key.picture != id || (place > 0 && $0.key.place != place) }
    default: places = [:]
    }
  }

  private static func bytes(ofBase64 text: some Sequence<UInt8>) -> [UInt8] {
    var (bytes, bits, count) = ([UInt8](), UInt32(0), 0)
    for letter in text {
      let value: UInt8
      switch letter {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = letter - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = letter - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = letter - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  /// What a terminal that shows pictures says to a question such as "_Gi=1,a=q…"; nil to another one.
  package static func answer(_ question: String) -> String? {
    guard question.hasPrefix("_Gi="), question.contains("a=q") else { return nil }
    return "\u{1B}_Gi=\(question.dropFirst(4).prefix { $0.isNumber });OK\u{1B}\\"
  }
}
