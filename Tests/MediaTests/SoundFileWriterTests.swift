import Glibc
import Media
import Music
import Support
import Testing

@Suite struct SoundFileWriterTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  private func write(_ samples: [Float], _ format: RecordingFormat, closing: Bool = true) throws -> String {
    let path = bench.path("recording." + format.ending)
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: .cd, channels: 2)
    try samples.withUnsafeBufferPointer { try writer.write($0) }
    if closing { try writer.close() }
    return path
  }

  @Test(arguments: RecordingFormat.allCases.filter(\.isLossless))
  func twentyFourBitsAreWrittenExactly(format: RecordingFormat) throws {
    var dice = SeededRandom(seed: 41)
    let samples = (0..<20_000).map { _ in Float(Int.random(in: -8_388_608...8_388_607, using: &dice)) / 8_388_608 }
    #expect(try bench.decoded(try write(samples, format)) == samples)
  }

  @Test func whatIsBeyondFullScaleIsHeldThere() throws {
    let top = Float(8_388_607) / 8_388_608
    #expect(try bench.decoded(try write([1, -1, 1.5, -7, .nan, .infinity], .wav)) == [top, -1, top, -1, 0, top])
  }

  /// What a killed program leaves behind: the file as it is on the disk while the writer still has it open.
  @Test(arguments: [RecordingFormat.wav, .float, .flac, .flacFast])
  func aRecordingThatWasCutOffPlays(format: RecordingFormat) throws {
    let samples = AudioFiles.noise(frames: 100_000, seed: 42).map { $0 / 32768 }
    let name = "recording." + format.ending
    let path = bench.path(name)
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: .cd, channels: 2)
    for start in stride(from: 0, to: samples.count, by: 4096) {
      try samples[start..<min(start + 4096, samples.count)].withUnsafeBufferPointer { try writer.write($0) }
    }
    let copy = bench.path("left." + format.ending)
    AudioFiles.write(bench.folder.content(of: name), to: copy)
    let left = try bench.decoded(copy)
    // The head is brought up to date every half second.
    #expect(left.count / 2 > 100_000 - 22_050 - 2 * 4096)
    #expect(left == Array(samples[..<left.count]))
    try writer.close()
    #expect(try bench.decoded(path) == samples)
  }

  /// Two seconds of two tones, and what a format without loss of length makes of them.
  @Test(arguments: [RecordingFormat.ogg, .opus, .mp3])
  func lossyFormatsSoundTheSame(format: RecordingFormat) throws {
    let tone = ClickTracks.sine(hz: 440, amplitude: 0.25, seconds: 2)
    let path = try write(tone, format)
    let heard = try bench.decoded(path)
    // Encoders round up to whole packets.
    #expect(abs(heard.count / 2 - tone.count / 2) < 4000, "\(heard.count / 2) frames")
    let left = stride(from: 0, to: heard.count, by: 2).map { heard[$0] }
    #expect(abs(ClickTracks.level(of: 440, in: left, from: 22_050, frames: 44_100) - 0.25) < 0.005)
  }

  @Test(arguments: [RecordingFormat.ogg, .opus, .mp3])
  func lossyFormatsThatWereCutOffLackLessThanASecond(format: RecordingFormat) throws {
    let samples = AudioFiles.noise(frames: 200_000, seed: 43).map { $0 / 65536 }
    let name = "cut." + format.ending
    let writer = try SoundFileWriter(path: bench.path(name), format: format, sampleRate: .cd, channels: 2)
    for start in stride(from: 0, to: samples.count, by: 16_384) {
      try samples[start..<min(start + 16_384, samples.count)].withUnsafeBufferPointer { try writer.write($0) }
    }
    let copy = bench.path("left." + format.ending)
    AudioFiles.write(bench.folder.content(of: name), to: copy)
    let outcome = bench.failure(decoding: copy)
    #expect(outcome.frames > 200_000 - 44_100 && outcome.frames < 204_000, "\(outcome)")
    try writer.close()
  }

  @Test(arguments: RecordingFormat.allCases)
  func aDiskThatFillsUpLeavesWhatWasWritten(format: RecordingFormat) throws {
    guard let disk = try SmallDisk(kilobytes: 256) else { return }
    let path = disk.path + "/full." + format.ending
    let samples = AudioFiles.noise(frames: 8192, seed: 44).map { $0 / 65536 }
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: .cd, channels: 2)
    var frames = 0
    let error = #expect(throws: MediaError.self) {
      for _ in 0..<200 {
        try samples.withUnsafeBufferPointer { try writer.write($0) }
        frames += 8192
      }
    }
    #expect(error?.kind == .diskFull, "\(error?.sentence ?? "")")
    _ = try? writer.close()
    let outcome = bench.failure(decoding: path)
    #expect(outcome.frames > frames - 44_100 && outcome.frames > 0, "\(outcome) of \(frames)")
  }

  @Test(.enabled(if: getenv("SEGUE_LONG") != nil, "writes 4.4 GB: with SEGUE_LONG=1"))
  func beyondFourGigabytes() throws {
    let path = bench.path("long.wav")
    let writer = try SoundFileWriter(path: path, format: .float, sampleRate: .cd, channels: 2)
    let block = AudioFiles.noise(frames: 1 << 20, seed: 45).map { $0 / 32768 }
    for _ in 0..<525 { try block.withUnsafeBufferPointer { try writer.write($0) } }
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_size > 1 << 32)
    // Before it is closed as after it: all of it can be read.
    for _ in 0..<2 {
      let file = try SoundFile(path: path)
      #expect((file.frames ?? 0) > (525 << 20) - 22_051)
      var buffer = [Float](repeating: 0, count: 2 << 20)
      for _ in 0..<524 { #expect(file.read(into: &buffer, frames: 1 << 20) == 1 << 20) }
      let count = file.read(into: &buffer, frames: 1 << 20)
      #expect(count > (1 << 20) - 22_051 && buffer[..<(2 * count)].elementsEqual(block[..<(2 * count)]))
      try writer.close()
    }
  }

  @Test func aFullDiskIsSaidToBeFull() throws {
    // The device that is always full; a container cannot seek in it, so opening may already fail.
    let error = #expect(throws: MediaError.self) {
      let writer = try SoundFileWriter(path: "/dev/full", format: .wav, sampleRate: .cd, channels: 2)
      let silence = [Float](repeating: 0.5, count: 1 << 16)
      for _ in 0..<8 { try silence.withUnsafeBufferPointer { try writer.write($0) } }
      try writer.close()
    }
    #expect(error?.kind == .diskFull, "\(error?.sentence ?? "")")
  }

  @Test func aFolderThatIsNotThereIsSaid() {
    let error = #expect(throws: MediaError.self) {
      _ = try SoundFileWriter(path: bench.path("no/where.wav"), format: .wav, sampleRate: .cd, channels: 2)
    }
    #expect(error?.kind == .unwritable && error?.sentence.contains("where.wav") == true)
  }
}
