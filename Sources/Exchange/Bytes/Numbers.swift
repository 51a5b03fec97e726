/// Numbers within bytes of a file; what lies behind the end is not there.
extension [UInt8] {
  /// Up to seven bytes as a whole number, the highest first.
  func big(_ place: Int, _ length: Int) -> Int? {
    guard place >= 0, length <= count - place else { return nil }
    return self[place..<place + length].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The same, the lowest first.
  func little(_ place: Int, _ length: Int) -> Int? {
    guard place >= 0, length <= count - place else { return nil }
    return self[place..<place + length].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Eight bytes as a number, the highest first; nil for what is none.
  func bigDouble(_ place: Int) -> Double? { bits(place).map { Double(bitPattern: $0) }.flatMap(Self.finite) }

  /// The same, the lowest first.
  func littleDouble(_ place: Int) -> Double? {
    bits(place).map { Double(bitPattern: $0.byteSwapped) }.flatMap(Self.finite)
  }

  /// Four bytes as a number, the highest first; nil for what is none.
  func bigFloat(_ place: Int) -> Double? {
    big(place, 4).map { Double(Float(bitPattern: UInt32($0))) }.flatMap(Self.finite)
  }

  /// Eight bytes as a whole number with a sign, the highest first.
  func bigWhole(_ place: Int) -> Int? { bits(place).map { Int(Int64(bitPattern: $0)) } }

  /// The same, the lowest first.
  func littleWhole(_ place: Int) -> Int? { bits(place).map { Int(Int64(bitPattern: $0.byteSwapped)) } }

  /// Some of the bytes; nil where they are not all there.
  func part(_ place: Int, _ length: Int) -> [UInt8]? {
    guard place >= 0, length >= 0, length <= count - place else { return nil }
    return Array(self[place..<place + length])
  }

  /// UTF-16 with the high byte first, to its end or the first zero.
  var utf16Text: String {
    var units: [UInt16] = []
    for place in stride(from: 0, to: count - 1, by: 2) {
      let unit = UInt16(self[place]) << 8 | UInt16(self[place + 1])
      if unit == 0 { break }
      units.append(unit)
    }
    return String(decoding: units, as: UTF16.self)
  }

  private func bits(_ place: Int) -> UInt64? {
    guard place >= 0, 8 <= count - place else { return nil }
    return self[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
}
