import Dispatch
import Engine
import Glibc
import Media
import Music
import Platform
import Synchronization

/// Writes what the master plays to a file, and where it is wanted what each deck gives to the mix to two more, on a
/// thread of its own; the audio thread only leaves frames in the taps.
final class Recorder: Sendable {
  private let opened = Mutex<Journal.Recording?>(nil)
  private let tap: RecordingTap
  private let deckTap: RecordingTap?
  private let frames = Atomic<Int>(0)
  private let start = Atomic<Int64>(.max)
  private let isShortOfRoom = Atomic<Bool>(false)
  private let end = Mutex<Outcome?>(nil)
  private let rate: SampleRate
  /// Frames after which a start or an end surely lies ahead of the audio thread.
  private let margin: Int64

  /// How a recording ended.
  struct Outcome: Sendable {
    var weight: Message.Weight
    var sentence: String
  }

  /// The taps of a program's life; the decks' one is read only when decks are recorded.
  struct Taps: Sendable {
    let master: RecordingTap
    let decks: RecordingTap
  }

  /// Begins at the frame that is rendered next; with the decks a moment later, so that all files begin at the same
  /// frame. The files are made on the recorder's thread; the taps hold what is played meanwhile.
  /// - Parameters:
  ///   - name: the path without its ending; another one where that is taken.
  ///   - periodFrames: the output's.
  ///   - began: is told, on the recorder's thread, where it records to.
  /// - Returns: nil while an earlier recording is still being written.
  init?(
    _ name: String, _ format: RecordingFormat, decks: Bool, taps: Taps, rate: SampleRate, periodFrames: Int,
    began: @escaping @Sendable (Journal.Recording) -> Void
  ) {
    self.rate = rate
    tap = taps.master
    deckTap = decks ? taps.decks : nil
    margin = decks ? Int64(4 * periodFrames) : 0
    let first = decks ? ClockFrame(tap.frame.value + margin) : nil
    guard tap.start(at: first), !decks || taps.decks.start(at: first) else { return nil }
    DispatchQueue(label: "segue.recorder", qos: .userInitiated).async { @Sendable [self] in
      do throws(MediaError) {
        let (writers, recording) = try Self.open(name, format, decks: decks, rate)
        opened.withLock { $0 = recording }
        began(recording)
        run(writers, recording)
      } catch {
        tap.stop()
        deckTap?.stop()
        end.withLock { $0 = Outcome(weight: .failure, sentence: error.sentence) }
      }
    }
  }

  private static func open(
    _ name: String, _ format: RecordingFormat, decks: Bool, _ rate: SampleRate
  ) throws(MediaError) -> (Writers, Journal.Recording) {
    if let complaint = makeFolder(folder(of: name)) { throw MediaError(.unwritable, path: name, complaint) }
    let path = freeName(name, ending: format.ending, beside: ["cue"])
    let recording = Journal.Recording(path: path, format: format)
    return (try Writers(recording, decks: decks, rate: rate), recording)
  }

  /// What is recorded, and where to; nil until the file is made.
  var recording: Journal.Recording? { opened.withLock { $0 } }

  /// "set.wav" beside which "set.deck-a.wav" holds what deck a gave to the mix.
  static func path(of deck: DeckID, beside path: String) -> String {
    neighbour(of: path, named: "\(baseName(path)).deck-\(deck.word).\(fileEnding(path))")
  }

  /// Ends the recording; `outcome` says when the file is whole.
  func stop() {
    let last = deckTap == nil ? nil : ClockFrame(tap.frame.value + margin)
    tap.stop(before: last)
    deckTap?.stop(before: last)
  }

  /// Ends the recording and waits until the file is whole; two seconds at most.
  func finish() {
    stop()
    for _ in 0..<80 where outcome == nil { usleep(25_000) }
  }

  /// Set once the file is closed.
  var outcome: Outcome? { end.withLock { $0 } }

  /// The first frame that was recorded; nil until there is one.
  var firstFrame: ClockFrame? {
    let frame = start.load(ordering: .acquiring)
    return frame == .max ? nil : ClockFrame(frame)
  }

  /// The frame after the last one that was written so far; nil until there is one.
  var endFrame: ClockFrame? {
    firstFrame.map { ClockFrame($0.value + Int64(frames.load(ordering: .relaxed))) }
  }

  /// True once when the disk has room for less than ten minutes more.
  func takeLowDiskWarning() -> Bool { isShortOfRoom.exchange(false, ordering: .relaxed) }

