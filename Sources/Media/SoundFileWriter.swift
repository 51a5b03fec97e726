import CSndFile
import Glibc
import Music

/// How recordings and made tracks are written.
package enum RecordingFormat: String, Sendable, Hashable, CaseIterable {
  /// WAV with 24 bits, as RF64 when it grows beyond 4 GiB. The head is kept up to date: what was written before a crash
  /// can be played.
  case wav
  /// WAV with 32-bit floats: the samples as they are, bit for bit.
  case float
  /// FLAC with 24 bits, some 60 % of the size; its length is only known once it is closed.
  case flac
  /// FLAC with 24 bits at its fastest level, for music that can be made again.
  case flacFast

  package var ending: String { self == .flac || self == .flacFast ? "flac" : "wav" }

  fileprivate var code: Int32 {
    let bits: Int =
      switch self {
      case .wav, .flac, .flacFast: Int(SF_FORMAT_PCM_24)
      case .float: Int(SF_FORMAT_FLOAT)
      }
    return Int32((ending == "flac" ? Int(SF_FORMAT_FLAC) : Int(SF_FORMAT_RF64)) | bits)
  }
}

/// A sound file that is being written, by libsndfile.
// SAFETY: the handle is owned by this object and used by one thread at a time, that of its owner.
package final class SoundFileWriter: @unchecked Sendable {
  package let path: String
  package let channels: Int
  private var handle: OpaquePointer?
  private var unsaved = 0
  private let updatesHead: Bool
  private let isFloat: Bool

  /// Makes the file; one that is there already is replaced.
  /// - Throws: `.diskFull`, or `.unwritable` with the system's words.
  package init(
    path: String, format: RecordingFormat, sampleRate: SampleRate, channels: Int, tags: Tags = Tags()
  ) throws(MediaError) {
    var info = SF_INFO()
    info.samplerate = Int32(sampleRate.hz)
    info.channels = Int32(channels)
    info.format = format.code
    errno = 0
    guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw Self.failure(path)
    }
    self.path = path
    self.channels = channels
    self.handle = handle
    updatesHead = format == .wav || format == .float
    isFloat = format == .float
    if format.ending == "wav" { sf_command(handle, Int32(SFC_RF64_AUTO_DOWNGRADE), nil, Int32(SF_TRUE)) }
    if format == .flacFast {
      var level = 0.0
      sf_command(handle, Int32(SFC_SET_COMPRESSION_LEVEL), &level, Int32(MemoryLayout<Double>.size))
    }
    for (kind, text) in [
      (SF_STR_TITLE, tags.title), (SF_STR_ARTIST, tags.artist), (SF_STR_ALBUM, tags.album), (SF_STR_GENRE, tags.genre),
    ] {
      if let text { sf_set_string(handle, Int32(kind), text) }
    }
  }

  deinit { if let handle { sf_close(handle) } }

  /// Appends interleaved frames, ±1 full scale.
  /// - Throws: `.diskFull` or `.unwritable`; what was written before stays playable.
  package func write(_ samples: UnsafeBufferPointer<Float>) throws(MediaError) {
    guard let handle, let base = samples.baseAddress else { return }
    let frames = samples.count / channels
    errno = 0
    let written =
      isFloat
      ? sf_writef_float(handle, base, sf_count_t(frames))
      : sf_writef_int(handle, whole(samples), sf_count_t(frames))
    guard written == sf_count_t(frames) else { throw failure() }
    unsaved += frames
    // Every half second of CD sound: at most so much is lost.
    if updatesHead, unsaved >= 22_050 {
      unsaved = 0
      sf_command(handle, Int32(SFC_UPDATE_HEADER_NOW), nil, 0)
    }
  }

  /// 24 bits at the top of 32, rounded and held at full scale: n ÷ 8388608 becomes n again, which libsndfile's own
  /// conversion (by 8388607) does not give.
  private func whole(_ samples: UnsafeBufferPointer<Float>) -> [Int32] {
    samples.map { sample in
      let scaled = (sample * 8_388_608).rounded()
      return scaled.isNaN ? 0 : Int32(min(8_388_607, max(-8_388_608, scaled))) << 8
    }
  }

  /// Ends the file; it is whole afterwards.
  package func close() throws(MediaError) {
    guard let handle else { return }
    self.handle = nil
    errno = 0
    if sf_close(handle) != 0 { throw failure() }
  }

  private func failure() -> MediaError { Self.failure(path) }

  private static func failure(_ path: String) -> MediaError {
    errno == ENOSPC
      ? MediaError(.diskFull, path: path, "the disk is full, \(path) ends here: make room and try again.")
      : MediaError(
        .unwritable, path: path,
        "\(path) cannot be written: \(errno == 0 ? "its format does not allow it" : errorText(errno)).")
  }
}
