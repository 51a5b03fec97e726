/// A MIDI clock that comes in, as a line of its beats: the straight one that fits its last two beats of pulses best, so
/// that the jitter of single ones is not heard.
struct ClockReader {
  /// When pulses came, the last one last, and the number of the last.
  private var times: [Double] = []
  private var count = 0

  private static let longest = 48
  private static let fewest = 12
  /// Pulses between two lines that are told.
  private static let pace = 6
  /// A clock that was silent for longer begins anew: 10 BPM.
  private static let silence = 0.25

  /// - Parameter time: when the byte came, seconds.
  /// - Returns: what is known of the beat now; nil where that is nothing, or nothing new.
  mutating func take(_ byte: UInt8, at time: Double) -> BeatLine? {
    switch byte {
    case MIDIClock.start: count = -1
    case MIDIClock.pulse:
      if let last = times.last, time - last > Self.silence || time < last { times = [] }
      count += 1
      times.append(time)
      if times.count > Self.longest { times.removeFirst() }
      if times.count >= Self.fewest, count % Self.pace == 0 { return line }
    default: break
    }
    return nil
  }

  /// By least squares. The pulse after a start is beat 0.
  private var line: BeatLine? {
    let n = Double(times.count)
    let middle = (n - 1) / 2
    let mean = times.reduce(0, +) / n
    var (products, squares) = (0.0, 0.0)
    for (index, time) in times.enumerated() {
      products += (Double(index) - middle) * (time - mean)
      squares += (Double(index) - middle) * (Double(index) - middle)
    }
    let seconds = products / squares
    guard seconds > 0 else { return nil }
    let perBeat = Double(MIDIClock.pulsesPerBeat)
    // The line passes through the middle of the pulses.
    let beat = (Double(count) - middle) / perBeat
    return BeatLine(time: mean, beat: beat, beatsPerSecond: 1 / (seconds * perBeat))
  }
}
