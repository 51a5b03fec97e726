/// What takes the mix away: a stream to a server, or an archive. Neither makes anybody wait.
package protocol AirSink: AnyObject, Sendable {
  /// The mix goes on with this: interleaved stereo, ±1 full scale; many share one.
  func put(_ samples: [Float])
  /// What is put from here on is this track.
  func begin(_ title: StreamTitle)
}

extension MountStream: AirSink {}
