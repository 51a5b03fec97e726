import Media
import Music
import Support
import Testing

/// Files that a recorder or a copy left unfinished: all sound that is there is played, and what is missing is said.
@Suite struct UnfinishedFileTests {
  let bench: MediaBench
  /// Four seconds; no sample is 0, so that none looks like the end.
  let samples: [Float]
  let body: [UInt8]

  init() throws {
    bench = try MediaBench()
    samples = AudioFiles.noise(frames: 176_400, seed: 41).map { $0 == 0 ? 1 : $0 }
    body = Array(AudioFiles.wave(samples, channels: 2, rate: 44_100, coding: .int16)[44...])
  }

  private func number(_ value: Int, _ bytes: Int, little: Bool) -> [UInt8] {
    let digits = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return little ? digits : digits.reversed()
  }

  /// A WAVE file that says its sound has `size` bytes. - Parameter behind: chunks behind the sound.
  private func wave(_ size: Int, riff: Int? = nil, behind: [UInt8] = []) -> [UInt8] {
    var head = AudioFiles.waveHead(dataBytes: body.count, channels: 2, rate: 44_100, coding: .int16)
    head.replaceSubrange(40..<44, with: number(size, 4, little: true))
    if let riff { head.replaceSubrange(4..<8, with: number(riff, 4, little: true)) }
    return head + body + behind
  }

  /// An RF64 file whose sizes stand in `ds64`.
  private func rf64(_ size: Int) -> [UInt8] {
    let sizes = number(0, 8, little: true) + number(size, 8, little: true) + number(0, 12, little: true)
    let format = AudioFiles.waveHead(dataBytes: 0, channels: 2, rate: 44_100, coding: .int16)[12..<36]
    return Array("RF64".utf8) + [255, 255, 255, 255] + Array("WAVEds64".utf8) + number(28, 4, little: true) + sizes
      + format
      + Array("data".utf8) + [255, 255, 255, 255] + body
  }

  private var swapped: [UInt8] {
    stride(from: 0, to: body.count, by: 2).flatMap { [body[$0 + 1], body[$0]] }
  }

  private func aiff(size: Int, frames: Int) -> [UInt8] {
    let rate: [UInt8] = [0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]
    let common = number(2, 2, little: false) + number(frames, 4, little: false) + number(16, 2, little: false) + rate
    return Array("FORM".utf8) + number(46 + body.count, 4, little: false) + Array("AIFFCOMM".utf8)
      + number(18, 4, little: false) + common + Array("SSND".utf8) + number(size, 4, little: false)
      + number(0, 8, little: false) + swapped
  }

  private func au(_ size: Int) -> [UInt8] {
    Array(".snd".utf8) + [24, size, 3, 44_100, 2].flatMap { number($0, 4, little: false) } + swapped
  }

  private func expectAll(_ bytes: [UInt8], _ name: String) throws {
    AudioFiles.write(bytes, to: bench.path(name))
    #expect(try bench.decoded(bench.path(name)) == samples.map { $0 / 32768 }, "\(name)")
    #expect(try bench.media.analyze(bench.path(name)).analysis.duration_seconds == 4, "\(name)")
  }

  @Test func soundBehindASizeOfNothingIsPlayed() throws {
    try expectAll(wave(0), "zero.wav")
    try expectAll(wave(0, riff: 0), "both.wav")
    try expectAll(rf64(0), "zero.rf64")
    try expectAll(aiff(size: 0, frames: 0), "zero.aiff")
    try expectAll(au(0), "zero.au")
  }

  /// As a recorder leaves it that brings its head up to date now and then.
  @Test func soundBehindItsSizeIsPlayed() throws {
    try expectAll(wave(88_200), "short.wav")
    try expectAll(rf64(88_200), "short.rf64")
    try expectAll(aiff(size: 88_208, frames: 22_050), "short.aiff")
    try expectAll(au(88_200), "short.au")
  }

  /// What a program writes that does not know yet how much will come.
  @Test(arguments: [0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF - 36, 0xFFFF_FFFF - 36, 0x8000_0000])
  func theMostThatCanBeSaidIsNoPromise(size: Int) throws {
    try expectAll(wave(size), "open.wav")
    #expect(bench.failure(decoding: bench.path("open.wav")).error == nil)
  }

  @Test func whatACopyLacksIsSaid() throws {
    for (name, bytes) in [
      ("half.wav", wave(body.count)), ("half.rf64", rf64(body.count)), ("half.au", au(body.count)),
      ("half.aiff", aiff(size: body.count + 8, frames: 176_400)),
    ] {
      AudioFiles.write(Array(bytes.prefix(bytes.count / 2)), to: bench.path(name))
      let failure = bench.failure(decoding: bench.path(name))
      #expect(abs(failure.frames - 88_200) < 30, "\(name)")
      #expect(
        failure.error?.kind == .truncated && failure.error?.sentence.contains("after 0:02 of 0:04") == true, "\(name)")
      #expect(abs((bench.media.probe([bench.path(name)])[0].seconds ?? 0) - 2) < 0.01, "\(name)")
    }
  }

  /// Chunks behind the sound are none, nor is rubbish of some bytes; a head alone holds nothing.
  @Test func whatStandsBehindTheSoundIsNotPlayed() throws {
    let list = Array("LIST".utf8) + number(100_000, 4, little: true) + [UInt8](repeating: 0x41, count: 100_000)
    try expectAll(wave(body.count, behind: list), "list.wav")
    try expectAll(wave(body.count, behind: Array(list.prefix(80_000))), "cut.wav")
    try expectAll(wave(body.count, behind: [UInt8](repeating: 0x80, count: 5_000)), "rubbish.wav")
    let head = AudioFiles.waveHead(dataBytes: 0, channels: 2, rate: 44_100, coding: .int16)
    for bytes in [head, head + list] {
      AudioFiles.write(bytes, to: bench.path("head.wav"))
      #expect(bench.failure(decoding: bench.path("head.wav")).error?.kind == .notAudio)
    }
  }
}
