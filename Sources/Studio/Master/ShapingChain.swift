import DSP
import Music

/// The stages before a master's gain, in their order: rumble filter, equaliser, dynamic equaliser, bands (compressed,
/// bent over), stereo picture. What has nothing to do is left out. One thread.
package final class ShapingChain {
  /// Frames at once.
  package static let block = SpectrumShaper.block
  private let settings: MasterSettings
  private var rumble: RumbleFilter
  private let tone: SpectrumShaper?
  private var cuts: [DynamicCut]
  private var bands: MasterBands
  private var compressors: [BandCompressor?]
  private var saturator: BandSaturator
  private var side: SideShaper
  private let parts: UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>

  /// Frames by which all is late.
  package var latency: Int { isSaturated ? BandSaturator.latency : 0 }
  private var isSaturated: Bool { settings.saturation.contains { $0 != nil } }

  /// - Parameter sampleRate: 16 kHz … 192 kHz.
  package init(_ settings: MasterSettings, sampleRate: SampleRate) {
    let rate = sampleRate.hz
    self.settings = settings
    rumble = RumbleFilter(sampleRate: rate)
    tone = settings.isToned ? SpectrumShaper(sampleRate: rate, decibels: settings.toneGain) : nil
    cuts = settings.cuts.map { cut in
      DynamicCut(sampleRate: rate, hz: cut.hz, q: cut.q, threshold: cut.threshold, most: cut.most)
    }
    bands = MasterBands(sampleRate: rate)
    compressors = settings.compression.map { $0.map { BandCompressor(sampleRate: rate, $0) } }
    saturator = BandSaturator(bands: MasterBands.count)
    side = SideShaper(sampleRate: rate, monoBelow: settings.monoBelow, width: settings.width)
    parts = .allocate(capacity: MasterBands.count)
    for band in 0..<MasterBands.count {
      parts[band] = .allocate(capacity: Self.block)
      parts[band].initialize(repeating: .zero, count: Self.block)
    }
  }

  deinit {
    for band in 0..<MasterBands.count { parts[band].deallocate() }
    parts.deallocate()
  }

  /// The greatest cut of each compressor and dynamic band so far, dB: what was really done.
  package var greatestCuts: (bands: [Double], cuts: [Double]) {
    (compressors.map { $0?.greatest ?? 0 }, cuts.map(\.greatest))
  }

  /// Works in place on exactly `block` frames.
  package func process(_ sound: UnsafeMutablePointer<StereoFrame>) {
    let frames = Self.block
    if settings.takesRumble { rumble.process(sound, frames: frames) }
    tone?.process(sound)
    for index in cuts.indices { cuts[index].process(sound, frames: frames) }
    if settings.isBanded { shapeBands(sound) }
    if settings.isPlaced { side.process(sound, frames: frames) }
  }

  private func shapeBands(_ sound: UnsafeMutablePointer<StereoFrame>) {
    bands.split(sound, frames: Self.block, into: parts)
    for band in 0..<MasterBands.count { compressors[band]?.process(parts[band], frames: Self.block) }
    for frame in 0..<Self.block {
      sound[frame] = (parts[0][frame] + parts[1][frame]) + (parts[2][frame] + parts[3][frame])
    }
    if isSaturated {
      saturator.process(sound, parts: parts, ceilings: settings.saturation, frames: Self.block)
    }
  }

  /// A whole track through the stages, as long as it was. - Parameter emit: gets frames × 2, in order.
  package static func render(
    _ settings: MasterSettings, _ samples: UnsafeBufferPointer<Float>, at rate: SampleRate,
    emit: (UnsafeBufferPointer<Float>) throws -> Void
  ) rethrows {
    let chain = ShapingChain(settings, sampleRate: rate)
    try passBlocks(samples, of: block, latency: chain.latency, through: chain.process, emit: emit)
  }
}

/// Passes a track through something that works on whole blocks in place and is `latency` frames late: behind the end
/// comes silence, and as many frames come out as went in. What is no number goes in as silence.
func passBlocks(
  _ samples: UnsafeBufferPointer<Float>, of block: Int, latency: Int,
  through process: (UnsafeMutablePointer<StereoFrame>) -> Void,
  emit: (UnsafeBufferPointer<Float>) throws -> Void
) rethrows {
  let frames = samples.count / 2
  let sound = UnsafeMutablePointer<StereoFrame>.allocate(capacity: block)
  defer { sound.deallocate() }
  // SAFETY: a frame is two adjacent floats.
  let floats = UnsafeMutableRawPointer(sound).assumingMemoryBound(to: Float.self)
  for start in stride(from: 0, to: frames + latency, by: block) {
    let count = max(0, min(block, frames - start))
    for index in 0..<2 * block {
      let sample = index < 2 * count ? samples[2 * start + index] : 0
      floats[index] = sample.isFinite ? sample : 0
    }
    process(sound)
    let first = max(0, latency - start)
    let last = min(block, frames + latency - start)
    if last > first {
      try emit(UnsafeBufferPointer(start: floats + 2 * first, count: 2 * (last - first)))
    }
  }
}
