import Analysis
import Glibc
import Media
import Music

/// Listens to a whole file and says what was found.
func analyze(_ path: String) {
  let began = monotonicSeconds()
  do throws(MediaError) {
    let sound = try openSound(path, stream: 0)
    let rate = SampleRate.cd
    var samples: [Float] = []
    if let frames = sound.frames {
      samples.reserveCapacity(2 * Resampler.length(of: min(frames, 1 << 30), from: sound.sampleRate, to: rate))
    }
    var cut: MediaError?
    do throws(MediaError) {
      let limit = Int(MediaLimits.longestTrack.frames(at: rate).value) * 2
      try stereo(sound, at: rate) { piece in
        if samples.count < limit { samples.append(contentsOf: piece) }
        if samples.count % (1 << 22) < piece.count { say(0.0) }
      }
    } catch  where error.kind == .truncated { cut = error }
    if samples.isEmpty { throw cut ?? MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound.") }
    let result = samples.withUnsafeBufferPointer { Analysis.analyze($0, sampleRate: rate) { say($0) } }
    var analysis = result.analysis
    let file = try FFmpegFile(path: path, stream: 0, decodes: false)
    analysis.path = path
    analysis.tags = file.tags
    analysis.content_id = try file.contentID()
    analysis.duration_seconds = Double(samples.count / 2) / rate.hz
    analysis.sample_rate_hz = sound.sampleRate.hz
    analysis.channels = sound.channels
    analysis.elapsed_seconds = monotonicSeconds() - began
    result.waveform.bytes.withUnsafeBytes { output.write(.waveform, $0) }
    result.features.blob.withUnsafeBytes { output.write(.features, $0) }
    say(.result, analysis)
  } catch {
    say(.failure, error)
  }
}

private func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
