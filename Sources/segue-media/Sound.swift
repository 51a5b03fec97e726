import Media
import Music

/// A file that gives its sound from beginning to end.
protocol Sound: AnyObject {
  var path: String { get }
  var sampleRate: SampleRate { get }
  var channels: Int { get }
  var speakers: [Speaker] { get }
  /// What the file promises; nil when it does not say.
  var frames: Int? { get }
  /// `frames` is guessed from the size of the file.
  var isEstimate: Bool { get }
  /// Hands on interleaved samples in order, `channels` each frame, until the end.
  /// - Throws: `.truncated` when the sound stops before the file says it would.
  func readAll(_ take: (UnsafeBufferPointer<Float>) throws(MediaError) -> Void) throws(MediaError)
}

/// Opens the sound of a file: by libsndfile where it is exact, by FFmpeg for the rest.
///
/// Positions. Frame 0 is the first sample of what was encoded: the delay of MP3 and AAC encoders and the padding behind
/// are left out where the file says how long they are (LAME's or Xing's tag, an edit list, iTunSMPB). An MP3 without such
/// a tag begins with the first sample that its first frame decodes to, which lies the coder's delay (1105 frames for LAME)
/// before the first sample of what was encoded, as in Mixxx and whatever else decodes by FFmpeg. libsndfile differs there,
/// so MP3 is FFmpeg's here. Surround in Ogg is too: FFmpeg alone knows which channel is whose. FLAC is FFmpeg's because it
/// goes on behind damage, is a sixth faster, and one reading gives sound and content.
///
/// - Throws: `.tooLong` for more than `MediaLimits.longestTrack`.
func openSound(_ path: String, stream: Int) throws(MediaError) -> any Sound {
  let sound = try openAny(path, stream)
  if let frames = sound.frames, !sound.isEstimate {
    let length = Seconds(Double(frames) / sound.sampleRate.hz)
    guard length <= MediaLimits.longestTrack else {
      throw MediaError(
        .tooLong, path: path,
        "\(fileName(path)) lasts \(clock(length)): tracks of up to \(clock(MediaLimits.longestTrack)) are played.")
    }
  }
  return sound
}

/// A sound's file as FFmpeg sees it, for tags and content: the one that decodes it where that is FFmpeg.
func described(_ sound: (any Sound)?, _ path: String, stream: Int = 0) throws(MediaError) -> FFmpegFile {
  if let file = sound as? FFmpegFile { return file }
  return try FFmpegFile(path: path, stream: stream, decodes: false)
}

private func openAny(_ path: String, _ stream: Int) throws(MediaError) -> any Sound {
  try checkReadable(path)
  if stream == 0,
    ["wav", "wave", "rf64", "ogg", "oga", "opus", "aif", "aiff", "aifc", "caf", "au"].contains(fileEnding(path))
  {
    if let file = try? SoundFile(path: path), !file.isOgg || file.channels <= 2 { return file }
  }
  return try FFmpegFile(path: path, stream: stream, decodes: true)
}

extension SoundFile: Sound {
  var isEstimate: Bool { false }

  func readAll(_ take: (UnsafeBufferPointer<Float>) throws(MediaError) -> Void) throws(MediaError) {
    let size = 8192
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: size * channels)
    defer { buffer.deallocate() }
    var done = 0
    while true {
      let count = read(into: buffer, frames: size)
      if count == 0 { break }
      done += count
      try take(UnsafeBufferPointer(start: buffer, count: count * channels))
    }
    if let frames, done < frames {
      throw MediaError(
        .truncated, path: path,
        "\(fileName(path)) is damaged: it stops after \(clock(seconds(done))) of \(clock(seconds(frames))). What is there can be played."
      )
    }
  }

  private func seconds(_ frames: Int) -> Seconds { Seconds(Double(frames) / sampleRate.hz) }
}

/// Hands on a sound as interleaved stereo at `rate`, piece by piece; what is not a number becomes silence.
/// - Returns: how many stereo samples were no numbers or infinite.
/// - Throws: `.notAudio` for a sound without a single frame, or at no rate of music; `.truncated` behind what there is.
@discardableResult
func stereo(
  _ sound: any Sound, at rate: SampleRate, _ emit: (UnsafeBufferPointer<Float>) -> Void
) throws(MediaError) -> Int {
  let downmix = Downmix(channels: sound.channels, speakers: sound.speakers)
  let source = sound.sampleRate
  var resampler: Resampler?
  if source != rate {
    // A damaged head may say anything, and a resampler tries: from 134 MHz, for minutes.
    resampler = source.hz <= MediaLimits.highestRate.hz ? Resampler(from: source, to: rate, channels: 2) : nil
    guard resampler != nil else {
      throw MediaError(
        .notAudio, path: sound.path,
        "\(fileName(sound.path)) cannot be played: its sample rate is said to be \(Int(source.hz)) Hz.")
    }
  }
  var replaced = 0
  var total = 0
  var mixed = [Float](repeating: 0, count: 2 * 8192)
  defer { resampler?.finish(emit: emit) }
  try sound.readAll { samples throws(MediaError) in
    let frames = samples.count / sound.channels
    total += frames
    if mixed.count < 2 * frames { mixed = [Float](repeating: 0, count: 2 * frames) }
    mixed.withUnsafeMutableBufferPointer { stereo in
      downmix.mix(samples.baseAddress!, into: stereo.baseAddress!, frames: frames)
      replaced += silenceWhatIsNoNumber(stereo.baseAddress!, count: 2 * frames)
      var start = 0
      // Small pieces, so that a deck can play soon.
      while start < frames {
        let count = min(8192, frames - start)
        let piece = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(stereo)[(2 * start)..<(2 * (start + count))])
        if let resampler { resampler.process(piece, emit: emit) } else { emit(piece) }
        start += count
      }
    }
  }
  if total == 0 {
    throw MediaError(.notAudio, path: sound.path, "\(fileName(sound.path)) holds no sound: its length is 0.")
  }
  return replaced
}

/// - Returns: how many samples were no numbers or infinite, and are 0 now.
private func silenceWhatIsNoNumber(_ samples: UnsafeMutablePointer<Float>, count: Int) -> Int {
  guard !UnsafeBufferPointer(start: samples, count: count).allLie(within: .infinity) else { return 0 }
  let damaged = (0..<count).filter { !samples[$0].isFinite }
  for index in damaged { samples[index] = 0 }
  return damaged.count
}