  /// Nil until the file is made.
  var shown: Status.Recording? {
    recording.map { Status.Recording(path: $0.path, seconds: Double(frames.load(ordering: .relaxed)) / rate.hz) }
  }

  // MARK: The recorder's thread

  /// The files that are being written.
  private struct Writers {
    let master: SoundFileWriter
    /// Deck a's and deck b's; empty when decks are not recorded.
    let decks: [SoundFileWriter]

    init(_ recording: Journal.Recording, decks isWithDecks: Bool, rate: SampleRate) throws(MediaError) {
      func writer(_ path: String) throws(MediaError) -> SoundFileWriter {
        try SoundFileWriter(path: path, format: recording.format, sampleRate: rate, channels: 2)
      }
      master = try writer(recording.path)
      decks =
        isWithDecks
        ? [
          try writer(Recorder.path(of: .a, beside: recording.path)),
          try writer(Recorder.path(of: .b, beside: recording.path)),
        ] : []
    }

    func close() throws(MediaError) {
      var failure: MediaError?
      for writer in [master] + decks {
        do throws(MediaError) { try writer.close() } catch { failure = failure ?? error }
      }
      if let failure { throw failure }
    }
  }

  private static let chunk = 8192
  /// Frames between looks at the disk's room.
  private static let lookEvery = 441_000

  private func run(_ writers: Writers, _ recording: Journal.Recording) {
    var failure: MediaError?
    do {
      try write(writers)
    } catch {
      tap.stop()
      deckTap?.stop()
      failure = error
    }
    do { try writers.close() } catch { failure = failure ?? error }
    let lost = max(tap.lostFrames, deckTap?.lostFrames ?? 0)
    let outcome: Outcome
    if let failure {
      outcome = Outcome(weight: .failure, sentence: "the recording ended: \(failure.sentence) The music plays on.")
    } else if lost > 0 {
      outcome = Outcome(
        weight: .warning, sentence: "recorded \(recording.path), but \(lost) frames were lost: the disk was too slow")
    } else {
      outcome = Outcome(weight: .note, sentence: "recorded \(recording.path)")
    }
    end.withLock { $0 = outcome }
  }

  private func write(_ writers: Writers) throws(MediaError) {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4 * Self.chunk)
    defer { buffer.deallocate() }
    var lookAt = Self.lookEvery
    while true {
      let wasComplete = tap.isComplete && deckTap?.isComplete != false
      let count = tap.read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<(2 * Self.chunk)]))
      if count > 0 {
        if firstFrame == nil { start.store(tap.firstFrame?.value ?? 0, ordering: .releasing) }
        try writers.master.write(UnsafeBufferPointer(rebasing: buffer[..<(2 * count)]))
        let written = frames.add(count, ordering: .relaxed).newValue
        if written > lookAt {
          lookAt = written + Self.lookEvery
          look(files: 1 + writers.decks.count)
        }
      }
      let deckCount = try writeDecks(writers, buffer)
      if count > 0 || deckCount > 0 { continue }
      if wasComplete { return }
      // Nobody waits for this thread; a twentieth of a second is well inside the tap's eleven.
      usleep(50_000)
    }
  }

  /// - Returns: frames written to each deck's file.
  private func writeDecks(
    _ writers: Writers, _ buffer: UnsafeMutableBufferPointer<Float>
  ) throws(MediaError) -> Int {
    guard let deckTap else { return 0 }
    let count = deckTap.read(into: buffer)
    guard count > 0 else { return 0 }
    for (deck, writer) in writers.decks.enumerated() {
      let own = (0..<(2 * count)).map { buffer[$0 / 2 * 4 + 2 * deck + $0 % 2] }
      var failure: MediaError?
      own.withUnsafeBufferPointer { samples in
        do throws(MediaError) { try writer.write(samples) } catch { failure = error }
      }
      if let failure { throw failure }
    }
    return count
  }

  private func look(files: Int) {
    var disk = statvfs()
    guard let recording, statvfs(folder(of: recording.path), &disk) == 0 else { return }
    let free = Double(disk.f_bavail) * Double(disk.f_frsize)
    let seconds = free / (Double(files) * recording.format.bytesPerSecond(at: rate))
    if seconds < 600 { isShortOfRoom.store(true, ordering: .relaxed) }
  }
}

extension RecordingFormat {
  /// What a stereo file grows by, about.
  func bytesPerSecond(at rate: SampleRate) -> Double {
    switch self {
    case .wav: 6 * rate.hz
    case .float: 8 * rate.hz
    case .flac, .flacFast: 4.5 * rate.hz
    case .ogg: 32_000
    case .opus: 24_000
    case .mp3: 40_000
    }
  }
}
