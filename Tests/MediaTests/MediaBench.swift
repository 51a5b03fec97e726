import Glibc
import Media
import Music
import Support
import Testing

/// What the tests of the media part share: the program beside the test bundle, a folder, files in it, what they decode
/// to.
struct MediaBench {
  let media: MediaProgram
  let folder: ScratchFolder

  init() throws {
    let path = try #require(Programs.built("segue-media"), "segue-media is not beside the tests: swift build makes it")
    media = MediaProgram(executable: path)
    folder = try ScratchFolder()
  }

  func path(_ name: String) -> String { folder.path + "/" + name }

  /// Writes a WAVE file. - Returns: its path.
  func wave(
    _ name: String, _ samples: [Float], channels: Int = 2, rate: Int = 44_100, coding: AudioFiles.Coding = .int16
  ) -> String {
    AudioFiles.write(AudioFiles.wave(samples, channels: channels, rate: rate, coding: coding), to: path(name))
    return path(name)
  }

  func decoded(_ path: String, stream: Int = 0, rate: SampleRate = .cd) throws -> [Float] {
    let decoding = try media.decode(path, stream: stream, rate: rate)
    try decoding.wait()
    return decoding.pcm.interleaved
  }

  /// What is said of a file that cannot be decoded at all, or not to its end.
  func failure(decoding path: String, rate: SampleRate = .cd) -> (error: MediaError?, frames: Int) {
    do throws(MediaError) {
      let decoding = try media.decode(path, rate: rate)
      do throws(MediaError) {
        try decoding.wait()
        return (nil, decoding.pcm.framesReady)
      } catch {
        return (error, decoding.pcm.framesReady)
      }
    } catch {
      return (error, 0)
    }
  }

  /// Runs FFmpeg's own program, which tests need only for what nothing here can write.
  func ffmpeg(_ arguments: String...) throws {
    let done = try Programs.run(["ffmpeg", "-nostdin", "-v", "error", "-y"] + arguments)
    #expect(done.status == 0, "\(done.errors)")
  }

  static let hasFFmpeg: Bool = {
    let found = Programs.path(of: "ffmpeg") != nil
    if !found { fputs("ffmpeg is not installed: tests of compressed files are skipped\n", stderrStream()) }
    return found
  }()
}

private func stderrStream() -> UnsafeMutablePointer<FILE>? { fdopen(dup(2), "w") }

extension PCM {
  var interleaved: [Float] { Array(UnsafeBufferPointer(start: samples, count: 2 * framesReady)) }
}
