import Glibc
import Synchronization

/// What is left to do after a device's error codes, counted: a device that fails again and again without taking a frame
/// is given up. One thread.
struct Recovery: BitwiseCopyable {
  /// What comes of an error code.
  enum Outcome {
    /// Nothing has happened.
    case unharmed
    /// It plays again; what was in its buffer is lost.
    case recovered
    /// It is not ready yet.
    case later
    case lost
  }

  /// Failures in a row.
  private static let limit = 8
  private var vain = 0

  /// The device took a frame, or is another one.
  mutating func tookFrames() { vain = 0 }

  mutating func recover(_ device: ALSADevice, _ code: Int, counting board: StatusBoard) -> Outcome {
    if code == -Int(EINTR) || code == -Int(EAGAIN) { return .unharmed }
    guard code == -Int(EPIPE) || code == -Int(ESTRPIPE) else { return .lost }
    switch device.recover(from: code) {
    case 0 where vain < Self.limit:
      if vain == 0 { board.xruns.add(1, ordering: .relaxed) }
      vain += 1
      return .recovered
    case -Int(EAGAIN): return .later
    default: return .lost
    }
  }
}
