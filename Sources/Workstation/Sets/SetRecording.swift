import Engine
import Media
import Music
import Platform
import Synchronization

/// A recording that runs: the recorder, the cue sheet beside its file, and what was said of both.
struct SetRecording {
  private let recorder: Recorder
  /// From its first frame on.
  private var cueSheet: CueSheet?
  private var warnedOfLowDisk = false
  private let cueSheetFailed = Once()

  init(_ recorder: Recorder) { self.recorder = recorder }

  /// What is recorded, and where to; nil until the file is made.
  var file: Journal.Recording? { recorder.recording }
  /// As the screen shows it.
  var shown: Status.Recording? { recorder.shown }
  /// The frame after the last one that was written so far.
  var endFrame: ClockFrame? { recorder.endFrame }
  /// How it ended; nil while it goes on.
  var outcome: Recorder.Outcome? { recorder.outcome }

  func stop() { recorder.stop() }
  func finish() { recorder.finish() }

  /// True once, when the recording's first frame is known: its file and that frame.
  mutating func takeStart(rate: SampleRate) -> (recording: Journal.Recording, frame: ClockFrame)? {
    guard cueSheet == nil, let first = recorder.firstFrame, let recording = recorder.recording else { return nil }
    cueSheet = CueSheet(of: recording.path, from: first, rate: rate)
    return (recording, first)
  }

  /// Adds a track to the cue sheet, which is written on the files' own thread; a failure is said once a recording.
  mutating func add(_ played: PlayedTracks.Entry, _ files: DiskQueue, _ messages: MessageQueue) {
    guard let text = cueSheet?.add(played), let path = cueSheet?.path else { return }
    files.run { [cueSheetFailed] in
      guard let complaint = CueSheet.write(text, to: path), cueSheetFailed.isFirst() else { return }
      messages.post(.warning, complaint)
    }
  }

  /// True once a recording, when the disk has room for less than ten minutes more.
  mutating func takeLowDiskWarning() -> Bool {
    guard !warnedOfLowDisk, recorder.takeLowDiskWarning() else { return false }
    warnedOfLowDisk = true
    return true
  }
}

/// Tells the first time from all others, on any thread.
private final class Once: Sendable {
  private let happened = Atomic<Bool>(false)

  func isFirst() -> Bool { !happened.exchange(true, ordering: .relaxed) }
}
