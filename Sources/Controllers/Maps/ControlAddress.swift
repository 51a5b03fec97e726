/// Which control of a controller, as a map names it.
package struct ControlAddress: Sendable, Hashable {
  /// What kind of message it sends.
  package enum Kind: String, Sendable, Hashable { case note, cc, bend }

  /// What kind of message it sends.
  package var kind: Kind
  /// 0…15; maps write 1…16, as vendors print them.
  package var channel: UInt8
  /// The note or control, 0…127; 0 for the bend.
  package var number: UInt8

  /// As a map writes it.
  package var text: String {
    kind == .bend ? "bend \(channel + 1)" : "\(kind.rawValue) \(channel + 1) \(hex(number))"
  }
}

/// `0x0B`.
func hex(_ number: UInt8) -> String {
  let digits = String(number, radix: 16, uppercase: true)
  return "0x" + (digits.count < 2 ? "0" : "") + digits
}

/// The left side of a map's line: one control, a run of them, or the two of a pair.
struct AddressPattern: Sendable, Hashable {
  /// In order; one but for a run.
  var addresses: [ControlAddress]
  /// The control of the lower seven bits.
  var lower: UInt8?
  var encoding: RelativeEncoding?

  /// `note 1 0x0B`, `note 8 0x00..0x07`, `cc 1 0x13+0x33`, `cc 1 0x21 offset64`, `bend 1`.
  /// - Throws: what is wrong with it.
  init(_ text: String) throws(MapFault) {
    var words = text.split(separator: " ").map(String.init)
    guard let kind = words.first.flatMap(ControlAddress.Kind.init(rawValue:)) else {
      throw MapFault("a control is note CHANNEL NUMBER, cc CHANNEL NUMBER or bend CHANNEL, not “\(text)”")
    }
    guard words.count > 1, let channel = wholeNumber(words[1]), (1...16).contains(channel) else {
      throw MapFault("a channel is 1 to 16")
    }
    words.removeFirst(2)
    var numbers: ClosedRange<Int> = 0...0
    if kind != .bend {
      guard let written = words.first else { throw MapFault("the control's number is missing: 0x00 to 0x7F") }
      words.removeFirst()
      (numbers, lower) = try Self.numbers(written)
    }
    if let word = words.first {
      guard kind == .cc, let named = RelativeEncoding(rawValue: word) else {
        let names = RelativeEncoding.allCases.map(\.rawValue).joined(separator: ", ")
        throw MapFault("“\(word)” is not known: behind a cc stands \(names)")
      }
      encoding = named
      words.removeFirst()
    }
    guard words.isEmpty else { throw MapFault("“\(words.joined(separator: " "))” is too much") }
    if lower != nil, kind != .cc || encoding != nil { throw MapFault("only a cc that is turned to a place has a pair") }
    addresses = numbers.map { ControlAddress(kind: kind, channel: UInt8(channel - 1), number: UInt8($0)) }
  }

  private static func numbers(_ text: String) throws(MapFault) -> (ClosedRange<Int>, lower: UInt8?) {
    let pair = text.split(separator: "+").map(String.init)
    let run = text.components(of: "..")
    let parts = pair.count == 2 ? pair : run
    let numbers = parts.compactMap(wholeNumber).filter { (0...127).contains($0) }
    guard numbers.count == parts.count, (1...2).contains(parts.count) else {
      throw MapFault("a control's number is 0x00 to 0x7F, a pair 0x13+0x33, a run 0x00..0x07, not “\(text)”")
    }
    if pair.count == 2 { return (numbers[0]...numbers[0], UInt8(numbers[1])) }
    guard numbers[0] <= numbers[numbers.count - 1] else { throw MapFault("the run \(text) goes backwards") }
    return (numbers[0]...numbers[numbers.count - 1], nil)
  }
}

/// `12` or `0x0C`.
func wholeNumber(_ text: String) -> Int? {
  text.hasPrefix("0x") || text.hasPrefix("0X") ? Int(text.dropFirst(2), radix: 16) : Int(text)
}

extension String {
  /// Split at each `separator`.
  func components(of separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let found = rest.firstRange(of: separator) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }
}
