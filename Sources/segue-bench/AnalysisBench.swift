import Analysis
import Glibc
import Media
import Music
import Platform
import Support

/// Prints how many times faster than real time one core analyses a track, stage by stage and as a whole from a FLAC
/// file, beside what is installed of its peers: a table, or with `json` one object whose keys carry their units.
///
/// The track is five minutes of drums, bass and chords made on the spot. Time is CPU time, the best of three passes:
/// other work on the machine does not count.
func benchAnalysis(json: Bool) {
  let length = 300.0
  guard let folder = try? ScratchFolder() else { return print("analysis: no folder for files") }
  // First, while this program is small: what a child holds before it becomes another program counts as the child's.
  let file = wholeFile(seconds: length, folder.path)
  let samples = benchTrack(from: 0, seconds: length)
  var best: AnalysisResult?
  for _ in 0..<3 {
    let result = samples.withUnsafeBufferPointer { analyze($0, sampleRate: .cd) }
    if best == nil || result.seconds < best!.seconds { best = result }
  }
  guard let best else { return }
  samples.withUnsafeBytes { AudioFiles.write(Array($0), to: folder.path + "/sound") }
  let peers = AnalysisPeers(sound: folder.path + "/sound", folder: folder.path)
  func speed(_ seconds: Double?) -> Double? { seconds.map { rounded(length / max(1e-9, $0)) } }
  let qm = peers.qmBeats.flatMap { beats in peers.qmKey.map { beats + $0 } }
  let figures: [(key: String, label: String, value: Double?)] = [
    ("realtime_per_core", "Segue, samples in memory", speed(best.seconds)),
    ("file_realtime_per_core", "Segue, FLAC files, whole", speed(file?.seconds)),
    ("one_file_realtime_per_core", "  one alone, with the start", speed(file?.alone)),
    ("decoding_realtime_per_core", "  of which decoding alone", speed(file?.decoding)),
    ("mixxx_qm_realtime_per_core", "Mixxx's QM: beats + key alone", speed(qm)),
    (
      "mixxx_qm_file_realtime_per_core", "  the same with that decoding",
      speed(qm.flatMap { qm in file.map { qm + $0.decoding } })
    ),
    ("mixxx_qm_beats_realtime_per_core", "  of which beats", speed(peers.qmBeats)),
    ("mixxx_qm_key_realtime_per_core", "  of which key", speed(peers.qmKey)),
    ("aubio_beats_realtime_per_core", "aubio: beats alone", speed(peers.aubioBeats)),
    ("ebur128_realtime_per_core", "libebur128 with true peak alone", speed(peers.ebur128)),
  ]
  let ours = best.analysis.loudness
  let apart: [(key: String, label: String, value: Double?)] = [
    ("integrated_off_lu", "integrated, LU", difference(ours.integrated_lufs, peers.loudness?.integrated)),
    ("range_off_lu", "range, LU", difference(ours.range_lu, peers.loudness?.range)),
    ("true_peak_off_db", "true peak, dB", difference(ours.true_peak_dbtp, peers.loudness.map { 20 * log10($0.peak) })),
  ]
  let stages = best.stageSeconds.map { (name: $0.stage.rawValue, realtime: rounded(length / max(1e-9, $0.seconds))) }

  if json {
    let text = { (value: Double?) in value.map { "\($0)" } ?? "null" }
    let list = stages.map { "\"\($0.name)\":\($0.realtime)" }.joined(separator: ",")
    let all = (figures + apart).map { "\"\($0.key)\":\(text($0.value))" }.joined(separator: ",")
    print("{\(all),\"peak_mib\":\(text(file.map { rounded($0.mebibytes) })),\"stages\":{\(list)}}")
  } else {
    let text = { (value: Double?) in value.map { "\($0)" } ?? "not installed" }
    print("analysis of \(Int(length / 60)) minutes, × realtime on one core")
    for stage in stages { print("  \(stage.name.padded(to: 12))\(stage.realtime)") }
    for figure in figures { print("\(figure.label.padded(to: 34))\(text(figure.value))") }
    print("how far the loudness lies from libebur128's own:")
    for figure in apart { print("  \(figure.label.padded(to: 16))\(text(figure.value))") }
    print("peak memory of the media program: \(text(file.map { rounded($0.mebibytes) })) MiB")
  }
}

private func difference(_ a: Double?, _ b: Double?) -> Double? {
  guard let a, let b else { return nil }
  return ((a - b) * 1000).rounded() / 1000
}

/// What the media program takes for the track as a FLAC file of 24 bits, CPU seconds, the best of three: for each of
/// four files that it listens to in a row, as it does with a library, from its start to the last facts; for one alone;
/// and for handing on the decoded sound alone; and its peak memory. Nil where it is not there.
private func wholeFile(
  seconds: Double, _ folder: String
) -> (seconds: Double, alone: Double, decoding: Double, mebibytes: Double)? {
  let path = folder + "/track.flac"
  do {
    let writer = try SoundFileWriter(path: path, format: .flac, sampleRate: .cd, channels: 2)
    for start in stride(from: 0, to: seconds, by: 10) {
      let piece = benchTrack(from: start, seconds: min(10, seconds - start))
      try piece.withUnsafeBufferPointer { (all) throws(MediaError) in try writer.write(all) }
    }
    try writer.close()
    let media = try MediaProgram.find()
    let times = try [4, 1].map { (files) throws(MediaError) in
      try leastChildSeconds { () throws(MediaError) in
        let workers = AnalysisWorkers(media)
        for _ in 0..<files { _ = try workers.analyze(path) }
      } / Double(files)
    }
    let memory = peakMebibytesOfChildren()
    let decoding = try leastChildSeconds { () throws(MediaError) in try media.decode(path, rate: .cd).wait() }
    return (times[0], times[1], decoding, memory)
  } catch {
    print("analysis: \(error)")
    return nil
  }
}

/// The least CPU time of children in three runs.
private func leastChildSeconds(of run: () throws(MediaError) -> Void) throws(MediaError) -> Double {
  var least = Double.infinity
  for _ in 0..<3 {
    let before = childSeconds()
    try run()
    least = min(least, childSeconds() - before)
  }
  return least
}

/// CPU time of all children that have ended.
private func childSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
  let time = { (value: timeval) in Double(value.tv_sec) + Double(value.tv_usec) * 1e-6 }
  return time(usage.ru_utime) + time(usage.ru_stime)
}

/// The most memory that a child has held so far.
private func peakMebibytesOfChildren() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
  return Double(usage.ru_maxrss) / 1024
}

private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

/// House at 126 BPM: kick, clap, hats, a bass that follows the chords, a pad. Interleaved stereo at 44.1 kHz, so many
/// seconds from a second of the track on.
private func benchTrack(from start: Double, seconds: Double) -> [Float] {
  let rate = 44_100.0
  let beat = 60 / 126.0
  let roots = [55.0, 43.65, 65.41, 49.0]
  var noise = UInt32(start) + 1
  return [Float](unsafeUninitializedCapacity: 2 * Int(seconds * rate)) { buffer, count in
    count = buffer.count
    for frame in 0..<(buffer.count / 2) {
      let time = start + Double(frame) / rate
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
