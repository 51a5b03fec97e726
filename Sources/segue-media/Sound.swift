import Media
import Music
import Platform

/// How the samples of a piece of sound lie: how many a second, and which channel is whose.
struct SoundFormat: Hashable {
  var rate: SampleRate
  var channels: Int
  /// One a channel; empty when the file does not say.
  var speakers: [Speaker]
}

/// A file that gives its sound from beginning to end.
protocol Sound: AnyObject {
  var path: String { get }
  /// How the sound begins, as the file's head has it. Pieces say themselves how they lie: a file may change in the
  /// middle, where another one was joined to it or a broadcast went on in another way.
  var format: SoundFormat { get }
  /// What the file promises, at the rate of `format`; nil when it does not say. Nobody may count on it.
  var frames: Int? { get }
  /// `frames` is guessed from the size of the file.
  var isEstimate: Bool { get }
  /// Whether there is more than so much sound, whatever the head promises.
  /// - Parameter goesOn: is called now and then while it counts.
  func lasts(longerThan limit: Seconds, _ goesOn: () -> Void) throws(MediaError) -> Bool
  /// Hands on interleaved samples in order, as many each frame as their format has channels, until the end.
  /// - Throws: `.truncated` when the sound stops before the file says it would.
  func readAll(_ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Void) throws(MediaError)
}

/// Opens the sound of a file: by libsndfile where it is exact, by FFmpeg for the rest.
///
/// Positions. Frame 0 is the first sample of what was encoded: the delay of MP3 and AAC encoders and the padding behind
/// are left out where the file says how long they are (LAME's or Xing's tag, an edit list, iTunSMPB). An MP3 without
/// such a tag begins with the first sample that its first frame decodes to, which lies the coder's delay (1105 frames
/// for LAME) before the first sample of what was encoded, as in Mixxx and whatever else decodes by FFmpeg. libsndfile
/// differs there, so MP3 is FFmpeg's here. Ogg is too: libsndfile reads the first link of a chain alone, takes the rate
/// of an Opus head, which is a remark, for that of the sound, and does not know which channel of six is whose. FLAC is
/// FFmpeg's because it goes on behind damage, is a sixth faster, and one reading gives sound and content.
///
/// - Parameter goesOn: is called now and then where a head promises hours, which are counted.
/// - Throws: `.tooLong` for more than `MediaLimits.longestTrack`.
func openSound(_ path: String, stream: Int, goesOn: () -> Void) throws(MediaError) -> any Sound {
  let sound = try openAny(path, stream)
  let longest = MediaLimits.longestTrack
  if let frames = sound.frames, !sound.isEstimate {
    let length = Seconds(Double(frames) / sound.format.rate.hz)
    if length > longest, try sound.lasts(longerThan: longest, goesOn) {
      throw MediaError(
        .tooLong, path: path,
        "\(fileName(path)) lasts \(lengthText(length.value)): tracks of up to \(lengthText(longest.value)) are played.")
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
  if stream == 0, ["wav", "wave", "rf64", "aif", "aiff", "aifc", "caf", "au"].contains(fileEnding(path)) {
    if let file = try? SoundFile(path: path) { return file }
  }
  return try FFmpegFile(path: path, stream: stream, decodes: true)
}

extension SoundFile: Sound {
  var format: SoundFormat { SoundFormat(rate: sampleRate, channels: channels, speakers: speakers) }
  var isEstimate: Bool { false }

  func lasts(longerThan limit: Seconds, _ goesOn: () -> Void) -> Bool { seconds(present ?? 0) > limit }

  func readAll(_ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Void) throws(MediaError) {
    let size = 8192
    let format = format
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: size * channels)
    defer { buffer.deallocate() }
    var done = 0
    while true {
      let count = read(into: buffer, frames: size)
      if count == 0 { break }
      done += count
      try take(UnsafeBufferPointer(start: buffer, count: count * channels), format)
    }
    if let frames, done < frames { throw cutShort(path, after: seconds(done), of: seconds(frames)) }
  }

  private func seconds(_ frames: Int) -> Seconds { Seconds(Double(frames) / sampleRate.hz) }
}

/// What is said of a file that ends before it says it would.
func cutShort(_ path: String, after there: Seconds, of whole: Seconds) -> MediaError {
  MediaError(
    .truncated, path: path,
    "\(fileName(path)) is damaged: it stops after \(lengthText(there.value)) of \(lengthText(whole.value)). What is "
      + "there can be played."
  )
}

/// Hands on a sound as interleaved stereo at `rate`, piece by piece; what is not a number becomes silence.
/// - Returns: how many stereo samples were no numbers or infinite.
/// - Throws: `.notAudio` for a sound without a single frame, or at no rate of music; `.truncated` behind what there is.
@discardableResult
func stereo(
  _ sound: any Sound, at rate: SampleRate, _ emit: (UnsafeBufferPointer<Float>) -> Void
) throws(MediaError) -> Int {
  var stage = StereoStage(path: sound.path, rate: rate)
  defer { stage.finish(emit) }
  try sound.readAll { samples, format throws(MediaError) in try stage.take(samples, format, emit) }
  if stage.frames == 0 {
    throw MediaError(.notAudio, path: sound.path, "\(fileName(sound.path)) holds no sound: its length is 0.")
  }
  return stage.replaced
}
