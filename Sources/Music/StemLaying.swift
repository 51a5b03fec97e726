/// How the stems of a track lie on it, and how loud its two halves are: measured once on all of its sound, so that some
/// bars of it can be played as a deck plays them without the rest.
package struct StemLaying: Sendable, Hashable, Codable {
  /// One stem.
  package struct Stem: Sendable, Hashable, Codable {
    /// Where its samples are.
    package var file: StemFile
    /// By so much it lies behind its track.
    package var lag: Seconds
    /// What makes it as loud as it is in the track; negative where it is the other way up.
    package var gain: Double
    /// - Parameters: as their properties.
    package init(file: StemFile, lag: Seconds, gain: Double) {
      (self.file, self.lag, self.gain) = (file, lag, gain)
    }

    /// The lag in frames at a rate: whole where a part of a frame makes no difference that can be heard, and in parts
    /// that are the same on every machine.
    package func frames(at rate: SampleRate) -> Double { Self.kept(lag.value * rate.hz) }

    /// Below this a part of a frame makes no difference that can be heard.
    package static let leastPart = 0.03
    /// Lags are kept in this many parts of a frame, so that they are the same on every machine.
    package static let parts = 1024.0

    /// A lag in frames as it is kept.
    package static func kept(_ frames: Double) -> Double {
      abs(frames - frames.rounded()) < leastPart ? frames.rounded() : (frames * parts).rounded() / parts
    }
  }

  /// The stems that a deck holds, in its order.
  package var stems: [Stem]
  /// Of the track.
  package var length: Seconds
  /// How loud the voice and the instrumental are: K-weighted power, a value a tenth of a second.
  package var voice: [Float]
  /// The same of the instrumental.
  package var instrumental: [Float]

  /// - Parameters: as their properties.
  package init(stems: [Stem], length: Seconds, voice: [Float], instrumental: [Float]) {
    (self.stems, self.length) = (stems, length)
    (self.voice, self.instrumental) = (voice, instrumental)
  }
}
