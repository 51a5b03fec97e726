import CSndFile
import Glibc
import Music
import Platform

/// A file that libsndfile reads: WAV, RF64, W64, AIFF, CAF, FLAC, Ogg/Vorbis, Opus, MP3, AU. Samples come as floats:
/// 16-bit sources as n ÷ 32768 and 24-bit ones as n ÷ 8388608, which is exact.
// SAFETY: the handle is owned by this object and used by one thread at a time, that of its owner.
package final class SoundFile: @unchecked Sendable {
  /// The file.
  package let path: String
  /// Its own rate.
  package let sampleRate: SampleRate
  /// Its own channels.
  package let channels: Int
  /// One a channel; empty when the file does not say.
  package let speakers: [Speaker]
  /// What the file's head promises; nil when it does not know. More than `present` in a file that was cut short.
  package let frames: Int?
  /// What is there; nil when libsndfile does not know.
  package let present: Int?
  private let handle: OpaquePointer
  private let mended: MendedFile?

  /// - Throws: `.missing`, `.unreadable`, or `.notAudio` with libsndfile's own words.
  package init(path: String) throws(MediaError) {
    try checkReadable(path)
    var info = SF_INFO()
    let extent = SoundExtent(path: path)
    let mended = MendedFile(path: path)
    guard let handle = mended?.open(&info) ?? sf_open(path, Int32(SFM_READ), &info) else {
      throw MediaError(
        .notAudio, path: path, "\(fileName(path)) is not sound that can be read: \(String(cString: sf_strerror(nil)))")
    }
    guard info.channels > 0, info.samplerate > 0 else {
      sf_close(handle)
      throw MediaError(.notAudio, path: path, "\(fileName(path)) says it has no channels or no sample rate.")
    }
    self.path = path
    self.handle = handle
    let rate = SampleRate(hz: Double(info.samplerate))
    sampleRate = rate
    channels = Int(info.channels)
    self.mended = mended
    let present = info.frames >= 0 && info.frames < Int64.max / 2 ? Int(info.frames) : nil
    self.present = present
    frames = present.map { Self.promised(by: extent, present: $0, rate: rate) }
    speakers = Self.speakers(of: handle, channels: Int(info.channels))
  }

  deinit { sf_close(handle) }

  /// Goes to a frame. - Returns: where it is then: there, or at the beginning where that is not possible.
  package func seek(to frame: Int) -> Int {
    if frame == 0 || sf_seek(handle, sf_count_t(frame), SEEK_SET) == sf_count_t(frame) { return frame }
    sf_seek(handle, 0, SEEK_SET)
    return 0
  }

  /// Reads up to `frames` frames of `channels` interleaved samples.
  /// - Returns: how many came; 0 at the end, and where the file is damaged.
  package func read(into samples: UnsafeMutablePointer<Float>, frames: Int) -> Int {
    max(0, Int(sf_readf_float(handle, samples, sf_count_t(frames))))
  }

  /// Some heads count more than the samples: what lacks less than a tenth of a second was not cut off.
  private static func promised(by extent: SoundExtent, present: Int, rate: SampleRate) -> Int {
    let promised = Double(present) * extent.promise
    return promised - Double(present) < 0.1 * rate.hz ? present : Int(min(promised, 1e15))
  }

  private static func speakers(of handle: OpaquePointer, channels: Int) -> [Speaker] {
    var map = [Int32](repeating: 0, count: channels)
    let bytes = Int32(channels * MemoryLayout<Int32>.stride)
    guard sf_command(handle, Int32(SFC_GET_CHANNEL_MAP_INFO), &map, bytes) != 0 else { return [] }
    return map.map { speaker(Int($0)) }
  }

  private static func speaker(_ position: Int) -> Speaker {
    switch position {
    case Int(SF_CHANNEL_MAP_MONO): return .mono
    case Int(SF_CHANNEL_MAP_LEFT), Int(SF_CHANNEL_MAP_FRONT_LEFT): return .left
    case Int(SF_CHANNEL_MAP_RIGHT), Int(SF_CHANNEL_MAP_FRONT_RIGHT): return .right
    case Int(SF_CHANNEL_MAP_CENTER), Int(SF_CHANNEL_MAP_FRONT_CENTER): return .centre
    case Int(SF_CHANNEL_MAP_LFE): return .lowFrequency
    case Int(SF_CHANNEL_MAP_SIDE_LEFT): return .sideLeft
    case Int(SF_CHANNEL_MAP_SIDE_RIGHT): return .sideRight
    case Int(SF_CHANNEL_MAP_REAR_LEFT): return .backLeft
    case Int(SF_CHANNEL_MAP_REAR_RIGHT): return .backRight
    case Int(SF_CHANNEL_MAP_REAR_CENTER): return .backCentre
    default: return .unknown
    }
  }
}

/// Says in words why a path cannot be opened as a file, before a library says it in numbers.
/// - Throws: `.missing`; `.unreadable` for a folder, a device, a missing permission or an empty file.
package func checkReadable(_ path: String) throws(MediaError) {
  var status = stat()
  let name = fileName(path)
  guard stat(path, &status) == 0 else {
    switch errno {
    case ENOENT, ENOTDIR:
      throw MediaError(
        .missing, path: path, "\(path) is not there: was it moved or misspelt, or is its disk unplugged?")
    case EACCES:
      throw MediaError(.unreadable, path: path, "\(name) lies in a folder that may not be read: \(folder(of: path)).")
    case let code:
      throw MediaError(.unreadable, path: path, "\(name) cannot be read: \(errorText(code)).")
    }
  }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw MediaError(.unreadable, path: path, "\(name) is a folder, not a file.")
  default: throw MediaError(.unreadable, path: path, "\(name) is a device or a pipe, not a file.")
  }
  guard access(path, R_OK) == 0 else {
    throw MediaError(
      .unreadable, path: path, "\(name) may not be read (\(errorText())): check the file's permissions.")
  }
  guard status.st_size > 0 else {
    throw MediaError(.unreadable, path: path, "\(name) is empty: 0 bytes. Copy it again from where it came from.")
  }
}
