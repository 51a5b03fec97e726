import Music

/// What mastering measures of a whole track. Levels in dB relative to full scale where nothing else is said; nil where
/// the track is silent or too short for it.
package struct MasterAnalysis: Sendable, Hashable {
  /// How loud, and how far its peaks stand out.
  package struct Loudness: Sendable, Hashable {
    /// Of the whole, gated, LUFS (ITU-R BS.1770-4).
    package var integrated: Double?
    /// The loudest three seconds, read each second, LUFS (EBU Tech 3341).
    package var shortTermMost: Double?
    /// The loudest 400 ms, read each 100 ms, LUFS (EBU Tech 3341).
    package var momentaryMost: Double?
    /// Loudness range, LU (EBU Tech 3342).
    package var range: Double?
    /// The highest level between the samples, four times oversampled, dBTP (BS.1770-4, Annex 2).
    package var truePeak: Double?
    /// The highest sample, dBFS.
    package var samplePeak: Double?
    /// The median of peak over RMS, second by second, of all seconds within 20 dB of the loudest one, dB. A steady sine
    /// has 3. Unlike one ratio for the whole it says how punchy the loud parts are.
    package var crest: Double?
    /// The RMS level of a channel in the loudest tenth of all 400 ms, dBFS.
    package var loudLevel: Double?
    /// Nothing measured.
    package init() {}
  }

  /// How the sound is spread over frequency. Faults are dB relative to the balanced curve; 0 is as it has it.
  package struct Tone: Sendable, Hashable {
    /// Mid and side together.
    package var curve: ToneCurve
    /// How far sub stands above what goes with this bass.
    package var subBuildUp: Double
    /// How far the low mids stand above their neighbours, bass and mids.
    package var mud: Double
    /// How far presence stands above mids and air, in the worst twentieth of the loud moments (186 ms each).
    package var harshness: Double
    /// How far presence and air lie below low mids and mids.
    package var dullness: Double
    /// How far low mids and mids lie below bass and presence.
    package var hollowness: Double
    /// Power below 18 Hz, relative to all of it, dB.
    package var rumble: Double
  }

  /// How it moves.
  package struct Dynamics: Sendable, Hashable {
    /// 0…1: how far all above 250 Hz gives way when bass comes: minus the correlation of both bands' levels in 20 ms,
    /// in full where the upper one moves by 6 dB and more.
    package var pumpingRisk: Double
    /// How steeply strikes rise: 5 ms over the mean of the 50 ms before, dB; the 98th percentile of all moments.
    package var transientSharpness: Double
    /// How far kicks stand out of the bass between them, below 150 Hz, dB: from the 30th to the 95th percentile of
    /// 20 ms. Under 3, kick and bass share one level.
    package var kickOverBass: Double
  }

  /// How wide it is.
  package struct Stereo: Sendable, Hashable {
    /// Of left and right over the whole: 1 mono, 0 unrelated, −1 out of phase.
    package var correlation: Double
    /// The side's level relative to the mid's in each band, dB; −120 where there is none.
    package var sideOverMid: [Double]
    /// What lows (20–200 Hz) lose when a club plays them in mono, dB: 0 nothing, 3 where the channels are unrelated.
    package var monoLossOfLows: Double
    /// The share of audible 400 ms in which the channels work against each other (correlation below −0.1), 0…1.
    package var phaseRisk: Double
  }

  /// Frames a second of what was measured.
  package var sampleRate: SampleRate
  /// Its length.
  package var seconds: Double
  /// How loud it is.
  package var loudness = Loudness()
  /// Its spectrum; nil in silence.
  package var tone: Tone?
  /// Its movement; nil in silence and under a second.
  package var dynamics: Dynamics?
  /// Its width; nil in silence.
  package var stereo: Stereo?
  /// The mean of the samples of left and right, of full scale: what is not 0 takes room and clicks at edits.
  package var offset = SIMD2<Double>.zero
  /// Places where three or more samples in a row stand at full scale (0.999 and more).
  package var clippedRuns = 0
  /// The quietest 400 ms that are not digital silence, dBFS: the noise floor is no higher.
  package var quietest: Double?
  /// What is wrong with what came in, in sentences.
  package var warnings: [String] = []

  /// Nothing measured.
  package init(sampleRate: SampleRate, seconds: Double) {
    self.sampleRate = sampleRate
    self.seconds = seconds
  }
}
