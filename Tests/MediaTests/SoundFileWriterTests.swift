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

  @Test(arguments: RecordingFormat.allCases)
  func twentyFourBitsAreWrittenExactly(format: RecordingFormat) throws {
    var dice = SeededDice(seed: 41)
    let samples = (0..<20_000).map { _ in Float(Int.random(in: -8_388_608...8_388_607, using: &dice)) / 8_388_608 }
    #expect(try bench.decoded(try write(samples, format)) == samples)
  }

  @Test func whatIsBeyondFullScaleIsHeldThere() throws {
    let top = Float(8_388_607) / 8_388_608
    #expect(try bench.decoded(try write([1, -1, 1.5, -7, .nan, .infinity], .wav)) == [top, -1, top, -1, 0, top])
  }

  /// What a killed program leaves behind: the file as it is on the disk while the writer still has it open.
  @Test(arguments: [RecordingFormat.wav, .float])
  func aRecordingThatWasCutOffPlays(format: RecordingFormat) throws {
    let samples = AudioFiles.noise(frames: 100_000, seed: 42).map { $0 / 32768 }
    let path = bench.path("recording.wav")
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: .cd, channels: 2)
    for start in stride(from: 0, to: samples.count, by: 4096) {
      try samples[start..<min(start + 4096, samples.count)].withUnsafeBufferPointer { try writer.write($0) }
    }
    AudioFiles.write(bench.folder.content(of: "recording.wav"), to: bench.path("left.wav"))
    let left = try bench.decoded(bench.path("left.wav"))
    // The head is brought up to date every half second.
    #expect(left.count / 2 > 100_000 - 22_050 - 4096)
    #expect(left == Array(samples[..<left.count]))
    try writer.close()
    #expect(try bench.decoded(path) == samples)
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
