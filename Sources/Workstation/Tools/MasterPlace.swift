import DSP
import Glibc
import Media
import Music
import Platform
import Studio

/// Where a master goes, and as what.
struct MasterPlace {
  /// The file.
  let path: String
  private let format: RecordingFormat

  /// - Parameter isOnly: no other file is mastered with it; an output that is no folder names this one then.
  /// - Throws: `UnknownFormat`, or that many files want a folder.
  init(_ source: String, _ wish: MasterWish, isOnly: Bool) throws {
    let name = "\(baseName(source)) (Master)"
    guard let output = wish.output else {
      format = wish.format ?? .wav
      path = absolutePath("\(name).\(format.ending)")
      return
    }
    if isFolder(output) || !isOnly {
      guard isFolder(output) else {
        throw OfflineSet.Failure(description: "\(output) is no folder: many files want one that is there")
      }
      format = wish.format ?? .wav
      path = absolutePath("\(output)/\(name).\(format.ending)")
      return
    }
    guard let named = RecordingFormat(ending: fileEnding(output)) else { throw UnknownFormat(output) }
    if let wanted = wish.format, wanted.ending != named.ending {
      throw OfflineSet.Failure(description: "\(output) ends otherwise than a .\(wanted.ending) does: name one of them")
    }
    (format, path) = (wish.format ?? named, absolutePath(output))
  }

  /// - Throws: that its folder cannot be written to, in a sentence.
  func check() throws {
    let folder = folder(of: path)
    guard access(folder, W_OK) == 0 else {
      throw OfflineSet.Failure(description: "no file can be made in the folder \(folder): \(errorText())")
    }
  }

  /// Writes a master beside its place, and moves it there when it is whole: what was there stays until then.
  func write(_ mastering: Mastering, _ track: WholeTrack, bits: Int) throws -> MasterReport {
    let part = path + ".part"
    let rate = track.pcm.sampleRate
    let isWhole = format.isLossless && bits < 32
    let writer = try SoundFileWriter(
      path: part, format: format == .wav && bits == 32 ? .float : format, sampleRate: rate, channels: 2,
      tags: track.tags, isDithered: isWhole && bits == 24 && mastering.isChanging, bits: min(24, bits))
    var isInPlace = false
    defer { if !isInPlace { unlink(part) } }
    // Dithered once, at the end; sound that stays as it is and has no more bits needs none.
    var shaper = NoiseShaper(bits: 16)
    let isShaped = isWhole && bits == 16 && (mastering.isChanging || !shaper.fits(track.samples))
    let report = try mastering.write { piece in
      guard isShaped else { return try writer.write(piece) }
      var frames = stride(from: 0, to: piece.count - 1, by: 2).map { StereoFrame(piece[$0], piece[$0 + 1]) }
      frames.withUnsafeMutableBufferPointer { shaper.process($0.baseAddress!, frames: $0.count) }
      // SAFETY: a frame is two adjacent floats.
      try frames.withUnsafeBytes { try writer.write($0.bindMemory(to: Float.self)) }
    }
    try writer.close()
    if let complaint = move(part, over: path) {
      throw OfflineSet.Failure(description: "\(path) cannot be written: \(complaint)")
    }
    isInPlace = true
    return report
  }
}

/// What a master measures beside what it was made of.
enum MasterTable {
  static func lines(_ report: MasterReport) -> [String] {
    let (before, after) = (report.before, report.after)
    var rows: [(String, Double?, Double?, String)] = [
      ("loudness", before.loudness.integrated, after.loudness.integrated, "LUFS"),
      ("true peak", before.loudness.truePeak, after.loudness.truePeak, "dBTP"),
      ("range", before.loudness.range, after.loudness.range, "LU"),
      ("crest", before.loudness.crest, after.loudness.crest, "dB"),
      ("strikes", before.dynamics?.transientSharpness, after.dynamics?.transientSharpness, "dB"),
    ]
    for band in ToneBand.allCases {
      rows.append((band.name, before.tone?.curve[band], after.tone?.curve[band], "dB"))
    }
    return ["              before    after"]
      + rows.map { name, was, came, unit in "\(padded(name, 10)) \(number(was)) \(number(came)) \(unit)" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func number(_ value: Double?) -> String {
    let text = value.map { fixed($0, 1) } ?? "–"
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }
}
