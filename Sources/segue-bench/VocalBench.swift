import Analysis
import Glibc
import Media
import Music

/// `segue-bench vocals FOLDER [--features]`: how well singing is found in a folder's tracks that have a vocal stem,
/// where stems are looked for as the program does (`stems/NAME/vocals.flac`, `htdemucs/NAME/vocals.wav` …). Tracks
/// without stems count as instrumentals: keep them in a folder of their own if they are not.
///
/// Frame accuracy is the share of the frames of 20 ms at which the spans found and the stem's envelope agree. With
/// `--features` the figures that the detector hears are written instead, for fitting its weights: a line
/// `track NAME sung|instrumental`, one `beats …`, one `downbeats …`, then for each frame the share of it that is sung
/// and the figures.
func benchVocals(folder: String, features: Bool) {
  var (sung, instrumental) = ([Double](), [Double]())
  for path in soundFiles(in: folder) {
    guard let track = MeasuredTrack(path) else { continue }
    if features {
      track.writeFeatures()
      continue
    }
    let score = track.agreement
    if track.truth == nil { instrumental.append(1 - score) } else { sung.append(score) }
    let what = track.truth == nil ? "instrumental" : "sung"
    print("\(percent(score))  \(what)  \(track.name)")
    fflush(nil)
  }
  guard !features else { return }
  if !sung.isEmpty { print("frame accuracy \(percent(mean(sung))) over \(sung.count) tracks with vocal stems") }
  if !instrumental.isEmpty {
    print("found to be sung in \(instrumental.count) instrumentals: \(percent(mean(instrumental))) of the time")
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

private func percent(_ share: Double) -> String {
  let tenths = Int((share * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10) %"
}

private func soundFiles(in folder: String) -> [String] {
  guard let directory = opendir(folder) else {
    print("segue-bench: \(folder) is no folder that can be read")
    exit(2)
  }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if [".flac", ".ogg", ".wav", ".mp3"].contains(where: name.hasSuffix) { names.append(name) }
  }
  return names.sorted().map { folder + "/" + $0 }
}

/// A track, its analysis and the truth.
private struct MeasuredTrack {
  let name: String
  let samples: [Float]
  let rate: SampleRate
  let analysis: TrackAnalysis
  /// Nil for an instrumental.
  let truth: VocalEnvelope?

  /// Nil, with a line on standard output, for a file that cannot be read.
  init?(_ path: String) {
    guard let sound = stereo(path) else { return nil }
    name = String(path.split(separator: "/").last ?? "")
    (samples, rate) = sound
    analysis = sound.samples.withUnsafeBufferPointer { analyze($0, sampleRate: sound.rate).analysis }
    let stem = StemSearch.stems(of: path).first { $0.kind == .vocals }.flatMap { stereo($0.path) }
    truth = stem.map { stem in
      stem.samples.withUnsafeBufferPointer { VocalEnvelope(ofStem: $0, sampleRate: stem.rate) }
    }
  }

  private func isSung(_ frame: Int) -> Bool {
    guard let truth else { return false }
    return truth.isSung.indices.contains(frame) && truth.isSung[frame]
  }

  /// The share of the frames at which what was found is true.
  var agreement: Double {
    let count = Int(Double(samples.count / 2) / rate.hz * VocalEnvelope.rate)
    var found = [Bool](repeating: false, count: count)
    for span in analysis.vocals ?? [] {
      let first = max(0, Int((span.start_seconds * VocalEnvelope.rate).rounded()))
      let last = min(count, Int((span.end_seconds * VocalEnvelope.rate).rounded()))
      for frame in first..<max(first, last) { found[frame] = true }
    }
    return Double((0..<count).count { found[$0] == isSung($0) }) / Double(max(1, count))
  }

  func writeFeatures() {
    let heard = samples.withUnsafeBufferPointer { VocalFeatures(of: $0, sampleRate: rate) }
    let list = { (values: [Double]?) in (values ?? []).map { "\($0)" }.joined(separator: " ") }
    print("track \(name.split(separator: " ").joined(separator: "_")) \(truth == nil ? "instrumental" : "sung")")
    print("beats \(list(analysis.beats))")
    print("downbeats \(list(analysis.downbeats))")
    let perFrame = Int(VocalEnvelope.rate / VocalFeatures.rate)
    for frame in 0..<heard.frames {
      let around = frame * perFrame - perFrame / 2..<frame * perFrame + perFrame / 2
      let share = Double(around.count { isSung($0) }) / Double(perFrame)
      print(share, heard.columns.map { "\($0[frame])" }.joined(separator: " "))
    }
  }
}

/// A file as interleaved stereo at its own rate.
private func stereo(_ path: String) -> (samples: [Float], rate: SampleRate)? {
  do throws(MediaError) {
    let file = try SoundFile(path: path)
    guard file.channels <= 2 else {
      print("\(path): left out, it has \(file.channels) channels")
      return nil
    }
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 65_536 * file.channels)
    while true {
      let frames = block.withUnsafeMutableBufferPointer { file.read(into: $0.baseAddress!, frames: 65_536) }
      if frames == 0 { break }
      if file.channels == 2 {
        samples += block[..<(2 * frames)]
      } else {
        for sample in block[..<frames] { samples += [sample, sample] }
      }
    }
    return (samples, file.sampleRate)
  } catch {
    print("\(path): left out: \(error.sentence)")
    return nil
  }
}
