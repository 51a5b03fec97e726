import Dispatch
import Engine
import Glibc
import Media
import Music
import Synchronization

/// Writes what the master plays to a file, on a thread of its own; the audio thread only leaves frames in the tap.
final class Recorder: Sendable {
  let path: String
  private let tap: RecordingTap
  private let frames = Atomic<Int>(0)
  private let end = Mutex<Outcome?>(nil)
  private let rate: SampleRate

  /// How a recording ended.
  struct Outcome: Sendable {
    var weight: Message.Weight
    var sentence: String
  }

  /// Begins at the frame that is rendered next. - Throws: why the file cannot be made.
  init(path: String, tap: RecordingTap, rate: SampleRate, format: RecordingFormat) throws(MediaError) {
    self.path = path
    self.tap = tap
    self.rate = rate
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: rate, channels: 2)
    guard tap.start() else { throw MediaError(.unwritable, path: path, "a recording is under way already") }
    DispatchQueue(label: "segue.recorder", qos: .userInitiated).async { @Sendable [self] in run(writer) }
  }

  /// Ends the recording; `outcome` says when the file is whole.
  func stop() { tap.stop() }

  /// Ends the recording and waits until the file is whole; a second at most.
  func finish() {
    stop()
    for _ in 0..<40 where outcome == nil { usleep(25_000) }
  }

  /// Set once the file is closed.
  var outcome: Outcome? { end.withLock { $0 } }

  var shown: Status.Recording {
    Status.Recording(path: path, seconds: Double(frames.load(ordering: .relaxed)) / rate.hz)
  }

  private func run(_ writer: SoundFileWriter) {
    var outcome: Outcome?
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * 8192)
    defer { buffer.deallocate() }
    do {
      while true {
        let wasComplete = tap.isComplete
        let count = tap.read(into: buffer)
        if count > 0 {
          try writer.write(UnsafeBufferPointer(rebasing: buffer[..<(2 * count)]))
          frames.add(count, ordering: .relaxed)
        } else if wasComplete {
          break
        } else {
          // Nobody waits for this thread; a twentieth of a second is well inside the tap's eleven.
          usleep(50_000)
        }
      }
    } catch {
      tap.stop()
      outcome = Outcome(weight: .failure, sentence: "the recording ended: \(error.sentence)")
    }
    do {
      try writer.close()
    } catch {
      outcome = outcome ?? Outcome(weight: .failure, sentence: "the recording ended: \(error.sentence)")
    }
    if outcome == nil, tap.lostFrames > 0 {
      outcome = Outcome(
        weight: .warning, sentence: "recorded \(path), but \(tap.lostFrames) frames were lost: the disk was too slow")
    }
    let result = outcome ?? Outcome(weight: .note, sentence: "recorded \(path)")
    end.withLock { $0 = result }
  }
}
