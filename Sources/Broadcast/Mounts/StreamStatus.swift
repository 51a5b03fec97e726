/// How a stream stands.
package struct StreamStatus: Sendable, Hashable {
  /// Whether it is heard, and if not, why.
  package enum State: Sendable, Hashable {
    case connecting
    case onAir
    /// It is tried again at this time of `monotonicSeconds`; why it was not taken.
    case waiting(until: Double, why: String)
    case ended
  }

  /// Where it goes.
  package var mount: Mount
  /// Whether it is heard.
  package var state = State.connecting
  /// Of `monotonicSeconds`; nil while the server does not take it.
  package var since: Double?
  /// Times that the server took it.
  package var connections = 0
  /// To all connections.
  package var bytes = 0
  /// Seconds of sound that wait to be encoded.
  package var queuedSeconds = 0.0
  /// Bytes that the server has not taken yet.
  package var unsentBytes = 0
  /// Seconds of sound that were left out because the queue was full.
  package var droppedSeconds = 0.0
  /// CPU time by time of the sound that was encoded: 0.05 is a twentieth of a core.
  package var encoderLoad = 0.0

  init(_ mount: Mount) { self.mount = mount }
}
