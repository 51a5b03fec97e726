import Music

/// What the output plays: the engine's renderer, or a test's signal.
package protocol FrameSource: AnyObject {
  /// Fills `frames` with the next frames, as many as fit: 4 interleaved channels, master left and right, cue left and
  /// right; full scale is ±1. Called on the audio thread only, one call at a time; never waits. An output calls it
  /// for as long as it runs, with a device or without one, so the source's clock never stops.
  func render(into frames: inout MutableSpan<Float>)
}

/// Channels of a rendered frame: master left and right, cue left and right.
/// (Computed: a stored global is a call that the check of the audio path does not see through.)
@inlinable package var renderedChannels: Int { @_noLocks get { 4 } }

/// A running clock that takes frames from a source: a sound device, or silence.
///
/// `start` and `stop` may be called from any thread but the audio thread. When `stop` has returned, nothing calls the
/// source any more, so that it can be handed to another output.
package protocol Output: AnyObject, Sendable {
  /// Takes the source and begins to call it. When it throws, the source has not been called and never will be.
  func start(_ source: any FrameSource) throws(OutputError)
  /// Ends the audio thread and closes the device; returns within a period or 200 ms, whichever is longer. Nothing
  /// happens when it is not running.
  func stop()
  /// How it goes; from any thread, never holds up the audio thread.
  var status: OutputStatus { get }
}
