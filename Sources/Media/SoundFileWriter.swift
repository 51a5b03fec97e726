import CSndFile
import Glibc
import Music
import Platform

/// A sound file that is being written, by libsndfile.
// SAFETY: the handle is owned by this object and used by one thread at a time, that of its owner.
package final class SoundFileWriter: @unchecked Sendable {
  /// The file.
  package let path: String
  /// Of what is written.
  package let channels: Int
  private let format: RecordingFormat
  private let bits: Int
  private var handle: OpaquePointer?
  private let resampler: Resampler?
  private var flacHead: FLACHead?
  /// Frames since the head was brought up to date, and in all.
  private var unsaved = 0
  private var written = 0
  private var hasFailed = false
  /// Nil where whole numbers are rounded only.
  private var dither: Dither?

  /// Makes the file; one that is there already is replaced.
  /// - Parameter isDithered: whole numbers get the noise that keeps what is softer than one of them; the same sound
  ///   gets the same noise.
  /// - Parameter bits: of WAV and FLAC in whole numbers: 16 or 24.
  /// - Throws: `.diskFull`, or `.unwritable` with the system's words.
  package init(
    path: String, format: RecordingFormat, sampleRate: SampleRate, channels: Int, tags: Tags = Tags(),
    isDithered: Bool = false, bits: Int = 24
  ) throws(MediaError) {
    if isDithered { dither = Dither() }
    let rate = format.rate(for: sampleRate)
    var info = SF_INFO()
    info.samplerate = Int32(rate.hz)
    info.channels = Int32(channels)
    info.format = format.code(bits: bits)
    errno = 0
    guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else { throw Self.failure(path, errno) }
    self.path = path
    self.channels = channels
    self.format = format
    self.bits = bits
    self.handle = handle
    resampler = rate == sampleRate ? nil : Resampler(from: sampleRate, to: rate, channels: channels)
    flacHead = format.ending == "flac" ? FLACHead(path) : nil
    Self.configure(handle, format)
    for (kind, text) in [
      (SF_STR_TITLE, tags.title), (SF_STR_ARTIST, tags.artist), (SF_STR_ALBUM, tags.album), (SF_STR_GENRE, tags.genre),
    ] {
      if let text { sf_set_string(handle, Int32(kind), text) }
    }
  }

  deinit { if let handle { sf_close(handle) } }

  private static func configure(_ handle: OpaquePointer, _ format: RecordingFormat) {
    func set(_ command: Int, _ number: Double) {
      var number = number
      sf_command(handle, Int32(command), &number, Int32(MemoryLayout<Double>.size))
    }
    switch format {
    case .wav, .float: sf_command(handle, Int32(SFC_RF64_AUTO_DOWNGRADE), nil, Int32(SF_TRUE))
    case .flac: break
    case .flacFast: set(Int(SFC_SET_COMPRESSION_LEVEL), 0)
    case .ogg: set(Int(SFC_SET_VBR_ENCODING_QUALITY), 0.8)
    case .opus:
      // 500 kbit/s times this, and 12.
      set(Int(SFC_SET_VBR_ENCODING_QUALITY), 0.36)
      set(Int(SFC_SET_OGG_PAGE_LATENCY_MS), 200)
    case .mp3:
      var mode = Int32(SF_BITRATE_MODE_CONSTANT)
      sf_command(handle, Int32(SFC_SET_BITRATE_MODE), &mode, Int32(MemoryLayout<Int32>.size))
      set(Int(SFC_SET_COMPRESSION_LEVEL), 0)
    }
  }

  /// Appends interleaved frames, ±1 full scale.
  /// - Throws: `.diskFull` or `.unwritable`; what was written before stays playable.
  package func write(_ samples: UnsafeBufferPointer<Float>) throws(MediaError) {
    guard let resampler else { return try put(samples) }
    var failure: MediaError?
    resampler.process(samples) { piece in
      guard failure == nil else { return }
      do throws(MediaError) { try put(piece) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func put(_ samples: UnsafeBufferPointer<Float>) throws(MediaError) {
    guard let handle, let base = samples.baseAddress else { return }
    let frames = samples.count / channels
    errno = 0
    let count =
      format == .float || !format.isLossless
      ? sf_writef_float(handle, base, sf_count_t(frames))
      : sf_writef_int(handle, whole(samples), sf_count_t(frames))
    // Some encoders say that all was well and leave the error behind.
    guard count == sf_count_t(frames), sf_error(handle) == 0 else { throw failed(errno) }
    written += frames
    unsaved += frames
    // Every half second of CD sound: at most so much is lost.
    if unsaved >= 22_050 {
      unsaved = 0
      if format.ending == "wav" { sf_command(handle, Int32(SFC_UPDATE_HEADER_NOW), nil, 0) }
      flacHead?.update(frames: written)
    }
  }

  /// 24 or 16 bits at the top of 32, rounded and held at full scale: n ÷ 8388608 becomes n again, unlike by
  /// libsndfile's own conversion (by 8388607).
  private func whole(_ samples: UnsafeBufferPointer<Float>) -> [Int32] {
    let full = Float(1 << (bits - 1))
    return samples.map { sample in
      let scaled = dither == nil ? (sample * full).rounded() : dithered(sample, full)
      return scaled.isNaN ? 0 : Int32(min(full - 1, max(-full, scaled))) << (32 - bits)
    }
  }

  private func dithered(_ sample: Float, _ full: Float) -> Float {
    // In double: a float near full scale is as coarse as the noise.
    Float((Double(sample) * Double(full) + (dither?.next() ?? 0)).rounded())
  }

  /// Ends the file; it is whole afterwards.
  package func close() throws(MediaError) {
    guard handle != nil else { return }
    var failure: MediaError?
    if !hasFailed {
      resampler?.finish { piece in
        guard failure == nil else { return }
        do throws(MediaError) { try put(piece) } catch { failure = error }
      }
    }
    guard let handle else { return }
    self.handle = nil
    errno = 0
    if sf_close(handle) != 0, failure == nil { failure = failed(errno) }
    // An encoder that could not write leaves its head without a length.
    if hasFailed { flacHead?.restore() }
    flacHead = nil
    if let failure { throw failure }
  }

  private func failed(_ code: Int32) -> MediaError {
    hasFailed = true
    return Self.failure(path, code)
  }

  private static func failure(_ path: String, _ code: Int32) -> MediaError {
    switch code {
    case ENOSPC, EDQUOT:
      MediaError(.diskFull, path: path, "the disk is full, \(path) ends here: make room and try again.")
    case EFBIG:
      MediaError(
        .unwritable, path: path,
        "\(path) is as large as a file can be on its disk (FAT32: 4 GB) and ends here: begin another one.")
    default:
      MediaError(
        .unwritable, path: path,
        "\(path) cannot be written: \(code == 0 ? "its format does not allow it" : errorText(code)).")
    }
  }
}

/// The number of frames in a FLAC file's head, kept true while the encoder still writes behind it: the encoder itself
/// fills it in at the end only, and a file without it has no length.
///
/// STREAMINFO (RFC 9639, section 8.2) is the first block, 8 bytes into the file; the 36 bits of the length begin in the
/// lower half of its byte 13.
private final class FLACHead {
  private let path: String
  private var file: Int32 = -1
  private var saved = 0
  private static let place: off_t = 8 + 13

  init(_ path: String) { self.path = path }
  deinit { if file >= 0 { Glibc.close(file) } }

  /// - Parameter frames: given to the encoder so far; it holds back the block that is not full and one frame.
  func update(frames: Int) {
    if file < 0 { file = open(path, O_RDWR | O_CLOEXEC) }
    var head = [UInt8](repeating: 0, count: 26)
    guard file >= 0, pread(file, &head, 26, 0) == 26, head[0..<4].elementsEqual("fLaC".utf8) else { return }
    let block = Int(head[10]) << 8 | Int(head[11])
    guard block > 0 else { return }
    saved = max(0, frames - 1) / block * block
    restore()
  }

  /// Writes the length that is known to be there.
  func restore() {
    var upper: UInt8 = 0
    guard saved > 0, pread(file, &upper, 1, Self.place) == 1 else { return }
    let bytes = [upper & 0xF0 | UInt8(saved >> 32 & 0xF)] + [24, 16, 8, 0].map { UInt8(saved >> $0 & 0xFF) }
    _ = pwrite(file, bytes, bytes.count, Self.place)
  }
}
