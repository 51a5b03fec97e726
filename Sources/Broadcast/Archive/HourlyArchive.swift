import Dispatch
import Media
import Music
import Platform
import Synchronization

/// The mix in files of an hour by the clock on the wall, one after the other without a frame lost between them; on a
/// thread of its own. A disk that is full or gone costs the archive alone: it is tried again a minute later.
package final class HourlyArchive: AirSink {
  /// A track in a file, and where it begins there.
  package struct Entry: Sendable, Hashable {
    /// Of the file.
    package var seconds: Double
    /// What it is called.
    package var title: StreamTitle
  }

  /// What an archive needs of the program.
  package struct Hooks: Sendable {
    /// The path of a file that is not there yet. - Parameter hour: "2026-11-28_20".
    package var place: @Sendable (_ hour: String) throws(StreamError) -> String
    /// Another track stands in a file, or the file is done: all that is in it.
    package var list: @Sendable (_ path: String, [Entry]) -> Void
    /// What went wrong; each reason once an hour.
    package var complain: @Sendable (String) -> Void
    /// Hooks, each called on the archive's thread.
    package init(
      place: @escaping @Sendable (_ hour: String) throws(StreamError) -> String,
      list: @escaping @Sendable (_ path: String, [Entry]) -> Void, complain: @escaping @Sendable (String) -> Void
    ) { (self.place, self.list, self.complain) = (place, list, complain) }
  }

  private struct File {
    var writer: SoundFileWriter
    var hour: String
    var frames = 0
    var entries: [Entry] = []
  }

  private let format: RecordingFormat
  private let rate: SampleRate
  private let hooks: Hooks
  private let hour: @Sendable () -> String
  private let queue: StreamQueue
  private let ended = DispatchSemaphore(value: 0)
  private let shown = Mutex<String?>(nil)

  /// Sound that waits for the disk at most, seconds: longer than one is known to stall.
  private static let mostQueued = 15.0

  /// - Parameters:
  ///   - title: of what plays now.
  ///   - hour: names the hour that is now, in local time.
  package init(
    _ format: RecordingFormat, title: StreamTitle?, rate: SampleRate, hooks: Hooks,
    hour: @escaping @Sendable () -> String = { String(dateAndTime().prefix(13)) }
  ) {
    (self.format, self.rate, self.hooks, self.hour) = (format, rate, hooks, hour)
    queue = StreamQueue(capacity: Int(Self.mostQueued * rate.hz))
    DispatchQueue(label: "segue.archive", qos: .utility).async { @Sendable [self] in
      run(title)
      ended.signal()
    }
  }

  /// See `AirSink`.
  package func put(_ samples: [Float]) { queue.put(.sound(samples)) }
  /// See `AirSink`.
  package func begin(_ title: StreamTitle) { queue.put(.track(title)) }

  /// It ends with what it has. - Parameter seconds: how long that is waited for.
  package func close(within seconds: Double = 0) {
    queue.close()
    if seconds > 0 { _ = ended.wait(timeout: .now() + seconds) }
  }

  /// The file that is written; nil between files. Any thread.
  package var path: String? { shown.withLock { $0 } }
  /// Seconds of sound that were left out since the disk was too slow. Any thread.
  package var droppedSeconds: Double { Double(queue.counts.dropped) / rate.hz }

  // MARK: The archive's thread

  private func run(_ first: StreamTitle?) {
    var (file, title, retryAt, said): (File?, StreamTitle?, Double, String) = (nil, first, 0, "")
    while true {
      let isLast = queue.isClosed
      for item in queue.take(within: 0.5) {
        do throws(MediaError) {
          switch item {
          case .track(let next):
            title = next
            if var open = file {
              enter(next, &open)
              file = open
            }
          case .sound(let samples):
            if let open = file, open.hour != hour() { try finish(&file) }
            if file == nil, monotonicSeconds() >= retryAt { file = try open(title) }
            try write(samples, &file)
          }
        } catch {
          if said != error.sentence { hooks.complain("the archive: \(error.sentence)") }
          (said, retryAt) = (error.sentence, monotonicSeconds() + 60)
          try? finish(&file)
        }
      }
      if isLast { break }
    }
    do throws(MediaError) { try finish(&file) } catch { hooks.complain("the archive: \(error.sentence)") }
  }

  private func open(_ title: StreamTitle?) throws(MediaError) -> File {
    let hour = hour()
    let path: String
    do throws(StreamError) { path = try hooks.place(hour) } catch {
      throw MediaError(.unwritable, path: hour, error.description)
    }
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: rate, channels: 2)
    shown.withLock { $0 = path }
    var file = File(writer: writer, hour: hour)
    if let title { enter(title, &file) }
    return file
  }

  private func enter(_ title: StreamTitle, _ file: inout File) {
    file.entries.append(Entry(seconds: Double(file.frames) / rate.hz, title: title))
    hooks.list(file.writer.path, file.entries)
  }

  private func write(_ samples: [Float], _ file: inout File?) throws(MediaError) {
    guard let open = file else { return }
    var failure: MediaError?
    samples.withUnsafeBufferPointer { buffer in
      do throws(MediaError) { try open.writer.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    file?.frames += samples.count / 2
  }

  private func finish(_ file: inout File?) throws(MediaError) {
    guard let open = file else { return }
    file = nil
    shown.withLock { $0 = nil }
    try open.writer.close()
  }
}
