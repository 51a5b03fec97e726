import Media
import Music
import Platform
import Support
import Testing

@testable import Studio

/// Without nets: what is tested is what comes in and goes out.
@Suite(.enabled(if: Programs.built("segue-media") != nil, "segue-media is not built"))
struct SplitDeskTests {
  private let folder: ScratchFolder
  private let desk: SplitDesk

  init() throws {
    folder = try ScratchFolder()
    desk = SplitDesk(
      media: MediaProgram(executable: Programs.built("segue-media") ?? ""), data: folder.path + "/nothing",
      cache: nil, cores: 1)
  }

  private func track(
    _ name: String, frames: Int, channels: Int = 2, rate: Int = 44_100, _ value: (Int) -> Float
  ) -> String {
    let path = "\(folder.path)/\(name).wav"
    let samples = (0..<(frames * channels)).map(value)
    AudioFiles.write(AudioFiles.wave(samples, channels: channels, rate: rate, coding: .float32), to: path)
    return path
  }

  private func split(_ path: String, _ wish: SplitWish = SplitWish()) throws -> SplitReport {
    try desk.split(path, wish, progress: { _ in }, goesOn: { true })
  }

  @Test func stemsSumToTheTrackBitForBitAndSayWhatMadeThem() throws {
    var random = SeededRandom(seed: 2)
    let path = track("noise", frames: 12_345) { _ in (0.9 * random.sample() * 32_768).rounded() / 32_768 }
    let report = try split(path)
    #expect(report.files.map(\.kind) == [.vocals, .drums, .bass, .other])
    #expect(report.model == "repetition")
    #expect(report.warnings.contains { $0.contains("classical") })
    let original = try whole(path)
    var sum = [Float](repeating: 0, count: original.count)
    for file in report.files { for (index, sample) in try whole(file.path).enumerated() { sum[index] += sample } }
    #expect(original == sum)
    #expect(textFile("\(folder.path)/stems/noise/split.json")?.contains("\"model_name\":\"repetition\"") == true)
  }

  private func whole(_ path: String) throws -> [Float] {
    let file = try SoundFile(path: path)
    var samples = [Float](repeating: 0, count: (file.frames ?? 0) * file.channels)
    let count = samples.withUnsafeMutableBufferPointer { file.read(into: $0.baseAddress!, frames: $0.count / 2) }
    #expect(2 * count == samples.count)
    return samples
  }

  @Test(arguments: [(1, 44_100, 8820), (6, 48_000, 4000), (2, 8000, 3000), (2, 44_100, 1), (2, 96_000, 9000)])
  func anySoundIsSplit(channels: Int, rate: Int, frames: Int) throws {
    let path = track("odd", frames: frames, channels: channels, rate: rate) { $0 % 50 == 0 ? .nan : 1.4 }
    let report = try split(path)
    #expect(report.warnings.contains { $0.contains("no numbers") })
    #expect(report.warnings.contains { $0.contains("full scale") })
    #expect(report.warnings.contains { $0.contains("short") })
    for file in report.files {
      let stem = try SoundFile(path: file.path)
      #expect(stem.frames == frames)
      #expect(stem.sampleRate.hz == Double(rate))
    }
  }

  @Test func silenceGivesSilence() throws {
    let report = try split(track("silence", frames: 5000) { _ in 0 })
    for file in report.files { #expect(try whole(file.path).allSatisfy { $0 == 0 }) }
  }

  @Test func theVoiceIsRemovedIntoAFileOfItsOwn() throws {
    var wish = SplitWish()
    (wish.removesVoice, wish.format) = (true, .wav)
    let report = try split(track("song", frames: 5000) { _ in 0.1 }, wish)
    #expect(report.files.map(\.path) == ["\(folder.path)/song (Instrumental).wav"])
    #expect(Set(folderEntries(folder.path) ?? []) == ["song.wav", "song (Instrumental).wav"])
  }

  @Test func whatIsGivenUpOrNoSoundLeavesNothing() throws {
    let path = track("song", frames: 50_000) { _ in 0.1 }
    var asked = 0
    let error = #expect(throws: SplitError.self) {
      try desk.split(path, SplitWish(), progress: { _ in }) {
        asked += 1
        return asked < 5
      }
    }
    #expect(error?.kind == .cancelled)
    AudioFiles.write(Array("no sound".utf8), to: "\(folder.path)/text.wav")
    #expect(throws: MediaError.self) { try split("\(folder.path)/text.wav") }
    #expect((folderEntries("\(folder.path)/stems") ?? []).isEmpty)
    var wish = SplitWish()
    wish.engine = .best
    #expect(throws: SplitError.self) { try split(path, wish) }
    #expect((folderEntries("\(folder.path)/stems") ?? []).isEmpty)
  }
}
