import CStudio
import Music

/// Splits a track as it runs by: sound goes in, stems come out some twelve seconds later. The stems' sum is the sound:
/// what is taken for one is taken from the rest. Memory does not grow with the track. One thread.
package final class TrackSplitter {
  /// The stems, in the order in which `Emit` gets them.
  package let kinds: [StemKind]
  /// Samples that were beyond full scale, where whole numbers are written: they were held there before the track was
  /// split.
  package private(set) var clipped = 0

  /// Gets the same stretch of each stem, interleaved stereo.
  package typealias Emit = ([UnsafeBufferPointer<Float>]) throws -> Void

  private let transform: FrameTransform
  private let hearing: any VoiceHearing
  private let rhythm: RhythmHearing?
  private let grain: SampleGrain
  private let run: FrameRun
  /// Interleaved sound from frame `soundStart` on; the first frames of the spectrogram begin before the sound.
  private var sound: [Float]
  private var soundStart: Int
  /// Frames of the spectrogram that were transformed.
  private var transformed = 0
  private var isFirst = true
  /// What of each stem but the last has not had its four frames yet.
  private let open: [StereoBuffer]
  /// The next hop of each stem.
  private let pieces: [StereoBuffer]
  private var drumShares: [Float]
  private var bassShares: [Float]
  /// Frames of the sound, once it is over.
  private var end: Int?

  private var hop: Int { transform.size.hop }

  /// - Parameters:
  ///   - rate: of the track.
  ///   - grain: what samples can be written.
  init(_ choice: StemChoice, at rate: SampleRate, hearing: any VoiceHearing, grain: SampleGrain) {
    kinds = choice.kinds
    let size = FrameSize(at: rate)
    transform = FrameTransform(size)
    self.hearing = hearing
    self.grain = grain
    run = FrameRun(capacity: HearingSpan.frames, bins: size.bins)
    rhythm = choice == .two ? nil : RhythmHearing(size, at: rate, capacity: HearingSpan.frames)
    soundStart = -3 * size.hop
    sound = [Float](repeating: 0, count: 2 * 3 * size.hop)
    open = choice.kinds.dropLast().map { _ in StereoBuffer(frames: size.samples) }
    pieces = choice.kinds.map { _ in StereoBuffer(frames: size.hop) }
    drumShares = [Float](repeating: 0, count: size.bins)
    bassShares = drumShares
  }

  /// Takes the next of the sound, interleaved stereo.
  package func take(_ piece: [Float], _ emit: Emit) throws {
    for sample in piece {
      let held = grain.held(sample)
      if held != sample { clipped += 1 }
      sound.append(held)
    }
    while (transformed + 1) * hop <= soundStart + sound.count / 2 { try transformNext(emit) }
  }

  /// Says that the sound is over. All of it has been given out when this returns.
  package func finish(_ emit: Emit) throws {
    let end = soundStart + sound.count / 2
    self.end = end
    guard end > 0 else { return }
    // Silence behind the end, until the last sample has had its four frames.
    let frames = (end + hop - 1) / hop + 3
    sound.append(contentsOf: repeatElement(0, count: 2 * (frames * hop - end)))
    while transformed < frames { try transformNext(emit) }
    // Where the overlap alone is left, it was heard with the run before.
    if isFirst || run.count > HearingSpan.overlap { hearing.hear(run, isFirst: isFirst) }
    try give(run.count, emit)
  }

  private func transformNext(_ emit: Emit) throws {
    let first = (transformed - 3) * hop - soundStart
    sound.withUnsafeBufferPointer { samples in
      for channel in 0..<2 {
        transform.forward(
          samples.baseAddress! + 2 * first, channel: channel, into: run.spectrum(run.count, channel))
      }
    }
    run.count += 1
    transformed += 1
    guard run.count == run.capacity else { return }
    hearing.hear(run, isFirst: isFirst)
    isFirst = false
    try give(run.capacity - HearingSpan.overlap, emit)
    forget()
  }

  /// Turns the first frames of the run into sound and gives it out.
  private func give(_ frames: Int, _ emit: Emit) throws {
    rhythm?.listen(run, frames: frames)
    for frame in 0..<frames {
      for channel in 0..<2 { add(frame, channel) }
      // Its first hop has had all its frames now.
      let place = (transformed - run.count + frame - 3) * hop
      let count = min(hop, (end ?? place + hop) - place)
      if place >= 0, count > 0 { try part(from: place, count: count, emit) }
      for open in open { open.dropFirst(hop) }
    }
    run.dropFirst(frames)
  }

  private func add(_ frame: Int, _ channel: Int) {
    let (spectrum, voice) = (run.spectrum(frame, channel), run.voice(frame, channel))
    transform.add(spectrum, shares: voice, channel: channel, to: open[0].samples)
    guard let rhythm else { return }
    rhythm.shares(ofFrame: frame, voice: voice, drums: &drumShares, bass: &bassShares)
    transform.add(spectrum, shares: drumShares, channel: channel, to: open[1].samples)
    transform.add(spectrum, shares: bassShares, channel: channel, to: open[2].samples)
  }

  /// Parts a stretch of the sound: each stem is taken from what the ones before it have left, the last is the rest.
  private func part(from place: Int, count: Int, _ emit: Emit) throws {
    let rest = pieces[pieces.count - 1].samples
    let first = 2 * (place - soundStart)
    sound.withUnsafeBufferPointer { rest.update(from: $0.baseAddress! + first, count: 2 * count) }
    for (open, piece) in zip(open, pieces) {
      segue_part(rest, open.samples, piece.samples, Int32(2 * count), grain == .whole)
    }
    try emit(pieces.map { $0.first(count) })
  }

  /// Drops the sound that no frame needs any more.
  private func forget() {
    let needed = (transformed - run.count - 3) * hop
    guard needed > soundStart else { return }
    sound.removeFirst(2 * (needed - soundStart))
    soundStart = needed
  }
}
