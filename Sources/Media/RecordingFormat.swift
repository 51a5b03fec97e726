import CSndFile
import Music

/// How recordings and made tracks are written.
package enum RecordingFormat: String, Sendable, Hashable, CaseIterable {
  /// WAV with 24 bits, as RF64 when it grows beyond 4 GiB. The head is kept up to date: what was written before a crash
  /// can be played.
  case wav
  /// WAV with 32-bit floats: the samples as they are, bit for bit.
  case float
  /// FLAC with 24 bits, some 60 % of the size. The length in its head is kept up to date as well.
  case flac
  /// FLAC with 24 bits at its fastest level, for music that can be made again.
  case flacFast
  /// Ogg Vorbis, some 256 kbit/s. A crash loses the page that was being filled: 4 kB, which are 0.2 s of full
  /// music and up to 6 s of sparse or silent; libsndfile has no way to end a page earlier.
  case ogg
  /// Opus, some 192 kbit/s, always at 48 kHz.
  case opus
  /// MP3, 320 kbit/s constant: it can be sought in without the tag that a crash leaves unwritten.
  case mp3

  /// Of the file's name, without a dot.
  package var ending: String {
    switch self {
    case .wav, .float: "wav"
    case .flac, .flacFast: "flac"
    case .ogg, .opus, .mp3: rawValue
    }
  }

  /// What a file's name asks for: `wav` for both kinds of WAV; nil when nothing here ends so.
  package init?(ending: String) {
    let name = ending.lowercased()
    guard let format = Self.allCases.first(where: { $0.ending == name }) else { return nil }
    self = format
  }

  /// What is decoded is what was recorded, up to the format's bits.
  package var isLossless: Bool { ending == "wav" || ending == "flac" }

  /// The rate that a file of this format has for an engine's rate.
  package func rate(for rate: SampleRate) -> SampleRate { self == .opus ? .video : rate }

  /// libsndfile's word for it. - Parameter bits: of WAV and FLAC in whole numbers, 16 or 24.
  func code(bits: Int) -> Int32 {
    let whole = Int(bits == 16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24)
    let parts: (container: Int, coding: Int) =
      switch self {
      case .wav: (Int(SF_FORMAT_RF64), whole)
      case .float: (Int(SF_FORMAT_RF64), Int(SF_FORMAT_FLOAT))
      case .flac, .flacFast: (Int(SF_FORMAT_FLAC), whole)
      case .ogg: (Int(SF_FORMAT_OGG), Int(SF_FORMAT_VORBIS))
      case .opus: (Int(SF_FORMAT_OGG), Int(SF_FORMAT_OPUS))
      case .mp3: (Int(SF_FORMAT_MPEG), Int(SF_FORMAT_MPEG_LAYER_III))
      }
    return Int32(parts.container | parts.coding)
  }
}
