import CRealtime
import DSP

/// A click on a deck's grid, for the headphones: to check by ear whether the beats are where the grid has them.
struct Metronome: BitwiseCopyable {
  var isOn = false
  /// Frames of the click that were heard; as many as it has when it is silent.
  private var age = Self.length
  private var hz = 0.0

  private static var length: Int {
    @_noLocks get { 1323 }
  }

  @_noLocks init() {}

  /// Adds to a bus what sounds while the deck goes from beat `first` to beat `last` (with their fractions) in `frames`
  /// frames. Starts of bars are higher.
  @_noLocks mutating func add(
    to bus: UnsafeMutablePointer<StereoFrame>, frames: Int, from first: Double, to last: Double, grid: RenderGrid,
    sampleRate: Double
  ) {
    var start = frames
    let beat = rt_ceil(first - 1e-6)
    // A loop's turn or a jump passes no beat.
    if isOn, last > first, last - first < 1, beat < last - 1e-6 {
      start = min(frames - 1, max(0, Int(Double(frames) * (beat - first) / (last - first))))
    }
    sound(into: bus, from: 0, to: start, sampleRate: sampleRate)
    guard start < frames else { return }
    let bar = rt_fmod(beat - grid.downbeat, grid.beatsPerBar)
    hz = abs(bar) < 0.5 ? 1760 : 880
    age = 0
    sound(into: bus, from: start, to: frames, sampleRate: sampleRate)
  }

  @_noLocks private mutating func sound(
    into bus: UnsafeMutablePointer<StereoFrame>, from start: Int, to end: Int, sampleRate: Double
  ) {
    var frame = start
    while frame < end, age < Self.length {
      let share = Double(age) / Double(Self.length)
      let decay = (1 - share) * (1 - share) * (1 - share)
      let click = Float(0.5 * decay * rt_sin(2 * Double.pi * hz * Double(age) / sampleRate))
      bus[frame] += StereoFrame(click, click)
      age += 1
      frame += 1
    }
  }
}
