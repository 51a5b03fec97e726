/// How a control without ends says how far it was turned, in a byte of 0…127.
package enum RelativeEncoding: String, Sendable, Hashable, CaseIterable {
  /// 65, 66 forwards, 63, 62 back: jogs of Pioneer's.
  case offset64
  /// 1, 2 forwards, 127, 126 back: most others.
  case twos
  /// 1, 2 forwards, 65, 66 back.
  case signbit
  /// 127 is a step forwards, all else one back: buttons that play an encoder.
  case inc

  /// The signed ticks of a value.
  package func ticks(_ value: UInt8) -> Int {
    let number = Int(value & 0x7F)
    switch self {
    case .offset64: return number - 64
    case .twos: return number < 64 ? number : number - 128
    case .signbit: return number < 64 ? number : 64 - number
    case .inc: return number == 127 ? 1 : -1
    }
  }
}
