import Music

/// A demo track's sound: four stems of equal length, stereo interleaved (left, right, left, right …), −1 … 1.
///
/// Every sample is a whole number of 2⁻²³, so that stems and mix survive 24-bit files without rounding, and the mix is
/// the stems' sum to the last bit.
package struct DemoAudio: Sendable {
  /// Of every part.
  package let sampleRate: SampleRate
  /// Frames × 2, interleaved.
  package let drums: [Float]
  /// Frames × 2, interleaved.
  package let bass: [Float]
  /// Chords, pads, arpeggio, transitions.
  package let other: [Float]
  /// Frames × 2, interleaved.
  package let vocals: [Float]

  /// Of every part.
  package var frames: Int { drums.count / 2 }

  /// The stems in the order in which stem files keep them: drums, bass, other, vocals.
  package var stems: [(kind: StemKind, samples: [Float])] {
    [(.drums, drums), (.bass, bass), (.other, other), (.vocals, vocals)]
  }

  /// The original: the sum of the four stems, stereo interleaved; at most −1 dBFS. Makes a new array at each call.
  package func mix() -> [Float] {
    let count = drums.count
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let out = buffer.baseAddress!
      drums.withUnsafeBufferPointer { a in
        bass.withUnsafeBufferPointer { b in
          other.withUnsafeBufferPointer { c in
            vocals.withUnsafeBufferPointer { d in
              for i in 0..<count { (out + i).initialize(to: a[i] + b[i] + c[i] + d[i]) }
            }
          }
        }
      }
      initialized = count
    }
  }
}
