import CRealtime
import Engine
import Glibc
import Support
import Synchronization
import Testing

/// A signal that tells which frame it is: 24-bit sawtooths, different on each of the four channels, so that a lost,
/// doubled or swapped frame cannot hide. Every sample is exact in 24 bits.
// SAFETY: `next` is touched by the audio thread alone.
final class NumberedFrames: FrameSource, @unchecked Sendable {
  private var next = 0
  let rendered = Atomic<Int>(0)
  let bits: Int

  init(bits: Int = 24) { self.bits = bits }

  func render(into frames: inout MutableSpan<Float>) {
    let count = frames.count / renderedChannels
    for frame in 0..<count {
      for channel in 0..<4 { frames[frame * 4 + channel] = Self.sample(next + frame, channel, bits: bits) }
    }
    next += count
    rendered.store(next, ordering: .releasing)
  }

  static func sample(_ frame: Int, _ channel: Int, bits: Int = 24) -> Float {
    let steps = 1 << bits
    let value = (frame * 977 + channel * 5003 + 1) % steps - steps / 2
    return Float(value) / Float(steps / 2)
  }
}

/// A sine on the master, and another one an octave above it on the cue bus.
// SAFETY: `next` is touched by the audio thread alone.
final class SineFrames: FrameSource, @unchecked Sendable {
  private var next = 0
  private let hz: Double

  init(hz: Double) { self.hz = hz }

  func render(into frames: inout MutableSpan<Float>) {
    let count = frames.count / renderedChannels
    for frame in 0..<count {
      let angle = 2 * Double.pi * hz * Double(next + frame) / 44_100
      let (master, cue) = (Float(0.5 * sin(angle)), Float(0.5 * sin(2 * angle)))
      (frames[frame * 4], frames[frame * 4 + 1]) = (master, master)
      (frames[frame * 4 + 2], frames[frame * 4 + 3]) = (cue, cue)
    }
    next += count
  }
}

/// Silence that takes long to make, once.
// SAFETY: `renders` is touched by the audio thread alone.
final class SlowFrames: FrameSource, @unchecked Sendable {
  private var renders = 0
  private let slowRender: Int
  private let nanoseconds: Int64

  init(slowRender: Int, nanoseconds: Int64) {
    self.slowRender = slowRender
    self.nanoseconds = nanoseconds
  }

  func render(into frames: inout MutableSpan<Float>) {
    for index in frames.indices { frames[index] = 0 }
    renders += 1
    if renders == slowRender { segue_sleep_until(segue_monotonic_nanoseconds() + nanoseconds) }
  }
}

extension OutputSettings {
  /// The fake card, at ordinary priority: many of these run at once.
  static func fake(_ card: SoundCard) -> OutputSettings {
    var settings = OutputSettings()
    settings.device = "card"
    settings.configuration = card.configuration
    settings.priority = 0
    return settings
  }
}

/// The samples in what a card received.
func samples(_ bytes: [UInt8], _ format: SampleFormat) -> [Float] {
  bytes.withUnsafeBytes { raw in
    (0..<raw.count / format.bytes).map { i in
      switch format {
      case .float: raw.loadUnaligned(fromByteOffset: i * 4, as: Float.self)
      case .s32: Float(Double(raw.loadUnaligned(fromByteOffset: i * 4, as: Int32.self)) / 0x1p31)
      case .s24: Float(raw.loadUnaligned(fromByteOffset: i * 4, as: Int32.self)) / 0x1p23
      case .s24in3:
        Float(
          Int32(raw[i * 3]) | Int32(raw[i * 3 + 1]) << 8 | Int32(Int8(bitPattern: raw[i * 3 + 2])) << 16) / 0x1p23
      case .s16: Float(raw.loadUnaligned(fromByteOffset: i * 2, as: Int16.self)) / 0x1p15
      case .float64: Float(raw.loadUnaligned(fromByteOffset: i * 8, as: Double.self))
      case .floatBig: Float(bitPattern: UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)))
      default: integer(raw[(i * format.bytes)..<((i + 1) * format.bytes)], format)
      }
    }
  }
}

/// A sample of an integer format, read by what its name says.
private func integer(_ bytes: Slice<UnsafeRawBufferPointer>, _ format: SampleFormat) -> Float {
  let ordered = format.rawValue.hasSuffix("BE") ? Array(bytes) : Array(bytes.reversed())
  var value = ordered.reduce(0) { $0 << 8 | Int64($1) }
  let half = Int64(1) << Int64(format.bits - 1)
  if format.rawValue.hasPrefix("U") {
    value -= half
  } else if value >= 1 << (8 * Int64(ordered.count) - 1) {
    value -= 1 << (8 * Int64(ordered.count))
  }
  return Float(Double(value) / Double(half))
}
