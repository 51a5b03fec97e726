import Glibc
import Media
import Music
import Platform
import Support
import Testing

/// Every kind of bad file is a sentence that names the file, in bounded time and memory; what can be played is played.
@Suite struct BadFileTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  private func expect(_ kind: MediaError.Kind, decoding path: String, saying words: String) {
    let failure = bench.failure(decoding: path)
    #expect(failure.error?.kind == kind)
    let sentence = failure.error?.sentence ?? ""
    #expect(sentence.contains(fileName(path)) && sentence.contains(words), "\(sentence)")
  }

  @Test(arguments: ["notes.mp3", "notes.wav", "notes.flac", "notes.m4a", "notes.ogg"])
  func textIsNoMusic(name: String) {
    let text = String(repeating: "Remember the records for Saturday.\n", count: 400)
    AudioFiles.write(Array(text.utf8), to: bench.path(name))
    expect(.notAudio, decoding: bench.path(name), saying: "sound")
  }

  @Test(arguments: ["empty.mp3", "empty.wav"])
  func anEmptyFileIsSaidToBeEmpty(name: String) {
    AudioFiles.write([], to: bench.path(name))
    expect(.unreadable, decoding: bench.path(name), saying: "empty")
  }

  @Test func aMissingFileIsSaidToBeMissing() {
    expect(.missing, decoding: bench.path("gone.flac"), saying: "not there")
  }

  @Test func aFolderIsNoFile() {
    mkdir(bench.path("album.mp3"), 0o700)
    expect(.unreadable, decoding: bench.path("album.mp3"), saying: "folder")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func aFileThatMayNotBeReadSaysSo() {
    let path = bench.wave("mine.wav", [0, 0])
    chmod(path, 0)
    expect(.unreadable, decoding: path, saying: "permission")
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func whatIsThereOfATruncatedFLACPlays() throws {
    let whole = AudioFiles.noise(frames: 200_000, seed: 5)
    let path = bench.path("cut.flac")
    try bench.ffmpeg("-i", bench.wave("whole.wav", whole), path)
    var status = stat()
    stat(path, &status)
    truncate(path, status.st_size / 2)
    let decoding = try bench.media.decode(path, rate: .cd)
    let error = #expect(throws: MediaError.self) { try decoding.wait() }
    #expect(error?.kind == .truncated)
    #expect(error?.sentence.contains("0:05") == true, "\(error?.sentence ?? "")")
    let heard = decoding.pcm.interleaved
    #expect((80_000...120_000).contains(heard.count / 2))
    #expect(heard == whole.prefix(heard.count).map { $0 / 32768 })
  }

  @Test func aFLACThatLacksItsLastMomentSaysSo() throws {
    let path = bench.path("end.flac")
    let writer = try SoundFileWriter(path: path, format: .flac, sampleRate: .cd, channels: 2)
    let whole = AudioFiles.noise(frames: 200_000, seed: 11).map { $0 / 32768 }
    try whole.withUnsafeBufferPointer { (all) throws(MediaError) in try writer.write(all) }
    try writer.close()
    #expect(try bench.decoded(path) == whole)
    truncate(path, off_t(bench.folder.content(of: "end.flac").count - 30_000))
    let failure = bench.failure(decoding: path)
    #expect(failure.error?.kind == .truncated)
    #expect((180_000..<200_000).contains(failure.frames))
  }

  /// A copy from a bad disk: what is damaged is silence, and what follows stays where it belongs.
  @Test func aDamagedFLACKeepsItsTime() throws {
    let path = bench.path("hurt.flac")
    let whole = AudioFiles.noise(frames: 400_000, seed: 8).map { $0 / 32768 }
    let writer = try SoundFileWriter(path: path, format: .flac, sampleRate: .cd, channels: 2)
    try whole.withUnsafeBufferPointer { (all) throws(MediaError) in try writer.write(all) }
    try writer.close()
    var bytes = bench.folder.content(of: "hurt.flac")
    for third in 1...2 {
      let place = bytes.count * third / 3
      for index in place..<place + 40 { bytes[index] = UInt8(truncatingIfNeeded: index &* 97) }
    }
    AudioFiles.write(bytes, to: path)
    let heard = try bench.decoded(path)
    #expect(heard.count == whole.count)
    let wrong = zip(heard, whole).count { $0 != $1 }
    // Two of a FLAC file's usual blocks, each with a neighbour if the damage lies over their border.
    #expect((4000...4 * 4608).contains(wrong / 2))
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func whatIsThereOfATruncatedMP3Plays() throws {
    let path = bench.path("cut.mp3")
    try bench.ffmpeg("-i", bench.wave("whole.wav", AudioFiles.noise(frames: 400_000, seed: 6)), path)
    var status = stat()
    stat(path, &status)
    truncate(path, status.st_size / 2)
    let failure = bench.failure(decoding: path)
    #expect(failure.error?.kind == .truncated)
    #expect((150_000...250_000).contains(failure.frames))
  }

  @Test(arguments: ["huge.wav", "huge.mp3", "huge.flac", "huge.m4a"])
  func tenSparseGigabytesAreGivenUp(name: String) {
    AudioFiles.writeSparse([], bytes: 10_000_000_000, to: bench.path(name))
    expect(.notAudio, decoding: bench.path(name), saying: "sound")
    #expect(bench.media.probe([bench.path(name)]).first?.failure?.kind == .notAudio)
  }

  @Test func sevenHoursOfSilenceAreTooLong() {
    // A sound head that tells the truth about a file of 4 GB.
    let bytes = 7 * 3600 * 88_200
    let head = AudioFiles.waveHead(dataBytes: bytes, channels: 1, rate: 44_100, coding: .int16)
    AudioFiles.writeSparse(head, bytes: head.count + bytes, to: bench.path("long.wav"))
    expect(.tooLong, decoding: bench.path("long.wav"), saying: "7:00:00")
    do throws(MediaError) {
      _ = try bench.media.analyze(bench.path("long.wav"))
      Issue.record("it was analysed")
    } catch {
      #expect(error.kind == .tooLong)
    }
  }

  @Test func aSampleRateThatCannotBeIsSaid() {
    let path = bench.wave("fast.wav", AudioFiles.noise(frames: 1000, seed: 10), rate: 134_000_000)
    expect(.notAudio, decoding: path, saying: "134000000 Hz")
    let slow = bench.wave("slow.wav", AudioFiles.noise(frames: 1000, seed: 10), rate: 16)
    expect(.notAudio, decoding: slow, saying: "16 Hz")
    let error = #expect(throws: MediaError.self) { _ = try bench.media.analyze(path) }
    #expect(error?.kind == .notAudio)
  }

  @Test func anAnalysisOfNothingFailsInWords() {
    AudioFiles.write(Array("no music".utf8), to: bench.path("a.mp3"))
    let error = #expect(throws: MediaError.self) { _ = try bench.media.analyze(bench.path("a.mp3")) }
    #expect(error?.kind == .notAudio)
  }

  @Test func aProgramThatDiesIsAFailedFile() throws {
    let dying = MediaProgram(executable: try #require(Programs.path(of: "false")))
    let path = bench.wave("a.wav", [0, 0])
    let error = #expect(throws: MediaError.self) { _ = try dying.decode(path, rate: .cd) }
    #expect(error?.kind == .program)
    #expect(dying.probe([path, path]).count == 2)
  }

  @Test func aProgramThatIsMissingIsSaidToBeMissing() {
    let missing = MediaProgram(executable: bench.path("nothing"))
    let path = bench.wave("a.wav", [0, 0])
    let error = #expect(throws: MediaError.self) { _ = try missing.decode(path, rate: .cd) }
    #expect(error?.sentence.contains("does not start") == true)
  }

  @Test func noDescriptorStaysOpenBehindACall() throws {
    let path = bench.wave("a.wav", AudioFiles.noise(frames: 1000, seed: 9))
    for _ in 0..<3 { _ = bench.media.probe([path]) }
    // Other tests run at the same time and open some of their own: so many calls would leave 120.
    let before = openDescriptors()
    for _ in 0..<60 { _ = bench.media.probe([bench.path("missing")]) }
    #expect(openDescriptors() < before + 60)
  }

  private func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
}
