/// How a device takes its samples: every linear format that ALSA has.
///
/// Integers are the nearest to the sample, without dither: a 16-bit file played at unity reaches a 16-bit device bit
/// for bit, and a 24-bit file a 24-bit device. Where the mix has more bits than the device, the error is white enough:
/// at least the other deck, an EQ or a fader has moved by then, and it lies 98 dB down.
package enum SampleFormat: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  // In the order in which they are tried: those that lose no bit of a 24-bit file, then by the bits they keep.
  case float = "float"
  case s32 = "S32"
  /// 24 bits in three bytes.
  case s24in3 = "S24_3"
  /// 24 bits in the lower bytes of four.
  case s24 = "S24"
  case float64 = "float64"
  case floatBig = "float_BE"
  case s32Big = "S32_BE"
  case s24in3Big = "S24_3BE"
  case s24Big = "S24_BE"
  case u32 = "U32"
  case u24in3 = "U24_3"
  case u24 = "U24"
  case s20 = "S20"
  case s20in3 = "S20_3"
  case u20in3 = "U20_3"
  case s18in3 = "S18_3"
  case u18in3 = "U18_3"
  case s16 = "S16"
  case s16Big = "S16_BE"
  case u16 = "U16"
  case u16Big = "U16_BE"
  case s8 = "S8"
  case u8 = "U8"

  /// Bytes that a sample takes.
  package var bytes: Int {
    @_noLocks get {
      switch self {
      case .float64: 8
      case .float, .floatBig, .s32, .s32Big, .s24, .s24Big, .s20, .u32, .u24: 4
      case .s24in3, .s24in3Big, .s20in3, .s18in3, .u24in3, .u20in3, .u18in3: 3
      case .s16, .s16Big, .u16, .u16Big: 2
      case .s8, .u8: 1
      }
    }
  }

  /// Bits of a sample that the device hears; 24 for floats, whose mantissa has as many.
  package var bits: Int {
    @_noLocks get {
      switch self {
      case .float64, .float, .floatBig, .s24, .s24in3, .s24Big, .s24in3Big, .u24, .u24in3: 24
      case .s32, .s32Big, .u32: 32
      case .s20, .s20in3, .u20in3: 20
      case .s18in3, .u18in3: 18
      case .s16, .s16Big, .u16, .u16Big: 16
      case .s8, .u8: 8
      }
    }
  }

  private var isBigEndian: Bool {
    @_noLocks get {
      switch self {
      case .floatBig, .s32Big, .s24Big, .s24in3Big, .s16Big, .u16Big: true
      default: false
      }
    }
  }

  private var isUnsigned: Bool {
    @_noLocks get {
      switch self {
      case .u32, .u24, .u24in3, .u20in3, .u18in3, .u16, .u16Big, .u8: true
      default: false
      }
    }
  }

  /// The nearest integer to `sample` × `scale`, held in −scale…scale − 1; not-a-number is silence.
  ///
  /// Adding and taking away 1.5 × 2^52 rounds to nearest even (the sum has no bits left for a fraction), needs no call
  /// of the C library and vectorises.
  @_noLocks @inline(__always)
  static func integer(_ sample: Float, scale: Double) -> Int32 {
    let scaled = Double(sample) * scale
    if scaled >= scale - 1 { return Int32(scale - 1) }
    if scaled > -scale { return Int32((scaled + 6_755_399_441_055_744) - 6_755_399_441_055_744) }
    return scaled <= -scale ? Int32(-scale) : 0
  }

  /// Writes `count` samples in this format.
  @_noLocks
  func encode(_ samples: UnsafePointer<Float>, count: Int, into bytes: UnsafeMutableRawPointer) {
    switch self {
    case .float: bytes.copyMemory(from: samples, byteCount: count * 4)
    case .s32:
      for i in 0..<count {
        bytes.storeBytes(of: Self.integer(samples[i], scale: 0x1p31), toByteOffset: i * 4, as: Int32.self)
      }
    case .s24:
      for i in 0..<count {
        bytes.storeBytes(of: Self.integer(samples[i], scale: 0x1p23), toByteOffset: i * 4, as: Int32.self)
      }
    case .s24in3:
      for i in 0..<count {
        let value = Self.integer(samples[i], scale: 0x1p23)
        bytes.storeBytes(of: Int16(truncatingIfNeeded: value), toByteOffset: i * 3, as: Int16.self)
        bytes.storeBytes(of: Int8(truncatingIfNeeded: value >> 16), toByteOffset: i * 3 + 2, as: Int8.self)
      }
    case .s16:
      for i in 0..<count {
        let value = Int16(truncatingIfNeeded: Self.integer(samples[i], scale: 0x1p15))
        bytes.storeBytes(of: value, toByteOffset: i * 2, as: Int16.self)
      }
    case .float64:
      for i in 0..<count { bytes.storeBytes(of: Double(samples[i]), toByteOffset: i * 8, as: Double.self) }
    case .floatBig:
      for i in 0..<count {
        bytes.storeBytes(of: samples[i].bitPattern.bigEndian, toByteOffset: i * 4, as: UInt32.self)
      }
    default: encodeBytes(samples, count: count, into: bytes)
    }
  }

  /// Every integer format, a byte at a time.
  @_noLocks
  private func encodeBytes(_ samples: UnsafePointer<Float>, count: Int, into bytes: UnsafeMutableRawPointer) {
    let scale = Double(1 << (bits - 1))
    let offset: UInt32 = isUnsigned ? 1 << UInt32(bits - 1) : 0
    let size = self.bytes
    for i in 0..<count {
      let value = UInt32(bitPattern: Self.integer(samples[i], scale: scale)) &+ offset
      var byte = 0
      while byte < size {
        let place = isBigEndian ? size - 1 - byte : byte
        bytes.storeBytes(
          of: UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)), toByteOffset: i * size + place, as: UInt8.self)
        byte += 1
      }
    }
  }
}
