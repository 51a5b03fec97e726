import Music

/// A track as a deck holds it: the original's samples, its stems' samples and its grid in frames. Made and freed off
/// the audio thread; the audio thread sees only its `handle`.
package final class LoadedTrack: Sendable {
  /// The track's own number; the snapshot names it.
  package let serial: UInt64
  /// The whole sound.
  package let original: PCM
  /// At most `stemCount`; each as long as the original, from the same first frame.
  package let stems: [LoadedStem]
  /// Nil where none is known.
  package let grid: BeatGrid?
  /// How loud its voice and its instrumental are; nil without stems.
  package let busLoudness: BusLoudness?

  /// One stem of a track.
  package struct LoadedStem: Sendable {
    /// What sounds in it.
    package let kind: StemKind
    /// Its sound.
    package let pcm: PCM
    /// - Parameter pcm: as long as the original.
    package init(kind: StemKind, pcm: PCM) {
      self.kind = kind
      self.pcm = pcm
    }
  }

  /// How loud a track's voice and its instrumental are: K-weighted power, a value a tenth of a second, 10 to the tenth
  /// of its loudness in LUFS.
  package struct BusLoudness: Sendable {
    /// What is sung.
    package let voice: [Float]
    /// All else.
    package let instrumental: [Float]
    /// - Parameters: a value a tenth of a second of the track.
    package init(voice: [Float], instrumental: [Float]) {
      self.voice = voice
      self.instrumental = instrumental
    }
  }

  /// - Precondition: at most `stemCount` stems.
  package init(
    serial: UInt64, original: PCM, stems: [LoadedStem] = [], grid: BeatGrid? = nil, busLoudness: BusLoudness? = nil
  ) {
    precondition(stems.count <= stemCount, "a deck holds \(stemCount) stems at most")
    self.serial = serial
    self.original = original
    self.stems = stems
    self.grid = grid
    self.busLoudness = busLoudness
  }
}
