import Glibc
import Media
import Music
import Support
import Testing

/// Media programs that listen to one file after another.
@Suite struct AnalysisWorkersTests {
  let bench: MediaBench
  /// The media program, which writes down whenever it is started.
  let counted: MediaProgram

  init() throws {
    bench = try MediaBench()
    let script = "#!/bin/sh\necho $$ >>'\(bench.path("starts"))'\nexec '\(bench.media.executable)' \"$@\"\n"
    try Programs.writeScript(script, to: bench.path("counted"))
    counted = MediaProgram(executable: bench.path("counted"))
  }

  private var started: [pid_t] {
    String(decoding: bench.folder.content(of: "starts"), as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
  }

  private func music(_ name: String, seed: UInt64) -> String {
    bench.wave(name, AudioFiles.noise(frames: 30_000 + Int(seed) * 10_000, seed: seed))
  }

  @Test func oneHearsAllFilesAndFindsWhatANewOneFinds() throws {
    let workers = AnalysisWorkers(counted)
    let files = [music("a.wav", seed: 1), music("b: ü\n.wav", seed: 2), music("a.wav", seed: 3)]
    for file in files {
      // Bad files in between are failures of their own.
      AudioFiles.write(Array("no music".utf8), to: bench.path("text.mp3"))
      let error = #expect(throws: MediaError.self) { _ = try workers.analyze(bench.path("text.mp3")) }
      #expect(error?.kind == .notAudio && error?.path == bench.path("text.mp3"))
      var (heard, alone) = (try workers.analyze(file), try bench.media.analyze(file))
      (heard.analysis.elapsed_seconds, alone.analysis.elapsed_seconds) = (nil, nil)
      #expect(heard.analysis == alone.analysis && heard.analysis.path == file)
      #expect(heard.waveform?.bytes == alone.waveform?.bytes && heard.features?.blob == alone.features?.blob)
    }
    #expect(started.count == 1)
  }

  @Test func twoAtATimeAreTwoPrograms() throws {
    let workers = AnalysisWorkers(counted)
    let file = music("a.wav", seed: 4)
    // The second one is asked while the first is heard.
    var isAsked = false
    _ = try workers.analyze(file) { _ in
      if !isAsked { _ = try? workers.analyze(file) }
      isAsked = true
    }
    #expect(started.count == 2)
    _ = try workers.analyze(file)
    #expect(started.count == 2)
  }

  @Test func whoeverHasNothingToDoIsEnded() throws {
    let workers = AnalysisWorkers(counted)
    _ = try workers.analyze(music("a.wav", seed: 5))
    #expect(kill(started[0], 0) == 0)
    workers.rest()
    #expect(kill(started[0], 0) != 0 && errno == ESRCH)
    _ = try workers.analyze(music("a.wav", seed: 6))
    #expect(started.count == 2)
  }

  /// The system ends it for want of memory, say, before the next file: that is heard all the same.
  @Test func theDeathOfOneThatRestsIsNoFilesFault() throws {
    let workers = AnalysisWorkers(counted)
    let file = music("a.wav", seed: 7)
    _ = try workers.analyze(file)
    kill(started[0], SIGKILL)
    #expect(try workers.analyze(file).analysis.path == file)
    #expect(started.count == 2)
  }
}
