import CRealtime
import Music
import Synchronization

/// What the audio thread does between two words with its device: takes frames from the source, shows them to the
/// recorder and to the second card, and makes of them what the device takes. It calls nothing that could wait; the
/// tests' realtime guard watches all of it.
// SAFETY: touched by one thread at a time, the one that plays.
final class OutputFeed: @unchecked Sendable {
  private let source: any FrameSource
  private let tap: RecordingTap
  private let board: StatusBoard
  private let rate: Double
  private let cue: CueRouting
  private let ring: HeadphoneRing?
  private var load = LoadMeter()
  private let rendered = UnsafeMutablePointer<Float>.allocate(capacity: OutputThread.longestRender * renderedChannels)
  private let converted = UnsafeMutablePointer<Float>.allocate(capacity: OutputThread.longestRender * renderedChannels)
  private let routed = UnsafeMutablePointer<Float>.allocate(
    capacity: OutputThread.longestRender * CueRouting.mostChannels)
  private let plane = UnsafeMutablePointer<Float>.allocate(capacity: OutputThread.longestRender)
  private let wire = UnsafeMutableRawPointer.allocate(
    byteCount: OutputThread.longestRender * CueRouting.mostChannels * 8, alignment: 16)

  /// - Parameter rate: the engine's, Hz.
  init(
    source: any FrameSource, tap: RecordingTap, board: StatusBoard, rate: Double, cue: CueRouting, ring: HeadphoneRing?
  ) {
    self.source = source
    self.tap = tap
    self.board = board
    self.rate = rate
    self.cue = cue
    self.ring = ring
  }

  deinit {
    rendered.deallocate()
    converted.deallocate()
    routed.deallocate()
    plane.deallocate()
    wire.deallocate()
  }

  /// Makes the next `frames` frames of a device, `OutputThread.longestRender` at most.
  /// - Returns: them as the device takes them, until the next call.
  func fill(_ frames: Int, _ shape: WireShape, _ converter: RateConverter?) -> UnsafeMutableRawPointer {
    if let converter {
      var missing = converter.wanted(for: frames)
      while missing > 0 {
        let count = min(missing, OutputThread.longestRender)
        render(count)
        converter.push(rendered, frames: count)
        missing -= count
      }
      converter.pull(into: converted, frames: frames)
      return encode(converted, frames, shape, cue)
    }
    render(frames)
    return encode(rendered, frames, shape, cue)
  }

  /// Renders frames that no device hears.
  func render(_ frames: Int) {
    let begin = segue_monotonic_nanoseconds()
    var block = UnsafeMutableBufferPointer(start: rendered, count: frames * renderedChannels).mutableSpan
    source.render(into: &block)
    let took = segue_monotonic_nanoseconds() - begin
    tap.push(rendered, frames: frames)
    ring?.push(rendered, frames: frames)
    board.frames.add(Int64(frames), ordering: .relaxed)
    board.loadPartsPerMillion.store(load.add(nanoseconds: took, frames: frames, rate: rate), ordering: .relaxed)
  }

  @_noLocks
  private func encode(
    _ frames: UnsafePointer<Float>, _ count: Int, _ shape: WireShape, _ cue: CueRouting
  ) -> UnsafeMutableRawPointer {
    cue.route(frames, frames: count, channels: shape.channels, into: routed)
    shape.encode(routed, frames: count, into: wire, scratch: plane)
    return wire
  }
}

/// How a device wants its samples laid out.
struct WireShape: BitwiseCopyable, Sendable {
  var format: SampleFormat
  var channels: Int
  /// Each channel by itself, one after the other.
  var isPlanar: Bool

  /// - Parameter scratch: room for one channel.
  @_noLocks
  func encode(
    _ routed: UnsafePointer<Float>, frames: Int, into wire: UnsafeMutableRawPointer,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if !isPlanar { return format.encode(routed, count: frames * channels, into: wire) }
    for channel in 0..<channels {
      for frame in 0..<frames { scratch[frame] = routed[frame * channels + channel] }
      format.encode(scratch, count: frames, into: wire + channel * frames * format.bytes)
    }
  }
}

extension ALSADevice {
  var shape: WireShape { WireShape(format: format, channels: channels, isPlanar: access == .planar) }
}

/// The greatest load of the last half to one second: the greater of two windows of half a second.
private struct LoadMeter {
  private var frames = 0
  private var now = 0
  private var before = 0

  /// - Returns: parts per million of the time that the frames last.
  mutating func add(nanoseconds: Int64, frames count: Int, rate: Double) -> Int {
    now = max(now, Int(Double(nanoseconds) / 1e3 * rate / Double(count)))
    let greatest = max(now, before)
    frames += count
    if Double(frames) >= rate / 2 { (before, now, frames) = (now, 0, 0) }
    return greatest
  }
}
