import Dispatch
import Synchronization

/// What a stream's thread has yet to encode: sound, and where tracks begin. It holds some seconds; what finds it full
/// is counted and left out, so that neither memory nor the mix pays for a machine that is too slow.
final class StreamQueue: Sendable {
  enum Item: Sendable {
    /// Interleaved stereo; many streams share one.
    case sound([Float])
    case track(StreamTitle)
  }

  private struct State {
    var items: [Item] = []
    var frames = 0
    var dropped = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)
  private let capacity: Int

  /// - Parameter capacity: frames.
  init(capacity: Int) { self.capacity = capacity }

  /// Any thread; never waits for the stream.
  func put(_ item: Item) {
    state.withLock { state in
      if case .sound(let samples) = item {
        let frames = samples.count / 2
        guard state.frames + frames <= capacity else { return state.dropped += frames }
        state.frames += frames
      }
      state.items.append(item)
    }
    news.signal()
  }

  /// The stream is to end with what it has.
  func close() {
    state.withLock { $0.isClosed = true }
    news.signal()
  }

  var isClosed: Bool { state.withLock { $0.isClosed } }
  /// Frames that wait, and frames that were left out since the beginning.
  var counts: (waiting: Int, dropped: Int) { state.withLock { ($0.frames, $0.dropped) } }

  /// The stream's thread: all that has come, after so many seconds at most.
  func take(within seconds: Double) -> [Item] {
    _ = news.wait(timeout: .now() + seconds)
    return state.withLock { state in
      defer { (state.items, state.frames) = ([], 0) }
      return state.items
    }
  }
}
