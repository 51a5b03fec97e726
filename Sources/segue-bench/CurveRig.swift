import DSP
import Engine
import Glibc
import Music

/// An engine, what it is told, and what comes out: everything in the curves is measured from the engine's own render.
struct CurveRig {
  private let engine = Engine(sampleRate: .cd)
  private var journal: [AppliedCommand] = []

  /// Frames at which deck A begins to play, and at which its first frame is heard.
  static let start = 4096
  static let firstHeard = start + Engine.latencyFrames

  /// Deck A plays `sound`, alone and untouched.
  init(_ sound: [Float], bpm: Double = 120, stems: [[Float]] = []) {
    say(.mixer(.set(.crossfader, -1)))
    let kinds = [StemKind.vocals, .drums, .bass, .other]
    let track = LoadedTrack(
      serial: 1, original: PCM(interleaved: sound, sampleRate: .cd)!,
      stems: zip(kinds, stems).map { LoadedTrack.LoadedStem(kind: $0, pcm: PCM(interleaved: $1, sampleRate: .cd)!) },
      grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0)))
    say(.load(.a, engine.handle(for: track)))
    say(.deck(.a, .play), at: Self.start)
  }

  mutating func say(_ action: EngineCommand.Action, at frame: Int = 0, over: Glide = .short) {
    journal.append(
      AppliedCommand(frame: ClockFrame(Int64(frame)), command: EngineCommand(action, over: over)))
  }

  /// Four channels, each of `frames`.
  func render(_ frames: Int) -> [[Float]] {
    let sound = renderOffline(engine: engine, journal: journal.sorted { $0.frame < $1.frame }, frames: frames)
    return (0..<4).map { channel in (0..<frames).map { sound[4 * $0 + channel] } }
  }

  // MARK: Sounds

  static func sine(hz: Double, amplitude: Double, seconds: Double) -> [Float] {
    (0..<Int(seconds * 44_100)).flatMap { frame in
      // A beginning without a corner, which an echo would repeat.
      let rise = min(1, Double(frame) / 8820)
      let value = Float(amplitude * rise * rise * (3 - 2 * rise) * sin(2 * .pi * hz * Double(frame) / 44_100))
      return [value, value]
    }
  }

  /// A cosine on the left, a sine on the right: their common length is the level, at each frame.
  static func circle(hz: Double, seconds: Double, amplitude: (Double) -> Double) -> [Float] {
    (0..<Int(seconds * 44_100)).flatMap { frame in
      let t = Double(frame) / 44_100
      let level = amplitude(t)
      return [Float(level * cos(2 * .pi * hz * t)), Float(level * sin(2 * .pi * hz * t))]
    }
  }

  // MARK: Responses

  // SAFETY: used by the benchmark's one thread.
  nonisolated(unsafe) static let transform = RealFFT(size: 32_768)
  /// From 20 Hz to 20 kHz, each in the middle of a bin of the transform.
  static let frequencies: [Double] = {
    let bins = Set((0...180).map { Int((20 * pow(1000, Double($0) / 180) / 44_100 * 32_768).rounded()) })
    return bins.sorted().map { Double($0) * 44_100 / 32_768 }
  }()

  /// The level in dB at each of `frequencies` of what an impulse becomes.
  static func response(_ actions: [EngineCommand.Action]) -> [Double] {
    var sound = [Float](repeating: 0, count: 2 * 80_000)
    let place = 30_000
    sound[2 * place] = 0.25
    var rig = CurveRig(sound)
    for action in actions { rig.say(action) }
    let heard = rig.render(firstHeard + place + transform.size)[0]
    for index in 0..<transform.size { transform.signal[index] = heard[firstHeard + place + index] }
    transform.forward()
    return frequencies.map { hz in
      let bin = Int((hz / 44_100 * Double(transform.size)).rounded())
      let (re, im) = (Double(transform.spectrum[2 * bin]), Double(transform.spectrum[2 * bin + 1]))
      return decibels((re * re + im * im).squareRoot() / 0.25)
    }
  }

  static func decibels(_ ratio: Double) -> Double { 20 * log10(max(1e-9, ratio)) }
}
