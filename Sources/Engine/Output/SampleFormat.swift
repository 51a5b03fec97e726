/// How a device takes its samples. All little-endian, as every machine is that this runs on.
///
/// Integers are the nearest to the sample, without dither: a 16-bit file played at unity reaches a 16-bit device bit for
/// bit, and a 24-bit file a 24-bit device. Where the mix has more bits than the device, the error is white enough: at
/// least the other deck, an EQ or a fader has moved by then, and it lies 98 dB down.
package enum SampleFormat: String, Sendable, Hashable, CaseIterable {
  // In the order in which they are tried: none of the first four loses a bit of a 24-bit file.
  case float = "float"
  case s32 = "S32"
  /// 24 bits in three bytes.
  case s24in3 = "S24_3"
  /// 24 bits in the lower bytes of four.
  case s24 = "S24"
  case s16 = "S16"

  package var bytes: Int {
    switch self {
    case .float, .s32, .s24: 4
    case .s24in3: 3
    case .s16: 2
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
    }
  }
}

extension CueRouting {
  /// Channels that the device must have.
  package var channels: Int { self == .channels34 ? 4 : 2 }

  /// Puts rendered frames (4 channels) onto a device's channels; those beyond are silent.
  ///
  /// - Parameter routed: room for `frames` × `channels` samples.
  @_noLocks
  func route(
    _ rendered: UnsafePointer<Float>, frames: Int, channels: Int, into routed: UnsafeMutablePointer<Float>
  ) {
    for frame in 0..<frames {
      let from = rendered + frame * renderedChannels
      let to = routed + frame * channels
      var spare = 2
      switch self {
      case .none: (to[0], to[1]) = (from[0], from[1])
      case .channels34:
        (to[0], to[1], to[2], to[3]) = (from[0], from[1], from[2], from[3])
        spare = 4
      case .splitMono: (to[0], to[1]) = ((from[0] + from[1]) * 0.5, (from[2] + from[3]) * 0.5)
      }
      while spare < channels {
        to[spare] = 0
        spare += 1
      }
    }
  }
}
