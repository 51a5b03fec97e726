/// A beat as the bytes of a MIDI clock: pulses while a deck plays, one start before the first bar, a stop
/// when nothing plays any more. Where the beats jump by whole ones the pulses go on as if nothing had been, and another
/// start puts the bars right.
struct ClockSender {
  private var line: BeatLine?
  /// The pulse that comes next, counted as the line counts its beats; nil: none was sent since it was silent.
  private var next: Int?
  /// When the last one went out.
  private var last = -Double.infinity
  /// Pulses since the last start; nil: none was sent.
  private var sinceStart: Int?

  /// No two pulses are closer: 600 beats a minute; a late thread must not send a burst that is taken for a tempo.
  private static let closest = 60.0 / 600 / Double(MIDIClock.pulsesPerBeat)

  /// What the beat does from now on. - Parameter line: nil: nothing plays.
  /// - Returns: what is to be sent at once.
  mutating func follow(_ line: BeatLine?, at now: Double) -> [UInt8] {
    self.line = line
    guard let line else {
      defer { (next, sinceStart) = (nil, nil) }
      return sinceStart == nil ? [] : [MIDIClock.stop]
    }
    let place = line.beat(at: now) * Double(MIDIClock.pulsesPerBeat)
    guard let expected = next else {
      next = Int(place.rounded(.up))
      return []
    }
    // Another deck's count, or a jump: whole beats change nothing for who listens.
    let beats = ((place - Double(expected)) / Double(MIDIClock.pulsesPerBeat)).rounded()
    next = expected + Int(beats) * MIDIClock.pulsesPerBeat
    return []
  }

  /// When the next pulse is to go out; nil while nothing plays.
  var due: Double? {
    guard let line, let next else { return nil }
    let beats = Double(next) / Double(MIDIClock.pulsesPerBeat) - line.beat
    return max(line.time + beats / line.beatsPerSecond, last + Self.closest)
  }

  /// - Returns: the pulse that is due, with the start before it; nothing where none is.
  mutating func take(at now: Double) -> [UInt8] {
    guard let line, let pulse = next, let due, due <= now else { return [] }
    (next, last) = (pulse + 1, now)
    let bar = line.beatsPerBar * MIDIClock.pulsesPerBeat
    let inBar = (pulse - line.downbeat * MIDIClock.pulsesPerBeat) % bar
    // Where bars were put elsewhere, who listens begins anew on the next one.
    let starts = inBar == 0 && (sinceStart.map { $0 % bar != 0 } ?? true)
    sinceStart = starts ? 1 : sinceStart.map { $0 + 1 }
    return starts ? [MIDIClock.start, MIDIClock.pulse] : [MIDIClock.pulse]
  }
}
