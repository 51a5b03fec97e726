/// Where the beat is for a while: a straight line through time, on the clock of `monotonicSeconds()`.
package struct BeatLine: Sendable, Hashable {
  /// A moment, seconds.
  package var time: Double
  /// The beat that is heard at it, with its fraction; a whole number is on the beat.
  package var beat: Double
  /// More than 0.
  package var beatsPerSecond: Double
  /// A beat that begins a bar.
  package var downbeat: Int
  /// Beats, 1…16.
  package var beatsPerBar: Int

  /// - Parameters as the properties.
  package init(time: Double, beat: Double, beatsPerSecond: Double, downbeat: Int = 0, beatsPerBar: Int = 4) {
    (self.time, self.beat, self.beatsPerSecond) = (time, beat, beatsPerSecond)
    (self.downbeat, self.beatsPerBar) = (downbeat, beatsPerBar)
  }

  /// The beat at a moment.
  package func beat(at time: Double) -> Double { beat + (time - self.time) * beatsPerSecond }
}

/// MIDI's clock has 24 pulses in a beat (MIDI 1.0 detailed specification, "System Real Time").
enum MIDIClock {
  static let pulsesPerBeat = 24
  static let pulse: UInt8 = 0xF8
  static let start: UInt8 = 0xFA
  static let stop: UInt8 = 0xFC
}
