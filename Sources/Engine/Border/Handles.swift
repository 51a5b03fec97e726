import Music

/// A loaded track as the audio thread sees it: a pointer that stays good until the engine gives it back by its return
/// queue. Kept alive by the engine's non-realtime face.
// SAFETY: the memory behind the pointer is owned by the engine's face, which frees it only after the audio thread has
// returned the handle.
package struct TrackHandle: BitwiseCopyable, @unchecked Sendable {
  package let serial: UInt64
  package let pointer: UnsafeRawPointer
}
