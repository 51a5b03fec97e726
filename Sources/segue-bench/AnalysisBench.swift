import Analysis
import Glibc
import Music

/// Prints how many times faster than real time one core analyses a track: a table, or with `json` one object whose keys carry their units.
///
/// The track is four minutes of drums, bass and chords made on the spot. Time is the thread's CPU time, the best of three passes:
/// other work on the machine does not count.
func benchAnalysis(json: Bool) {
  let minutes = 4.0
  let samples = benchTrack(seconds: 60 * minutes)
  let before = peakMebibytes()
  var best: AnalysisResult?
  for _ in 0..<3 {
    let result = samples.withUnsafeBufferPointer { analyze($0, sampleRate: .cd) }
    if best == nil || result.seconds < best!.seconds { best = result }
  }
  guard let best else { return }
  let realtime = 60 * minutes / best.seconds
  let peak = max(0, peakMebibytes())
  let stages = best.stageSeconds.map { (name: $0.stage.rawValue, realtime: 60 * minutes / max(1e-9, $0.seconds)) }

  if json {
    let list = stages.map { "\"\($0.name)\":\(rounded($0.realtime))" }.joined(separator: ",")
    print(
      "{\"realtime_per_core\":\(rounded(realtime)),\"mixxx_qm_realtime_per_core\":null,"
        + "\"peak_mib\":\(rounded(peak)),\"input_mib\":\(rounded(before)),\"stages\":{\(list)}}")
  } else {
    print("analysis of \(Int(minutes)) minutes, × realtime on one core")
    for stage in stages { print("  \(stage.name.padded(to: 12))\(rounded(stage.realtime))") }
    print("  \("whole".padded(to: 12))\(rounded(realtime))")
    print(
      "peak memory \(rounded(peak)) MiB, of which \(rounded(before)) MiB were there before (the samples among them)")
  }
}

private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

/// The most memory that the process has held so far.
private func peakMebibytes() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) / 1024
}

/// House at 126 BPM: kick, clap, hats, a bass that follows the chords, a pad. Interleaved stereo at 44.1 kHz.
private func benchTrack(seconds: Double) -> [Float] {
  let rate = 44_100.0
  let beat = 60 / 126.0
  let roots = [55.0, 43.65, 65.41, 49.0]
  var noise: UInt32 = 1
  return [Float](unsafeUninitializedCapacity: 2 * Int(seconds * rate)) { buffer, count in
    count = buffer.count
    for frame in 0..<(buffer.count / 2) {
      let time = Double(frame) / rate
      let position = time / beat
      let intoBeat = (position - position.rounded(.down)) * beat
      let intoHalf = (2 * position - (2 * position).rounded(.down)) * beat / 2
      noise = noise &* 1_664_525 &+ 1_013_904_223
      let hiss = Double(Int32(bitPattern: noise)) / 2_147_483_648
      let root = roots[Int(position / 4) % 4]
      var value = 0.5 * sin(2 * Double.pi * (50 * intoBeat + 3.3 * (1 - exp(-intoBeat / 0.03)))) * exp(-intoBeat / 0.08)
      value += 0.1 * hiss * exp(-intoHalf / 0.02)
      if Int(position) % 2 == 1 { value += 0.25 * hiss * exp(-intoBeat / 0.05) }
      value += 0.15 * sin(2 * Double.pi * root * time)
      for ratio in [4, 4.756, 5.993] { value += 0.04 * sin(2 * Double.pi * root * ratio * time) }
      buffer[2 * frame] = Float(value)
      buffer[2 * frame + 1] = Float(value * 0.9 + 0.01 * hiss)
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
