import Dispatch
import Glibc
import Music
import Platform
import Synchronization

/// A file on its way into memory. Its `pcm` can be played while it still fills.
package final class Decoding: Sendable {
  /// Where the sound arrives, from its first frame on.
  package let pcm: PCM
  /// What the file says of itself.
  package let tags: Tags
  /// Frames that the file promises; nil when it does not say. More or fewer may come.
  package let expectedFrames: Int?
  /// The file's own rate.
  package let sourceRate: SampleRate
  /// The file's own channels.
  package let sourceChannels: Int
  private let path: String
  private let child: Child
  private let ending = Mutex<Result<Void, MediaError>?>(nil)
  private let said = Mutex<String?>(nil)
  private let ended = DispatchGroup()

  /// - Parameter part: frames that the program was asked for; nil: all.
  init(_ child: Child, path: String, rate: SampleRate, part: Range<Int>?) throws(MediaError) {
    self.child = child
    self.path = path
    child.allow(nil, at: rate)
    let header = try Self.header(child, path)
    child.allow(header, at: rate)
    tags = header.tags
    expectedFrames = header.frames
    (sourceRate, sourceChannels) = (SampleRate(hz: header.sourceRate), header.channels)
    guard let pcm = Self.room(for: header.frames, at: rate, part) else {
      child.end()
      throw MediaError(.unreadable, path: path, "there is no memory left for \(fileName(path)): close another program.")
    }
    self.pcm = pcm
    ended.enter()
    // One thread a file: reading blocks on the pipe.
    DispatchQueue(label: "segue.decode", qos: .userInitiated).async { @Sendable [self] in fill() }
  }

  /// Room for the longest track, whatever the file promises: it becomes memory as far as it is filled. A system that
  /// counts room as memory gives a minute more than is promised.
  private static func room(for promise: Int?, at rate: SampleRate, _ part: Range<Int>?) -> PCM? {
    let longest = Int(MediaLimits.longestTrack.frames(at: rate).value)
    if let part {
      let part = part.clamped(to: 0..<longest)
      return PCM(capacity: part.upperBound, sampleRate: rate, from: part.lowerBound)
    }
    if let pcm = PCM(capacity: longest, expecting: promise, sampleRate: rate) { return pcm }
    guard let promise, promise < longest else { return nil }
    return PCM(capacity: promise + Int(60 * rate.hz), expecting: promise, sampleRate: rate)
  }

  private static func header(_ child: Child, _ path: String) throws(MediaError) -> DecodingHeader {
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .header: return try decoded(DecodingHeader.self, bytes, path)
      case .failure: throw try decoded(MediaError.self, bytes, path)
      default: break
      }
    }
  }

  private func fill() {
    var result: Result<Void, MediaError> = .success(())
    do throws(MediaError) {
      try readAll()
    } catch {
      result = .failure(error)
    }
    child.end()
    pcm.finish()
    ending.withLock { $0 = result }
    ended.leave()
  }

  private func readAll() throws(MediaError) {
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .sound:
        let count = bytes.count / (2 * MemoryLayout<Float>.stride)
        // The bytes may lie at any address; the samples are copied in one go all the same.
        let taken = bytes.withUnsafeBytes { raw in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { samples in
            UnsafeMutableRawBufferPointer(samples).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: raw[..<(8 * count)]))
            return pcm.append(UnsafeBufferPointer(samples))
          }
        }
        if taken < count {
          throw MediaError(
            .tooLong, path: path,
            "\(fileName(path)) is longer than \(lengthText(pcm.duration.value)), the most that is kept: the rest is "
              + "left out."
          )
        }
      case .header: child.allow(try decoded(DecodingHeader.self, bytes, path), at: pcm.sampleRate)
      case .failure: throw try decoded(MediaError.self, bytes, path)
      case .remark: said.withLock { $0 = String(decoding: bytes, as: UTF8.self).printable }
      case .end: return
      default: break
      }
    }
  }

  /// 0…1; grows to 1 even where the length was not promised.
  package var progress: Double {
    if pcm.isComplete { return 1 }
    guard let expectedFrames, expectedFrames > 0 else { return 0 }
    return min(0.999, Double(pcm.framesReady) / Double(expectedFrames))
  }

  /// Something to tell the DJ of a file that could be decoded all the same: samples that were no numbers. Nil when
  /// there is nothing to say, and before the end. Any thread.
  package var remark: String? { said.withLock { $0 } }

  /// Blocks until the last frame is in. - Throws: what cut it short; the frames before that are there.
  package func wait() throws(MediaError) {
    NoWaiting.check()
    ended.wait()
    if case .failure(let error)? = ending.withLock({ $0 }) { throw error }
  }

  /// Gives up; `wait` then throws `.cancelled`.
  package func cancel() { child.kill() }
}
