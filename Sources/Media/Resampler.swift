import CSoxr
import Music

/// Changes the rate of interleaved sound as a stream, by libsoxr's "very high quality" (linear phase, 28 bits of
/// precision). The filter's delay is taken out: output frame k is the moment k ÷ output rate of the input, and n frames
/// in give round(n × ratio) frames out.
// SAFETY: the soxr handle is owned by this object and used by one thread at a time, that of its owner.
package final class Resampler: @unchecked Sendable {
  /// Of what goes in.
  package let from: SampleRate
  /// Of what comes out.
  package let to: SampleRate
  /// Of both.
  package let channels: Int
  private let handle: soxr_t
  private var framesIn = 0
  private var framesOut = 0
  private var buffer: [Float]
  private static let chunk = 8192

  /// - Returns: nil when libsoxr refuses the rates (they must be positive, their ratio below some 2³¹) or memory is
  ///   out.
  package init?(from: SampleRate, to: SampleRate, channels: Int) {
    var quality = soxr_quality_spec(UInt(SOXR_VHQ), 0)
    var format = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var runtime = soxr_runtime_spec(1)
    guard from.hz > 0, to.hz > 0,
      let handle = soxr_create(from.hz, to.hz, UInt32(channels), nil, &format, &quality, &runtime)
    else { return nil }
    self.handle = handle
    self.from = from
    self.to = to
    self.channels = channels
    buffer = [Float](repeating: 0, count: Self.chunk * channels)
  }

  deinit { soxr_delete(handle) }

  /// How many frames `count` frames become.
  package func length(of count: Int) -> Int { Self.length(of: count, from: from, to: to) }

  /// How many frames `count` frames become at another rate: the nearest whole number.
  package static func length(of count: Int, from: SampleRate, to: SampleRate) -> Int {
    Int((Double(count) * to.hz / from.hz).rounded())
  }

  /// Takes interleaved frames in and hands on what is ready, in chunks, in order.
  package func process(_ input: UnsafeBufferPointer<Float>, emit: (UnsafeBufferPointer<Float>) -> Void) {
    framesIn += input.count / channels
    var taken = 0
    while taken < input.count / channels {
      var used = 0
      let made = run(input.baseAddress! + taken * channels, input.count / channels - taken, &used, emit)
      taken += used
      if used == 0 && made == 0 { break }
    }
  }

  /// Says that no more comes, and hands on the rest. Afterwards exactly `length(of:)` frames were handed on in all.
  package func finish(emit: (UnsafeBufferPointer<Float>) -> Void) {
    let wanted = length(of: framesIn)
    var used = 0
    while framesOut < wanted, run(nil, 0, &used, emit, limit: wanted - framesOut) > 0 {}
    while framesOut < wanted {
      let count = min(Self.chunk, wanted - framesOut)
      for index in 0..<count * channels { buffer[index] = 0 }
      framesOut += count
      buffer.withUnsafeBufferPointer { emit(UnsafeBufferPointer(rebasing: $0[..<(count * channels)])) }
    }
  }

  private func run(
    _ input: UnsafePointer<Float>?, _ count: Int, _ used: inout Int, _ emit: (UnsafeBufferPointer<Float>) -> Void,
    limit: Int = .max
  ) -> Int {
    var made = 0
    let (handle, channels) = (handle, channels)
    buffer.withUnsafeMutableBufferPointer { output in
      _ = soxr_process(handle, input, count, &used, output.baseAddress, Self.chunk, &made)
      made = min(made, limit)
      if made > 0 { emit(UnsafeBufferPointer(rebasing: output[..<(made * channels)])) }
    }
    framesOut += made
    return made
  }
}
