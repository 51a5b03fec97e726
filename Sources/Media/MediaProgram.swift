import FoundationEssentials
import Glibc
import Music
import Platform

/// The media program, `segue-media`: it alone touches files of music. A file that makes it crash or hang is a failed
/// load with a reason, never the end of the music.
package struct MediaProgram: Sendable {
  /// The helper's own path.
  package let executable: String
  /// How long one file may take in all, by its length; nil where that is not known.
  let patience: @Sendable (Seconds?) -> Seconds
  /// Where stems are that Segue has made itself; nil: only what lies beside tracks is found.
  package var stemCache: StemCache?

  /// How long the program may say nothing: a disk that spins up takes ten seconds, a 3 h file a while to be probed.
  static let silenceLimit: Int32 = 30_000

  /// The helper at a path, and how long it may take.
  package init(
    executable: String, patience: @escaping @Sendable (Seconds?) -> Seconds = { MediaLimits.patience(for: $0) }
  ) {
    self.executable = executable
    self.patience = patience
  }

  /// Finds the program: where SEGUE_MEDIA says, beside this one, else on the PATH.
  /// - Throws: `.program` with what to do.
  package static func find() throws(MediaError) -> MediaProgram {
    if let path = getenv("SEGUE_MEDIA") { return MediaProgram(executable: String(cString: path)) }
    var folders = [folder(of: ownProgram)]
    if let list = getenv("PATH") { folders += String(cString: list).split(separator: ":").map(String.init) }
    for folder in folders where access(folder + "/segue-media", X_OK) == 0 {
      return MediaProgram(executable: folder + "/segue-media")
    }
    throw MediaError(
      .program, path: "",
      "segue-media, which reads music files, is not beside segue nor on the PATH: build it with swift build.")
  }

  /// Begins to decode a file to stereo at `rate`; returns when its first frames can come.
  /// - Parameters:
  ///   - stream: the audio stream in a file that holds several.
  ///   - part: frames at `rate` that are wanted, in their places; nil: all. Beyond the file's end nothing comes.
  package func decode(
    _ path: String, stream: Int = 0, rate: SampleRate, part: Range<Int>? = nil
  ) throws(MediaError) -> Decoding {
    try checkReadable(path)
    let arguments = Self.decoding(path, stream: stream, rate: rate, part: part ?? 0..<Int.max)
    let child = try Child(executable, arguments, for: path, patience: patience)
    return try Decoding(child, path: path, rate: rate, part: part)
  }

  /// How the program is told to decode.
  static func decoding(_ path: String, stream: Int, rate: SampleRate, part: Range<Int>) -> [String] {
    [
      "decode", "--rate", "\(rate.hz)", "--stream", "\(stream)",
      "--part", "\(part.lowerBound)", "\(part.upperBound)", path,
    ]
  }

  /// Reads tags and content of files, in their order. A file that cannot be read has its `failure`.
  package func probe(_ paths: [String]) -> [ProbedFile] {
    askEach("probe", paths) { ProbedFile(path: $0, failure: $1) }
  }

  /// Reads the words of tracks, or of `.lrc` files, in their order. A file that cannot be read has its `failure`.
  package func lyrics(_ paths: [String]) -> [ReadLyrics] {
    askEach("lyrics", paths) { ReadLyrics(path: $0, failure: $1) }
  }

  /// Has the program do a job on one file, and hands on its results as they come.
  /// - Parameters:
  ///   - take: gets a result, JSON.
  ///   - progress: is told shares 0…1.
  /// - Throws: what the program says of the file, or what became of the program; what was taken before is good.
  package func read(
    _ job: String, _ path: String, take: (ArraySlice<UInt8>) throws(MediaError) -> Void, progress: (Double) -> Void
  ) throws(MediaError) {
    let child = try Child(executable, [job, path], for: path)
    defer { child.end() }
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .result: try take(bytes)
      case .progress: if let share = bytes.double { progress(share) }
      case .failure: throw try decoded(MediaError.self, bytes, path)
      case .end: return
      default: break
      }
    }
  }

  /// Has the program do a job on each of many files, in their order.
  /// - Parameter failed: stands for a file that could not be read.
  package func ask<Value: Decodable>(
    _ job: String, _ paths: [String], failed: (String, MediaError) -> Value
  ) -> [Value] {
    // A line of arguments has an end; below it, as few programs as can be: to load one takes longer than most jobs.
    var values: [Value] = []
    var first = 0
    while first < paths.count {
      var (next, bytes) = (first, 0)
      while next < paths.count, next == first || bytes + paths[next].utf8.count < Self.longestLine {
        bytes += paths[next].utf8.count + 1
        next += 1
      }
      values += askEach(job, Array(paths[first..<next]), failed: failed)
      first = next
    }
    return values
  }

  /// Bytes of paths that a program is started with: a quarter of what Linux takes by default, pointers and all.
  private static var longestLine: Int { 256 << 10 }

  /// One program for all files; where it dies, the file that it died of is named and another one goes on behind it.
  private func askEach<Value: Decodable>(
    _ job: String, _ paths: [String], failed: (String, MediaError) -> Value
  ) -> [Value] {
    var values: [Value] = []
    var crashes = Crashes()
    while values.count < paths.count {
      let rest = Array(paths[values.count...])
      var running: Child?
      do throws(MediaError) {
        let child = try Child(executable, [job] + rest, for: rest[0])
        running = child
        defer { child.end() }
        while values.count < paths.count {
          let path = paths[values.count]
          let result = try child.result(for: path)
          values.append(try decoded(Value.self, result, path))
        }
      } catch {
        let path = paths[values.count]
        guard let failure = crashes.judge(error, of: running, at: path) else { continue }
        values.append(failed(path, failure))
      }
    }
    return values
  }

  /// The version of FFmpeg's libraries that it reads with; nil when it does not run.
  package func decoderVersion() -> String? {
    guard let child = try? Child(executable, ["version"], for: executable) else { return nil }
    defer { child.end() }
    guard let result = try? child.result(for: executable) else { return nil }
    return try? decoded([String].self, result, executable).first
  }

  /// Listens to one whole file. Blocks until done. For many, `AnalysisWorkers` are faster.
  /// - Parameter progress: is told shares 0…1.
  package func analyze(_ path: String, progress: (Double) -> Void = { _ in }) throws(MediaError) -> FileAnalysis {
    try AnalysisWorkers(self).analyze(path, progress: progress)
  }
}

/// Whose fault it is when a signal ends the media program. Once may be for want of memory; a file over which it happens
/// twice is at fault.
struct Crashes {
  /// The file that was being read at the last one.
  private(set) var last: FilePath?

  /// - Returns: nil where the file is to be tried once more; else what to say of it.
  mutating func judge(_ error: MediaError, of child: Child?, at path: String) -> MediaError? {
    guard child?.hasCrashed == true else { return MediaError(error.kind, path: path, error.sentence) }
    let path = FilePath(path)
    defer { last = path }
    return last == path ? MediaError(.crashed, path: path.text, error.sentence) : nil
  }
}

/// JSON from the media program. - Throws: `.program` when it is not what was promised.
func decoded<Value: Decodable>(
  _ type: Value.Type, _ bytes: ArraySlice<UInt8>, _ path: String
) throws(MediaError) -> Value {
  do {
    return try JSONDecoder().decode(type, from: Data(bytes))
  } catch {
    throw MediaError(
      .program, path: path, "the media program said something that was not understood: is it as new as segue?")
  }
}

extension ArraySlice<UInt8> {
  var double: Double? {
    guard count == 8 else { return nil }
    return withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
  }
}
