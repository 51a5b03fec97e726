import Glibc
import Media
import Music
import Support
import Testing

/// Damaged files of every format, by the program that reads them: each is decoded, analysed or refused with a sentence,
/// in bounded time, and nothing is left behind. `segue-bench fuzz N` does the same for as many as one likes.
@Suite struct FuzzTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  /// So many of each format; SEGUE_LONG=1 asks for 2,000.
  static let count = getenv("SEGUE_LONG") == nil ? 20 : 2000

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg makes the files"), arguments: MusicFormats.all.map(\.name))
  func damagedFilesAreReadOrRefused(name: String) throws {
    let format = try #require(MusicFormats.all.first { $0.name == name })
    let ending = format.ending
    let whole = try #require(MusicFormats.bytes(of: format, in: bench.folder.path), "ffmpeg makes no \(name)")
    var random = SeededRandom(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    for number in 0..<Self.count {
      let mutation = Mutation.allCases[number % Mutation.allCases.count]
      let path = bench.path("damaged.\(ending)")
      AudioFiles.write(mutation.applied(to: whole, &random), to: path)
      let failure = number % 2 == 0 ? bench.failure(decoding: path).error : analysing(path)
      // The program that reads may die of a file (`program`), which is a fault of the program; it must not hang.
      let kind = failure?.kind
      #expect(kind == nil || [.notAudio, .truncated, .unreadable, .tooLong].contains(kind), "\(number) \(mutation)")
      #expect(failure.map { $0.sentence.contains("damaged.") } ?? true)
    }
  }

  private func analysing(_ path: String) -> MediaError? {
    do throws(MediaError) {
      let facts = try bench.media.analyze(path).analysis
      let figures = [facts.bpm, facts.loudness.integrated_lufs, facts.loudness.true_peak_dbtp, facts.duration_seconds]
      #expect(figures.allSatisfy { $0?.isFinite ?? true }, "\(path)")
      return nil
    } catch { return error }
  }
}
