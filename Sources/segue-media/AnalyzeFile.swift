import Analysis
import CMalloc
import Glibc
import Media
import Music
import Platform

/// Analyses one file after another, as their paths come in by `input`, each with a 0 behind it; ends with the parent.
func analyzeRequestedFiles(_ input: Int32?) {
  guard let input, let paths = fdopen(input, "r") else { exit(2) }
  // What one file has given back, the next one takes: new pages cost a twelfth of an analysis.
  mallopt(M_MMAP_MAX, 0)
  mallopt(M_TRIM_THRESHOLD, Int32.max)
  var path: UnsafeMutablePointer<CChar>?
  var room = 0
  while getdelim(&path, &room, 0, paths) > 0, let path {
    limitProcessorTime()
    analyze(String(cString: path))
  }
}

/// Analyses a whole file and says what was found.
private func analyze(_ path: String) {
  let began = monotonicSeconds()
  do throws(MediaError) {
    let sound = try openSound(path, stream: 0) { say(0.0) }
    let rate = SampleRate.cd
    var promise = Promise(sound, at: rate)
    promise.give()
    let limit = Int(MediaLimits.longestTrack.frames(at: rate).value)
    var listener = StreamAnalyzer(sampleRate: rate, expecting: promise.frames.map { min($0, limit) })
    // What was said last is said again where nothing is known but that it goes on.
    var share = 0.0
    func tell(_ progress: Double) {
      share = progress
      say(share)
    }
    var cut: MediaError?
    do throws(MediaError) {
      try stereo(sound, at: rate) { piece in
        promise.keep(piece.count / 2)
        if listener.frames < limit { listener.take(piece, progress: tell) }
        if listener.frames % (1 << 21) < piece.count / 2 { say(share) }
      }
    } catch  where error.kind == .truncated { cut = error }
    let frames = listener.frames
    if frames == 0 { throw cut ?? MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound.") }
    let result = listener.finish(progress: tell)
    var analysis = result.analysis
    let file = try described(sound, path)
    analysis.path = path
    analysis.tags = readTags(of: file)
    analysis.content_id = try file.contentID { say(share) }
    analysis.duration_seconds = Double(frames) / rate.hz
    analysis.sample_rate_hz = sound.format.rate.hz
    analysis.channels = sound.format.channels
    analysis.elapsed_seconds = monotonicSeconds() - began
    result.waveform.blob.withUnsafeBytes { output.write(.waveform, $0) }
    result.features.blob.withUnsafeBytes { output.write(.features, $0) }
    say(.result, analysis)
  } catch {
    say(.failure, error)
  }
}
