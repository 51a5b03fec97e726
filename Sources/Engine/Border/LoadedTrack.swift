import Music

/// A track as a deck holds it: the original's samples, its stems' samples and its grid in frames. Made and freed off the
/// audio thread; the audio thread sees only its `handle`.
package final class LoadedTrack: Sendable {
  package let serial: UInt64
  package let original: PCM
  /// At most `stemCount`; each as long as the original, from the same first frame.
  package let stems: [LoadedStem]
  package let grid: BeatGrid?

  package struct LoadedStem: Sendable {
    package let kind: StemKind
    package let pcm: PCM
    package init(kind: StemKind, pcm: PCM) {
      self.kind = kind
      self.pcm = pcm
    }
  }

  package init(serial: UInt64, original: PCM, stems: [LoadedStem] = [], grid: BeatGrid? = nil) {
    precondition(stems.count <= stemCount, "a deck holds \(stemCount) stems at most")
    self.serial = serial
    self.original = original
    self.stems = stems
    self.grid = grid
  }
}
