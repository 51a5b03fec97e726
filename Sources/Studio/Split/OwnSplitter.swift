import Glibc
import Media
import Music
import Platform

/// A splitter that the user has installed: Demucs, or demucs-infer, which takes the same arguments.
package struct OwnSplitter: Sendable, Hashable {
  /// The program.
  let path: String
  /// As the user calls it.
  let model: String

  /// Programs that can be driven.
  private static let names = ["demucs", "demucs-infer"]

  /// - Parameter words: the program and, behind it, one of its models: "demucs htdemucs_ft".
  /// - Throws: `.noModel` where that is none, or is not installed.
  package init(_ words: String) throws(SplitError) {
    let parts = words.split(separator: " ").map(String.init)
    let isModel = parts.dropFirst().allSatisfy {
      $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
    guard let name = parts.first, Self.names.contains(name), parts.count <= 2, isModel else {
      throw SplitError(
        .noModel,
        "“\(words)” is no splitter that Segue can drive: auto, best, fast, classical, or a program and its model, such "
          + "as “demucs htdemucs_ft”.")
    }
    guard let path = Self.installed(name) else {
      throw SplitError(
        .noModel, "\(name) is not on the PATH: install it (pipx install \(name)), or take --engine auto.")
    }
    self.path = path
    model = parts.count > 1 ? parts[1] : "htdemucs"
  }

  /// A program that takes Demucs' arguments, wherever it is.
  init(path: String, model: String) { (self.path, self.model) = (path, model) }

  private static func installed(_ name: String) -> String? {
    guard let list = getenv("PATH") else { return nil }
    return String(cString: list).split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// What it splits a track into.
  var kinds: [StemKind] {
    [.vocals, .drums, .bass, .other] + (model.hasSuffix("_6s") ? [.guitar, .piano] : [])
  }

  /// In files' names.
  var word: String { fileName(path).replacing("-", with: "_") + "_" + model }

  /// Of the program, as far as its file tells: another one makes other stems.
  var version: String { FileStamp(at: path).map { "\(Int64(1000 * $0.modified))" } ?? "0" }

  /// Splits a file. Blocks until its stems are there, whole.
  /// - Parameters:
  ///   - track: a WAV file of stereo.
  ///   - folder: has room for what it writes.
  ///   - progress: is told shares 0…1.
  /// - Returns: the stems' files, in the order of `kinds`.
  /// - Throws: why it did not split the track, by its own last words.
  func split(
    _ track: String, length: Seconds, in folder: String, progress: (Double) -> Void, goesOn: () -> Bool
  ) throws -> [SoundFile] {
    var share = SharesOfBars(bars: model.hasSuffix("_ft") ? 4 : 1)
    let arguments = [
      "-n", model, "-o", folder, "--filename", "{stem}.{ext}", "--float32", "--clip-mode", "none", track,
    ]
    let run = OwnProgram(path, arguments, limit: Seconds(600 + 60 * length.value))
    try run.run { line in
      if let percent = line.percentOfBar { progress(share.take(percent)) }
      return goesOn()
    }
    // It has ended well without a file before.
    return try kinds.map { kind in
      let file = "\(folder)/\(model)/\(kind.rawValue).wav"
      guard let sound = try? SoundFile(path: file), sound.channels == 2, let frames = sound.present,
        abs(Double(frames) / sound.sampleRate.hz - length.value) < 0.05
      else {
        throw SplitError(
          .unreadable,
          "\(fileName(path)) said that all was well, and left no whole \(kind.rawValue) stem: try its model "
            + "\(model) by hand, or take --engine auto.")
      }
      return sound
    }
  }
}

/// How far a program is that shows one bar after another.
private struct SharesOfBars {
  let bars: Double
  private var done = 0.0
  private var last = 0.0

  init(bars: Double) { self.bars = bars }

  /// - Parameter percent: of the bar that is shown. - Returns: of all, 0…1.
  mutating func take(_ percent: Double) -> Double {
    if percent < last { done += 1 }
    last = percent
    return min(1, (done + percent / 100) / bars)
  }
}

extension String {
  /// The number of a line such as ` 45%|████▌     | 9/20`; nil for another one.
  fileprivate var percentOfBar: Double? {
    guard let end = firstRange(of: "%|") else { return nil }
    return Double(String(self[..<end.lowerBound].reversed().prefix { $0.isNumber || $0 == "." }.reversed()))
  }
}
