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
  /// - Parameters:
  ///   - first: the frame that comes first, at the rate of `format`: the samples from there on are those that reading
  ///     from 0 gives, but for coders that make noise of their own. Nothing comes where the sound is no longer.
  ///   - take: returns whether more is wanted.
  /// - Throws: `.truncated` when the sound stops before the file says it would.
  func read(
    from first: Int, _ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Bool
  ) throws(MediaError)
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

  func read(
    from first: Int, _ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Bool
  ) throws(MediaError) {
    let size = 8192
    let format = format
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: size * channels)
    defer { buffer.deallocate() }
    var done = seek(to: first)
    // What cannot be skipped is read.
    while done < first {
      let count = read(into: buffer, frames: min(size, first - done))
      if count == 0 { break }
      done += count
    }
    while done >= first {
      let count = read(into: buffer, frames: size)
      if count == 0 { break }
      done += count
      if try !take(UnsafeBufferPointer(start: buffer, count: count * channels), format) { return }
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
/// - Parameter part: frames at `rate` that are wanted; what lies beyond the end does not come.
/// - Returns: how many stereo samples were no numbers or infinite.
/// - Throws: `.notAudio` for a sound without a single frame, or at no rate of music; `.truncated` behind what there is.
@discardableResult
func stereo(
  _ sound: any Sound, at rate: SampleRate, part: Range<Int> = 0..<Int.max,
  _ emit: (UnsafeBufferPointer<Float>) -> Void
) throws(MediaError) -> Int {
  var stage = StereoStage(path: sound.path, rate: rate)
  let entry = Entry(before: part.lowerBound, from: sound.format.rate, to: rate)
  var cut = PartCut(part, at: entry.frame)
  defer { stage.finish { cut.take($0, emit) } }
  if part.isEmpty { return 0 }
  try sound.read(from: entry.source) { samples, format throws(MediaError) in
    try stage.take(samples, format) { cut.take($0, emit) }
    return !cut.isFull
  }
  if stage.frames == 0, entry.source == 0 {
    throw MediaError(.notAudio, path: sound.path, "\(fileName(sound.path)) holds no sound: its length is 0.")
  }
  return stage.replaced
}

/// Where a sound is entered for a part of it: at a frame that lies on one of the wanted rate, so that a resampler gives
/// the same from there on, and so far before the part that its filter has what it needs.
private struct Entry {
  /// At the sound's own rate.
  var source = 0
  /// The same moment at the wanted rate.
  var frame = 0

  /// The filter of the resampler reaches a hundredth of a second to either side.
  private static let reach = Seconds(0.05)

  init(before first: Int, from: SampleRate, to: SampleRate) {
    if from == to {
      (source, frame) = (first, first)
      return
    }
    guard let own = Int(exactly: from.hz), let wanted = Int(exactly: to.hz), own > 0, wanted > 0 else { return }
    let common = greatestCommonDivisor(own, wanted)
    let periods = max(0, min(first, 1 << 40) - Int(Self.reach.frames(at: to).value)) / (wanted / common)
    (source, frame) = (periods * (own / common), periods * (wanted / common))
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }

/// Lets a part of a sound through.
private struct PartCut {
  private let part: Range<Int>
  private var place: Int

  /// - Parameter place: of the first frame that comes.
  init(_ part: Range<Int>, at place: Int) { (self.part, self.place) = (part, place) }

  var isFull: Bool { place >= part.upperBound }

  /// - Parameter piece: interleaved stereo.
  mutating func take(_ piece: UnsafeBufferPointer<Float>, _ emit: (UnsafeBufferPointer<Float>) -> Void) {
    let whole = place..<place + piece.count / 2
    place = whole.upperBound
    let wanted = whole.clamped(to: part)
    guard !wanted.isEmpty else { return }
    let (from, to) = (2 * (wanted.lowerBound - whole.lowerBound), 2 * (wanted.upperBound - whole.lowerBound))
    emit(UnsafeBufferPointer(rebasing: piece[from..<to]))
  }
}
