import Music

/// Why a text is no taste.
package enum TasteFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// Written by a program that knows more.
  case newer(version: Int)
  /// What is wrong with which line, from 1.
  case line(Int, String)
  /// It ends too early, or is something else.
  case notATaste

  /// A sentence, to go behind the file's name.
  package var description: String {
    switch self {
    case .newer(let version):
      "is of version \(version), and this Segue reads up to version \(Taste.textVersion): it needs a newer one"
    case .line(let number, let words): "cannot be used, line \(number): \(words)"
    case .notATaste: "is no taste, or not the whole of one"
    }
  }
}

/// A taste as the text of a file: a head with a version, then a line for each strength, then how sure each is.
extension Taste {
  static let textVersion = 1
  private static let head = "segue taste"

  private static let names =
    ScorePart.rules.map { "part \($0.rawValue)" } + TrackTrait.allCases.map { "trait \($0.rawValue)" }

  /// As the file has it. Numbers read back as they were.
  package var text: String {
    var lines = [
      "# What Segue has learnt of a DJ. Strengths may be changed: 0 is as by the rules, above it more, below it less.",
      "\(Self.head) \(Self.textVersion)", "choices \(choices)",
    ]
    lines += zip(Self.names, mean).map { "\($0) \($1)" }
    lines.append("# How sure they are: the lower half of the covariance.")
    for row in 0..<Self.count {
      lines.append("spread " + (0...row).map { "\(spread[row * Self.count + $0])" }.joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what `text` writes, and refuses what would not be a taste: nothing is taken halfway.
  package init(text: String) throws(TasteFault) {
    self.init()
    var (hasHead, given, rows) = (false, Set<Int>(), 0)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let number = index + 1
      if !hasHead {
        guard words.count == 3, words[0] + " " + words[1] == Self.head, let version = Int(words[2]) else {
          throw .notATaste
        }
        if version > Self.textVersion { throw .newer(version: version) }
        hasHead = true
      } else if first == "choices" {
        guard words.count == 2, let count = Int(words[1]), count >= 0 else {
          throw .line(number, "“\(line)” is no count")
        }
        choices = count
      } else if first == "spread" {
        try read(spread: words.dropFirst(), row: rows, number)
        rows += 1
      } else {
        let place = try read(strength: words, String(line), number)
        guard given.insert(place).inserted else { throw .line(number, "“\(Self.names[place])” is there twice") }
      }
    }
    guard hasHead, given.count == Self.count, rows == Self.count else { throw .notATaste }
    guard isSpreadSound else { throw .line(0, "the lines of spread don't belong together") }
  }

  /// - Returns: its place.
  private mutating func read(strength words: [Substring], _ line: String, _ number: Int) throws(TasteFault) -> Int {
    let name = words.prefix(2).joined(separator: " ")
    guard let place = Self.names.firstIndex(of: name), words.count == 3 else {
      throw .line(number, "“\(line)” is not understood")
    }
    let most = place < ScorePart.rules.count ? Self.mostPart : Self.mostTrait
    guard let value = Double(words[2]), abs(value) <= most else {
      throw .line(number, "“\(words[2])” lies not between −\(most) and \(most)")
    }
    mean[place] = value
    return place
  }

  private mutating func read(spread words: ArraySlice<Substring>, row: Int, _ number: Int) throws(TasteFault) {
    guard row < Self.count, words.count == row + 1 else {
      throw .line(number, "there are \(words.count) numbers where \(row + 1) belong")
    }
    for (column, word) in words.enumerated() {
      guard let value = Double(word), abs(value) <= 100 else {
        throw .line(number, "“\(word)” is no number of its kind")
      }
      spread[row * Self.count + column] = value
      spread[column * Self.count + row] = value
    }
  }

  /// Whether the covariance is one: Cholesky's decomposition goes through.
  private var isSpreadSound: Bool {
    let count = Self.count
    var root = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        var rest = spread[row * count + column]
        for index in 0..<column { rest -= root[row * count + index] * root[column * count + index] }
        if row == column {
          guard rest > 0 else { return false }
          root[row * count + row] = rest.squareRoot()
        } else {
          root[row * count + column] = rest / root[column * count + column]
        }
      }
    }
    return true
  }
}
