/// Spectra of frames that follow each other, left and right, and what share of each bin is the voice's.
// SAFETY: the memory is the object's own and lives as long; one thread uses it at a time, that of the splitter.
final class FrameRun: @unchecked Sendable {
  let bins: Int
  /// The most frames.
  let capacity: Int
  /// Frames that are there.
  var count = 0
  private let spectra: UnsafeMutableBufferPointer<Float>
  private let shares: UnsafeMutableBufferPointer<Float>

  init(capacity: Int, bins: Int) {
    self.capacity = capacity
    self.bins = bins
    spectra = .allocate(capacity: capacity * 2 * 2 * bins)
    spectra.initialize(repeating: 0)
    shares = .allocate(capacity: capacity * 2 * bins)
    shares.initialize(repeating: 0)
  }

  deinit {
    spectra.deallocate()
    shares.deallocate()
  }

  /// Real, imaginary, real, imaginary …: 2 × `bins` floats.
  func spectrum(_ frame: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
    spectra.baseAddress! + (2 * frame + channel) * 2 * bins
  }

  /// The voice's share of each bin, 0…1.
  func voice(_ frame: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
    shares.baseAddress! + (2 * frame + channel) * bins
  }

  /// Drops the first frames; those behind them move to the front.
  func dropFirst(_ frames: Int) {
    let rest = count - frames
    // Floats may move over each other: from the front on.
    for index in 0..<rest {
      for channel in 0..<2 {
        spectrum(index, channel).update(from: spectrum(index + frames, channel), count: 2 * bins)
        voice(index, channel).update(from: voice(index + frames, channel), count: bins)
      }
    }
    count = rest
  }
}
