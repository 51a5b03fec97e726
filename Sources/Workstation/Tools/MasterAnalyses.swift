import Media
import Music
import Platform
import Studio

/// What `segue master --analyze` says of a file.
package struct AnalyzedMaster {
  /// The file.
  package let path: String
  private let analysis: MasterAnalysis?
  /// Why it could not be read, in a sentence; nil where it was.
  package let failure: String?
  /// What was wrong with the file, in sentences; it was measured all the same.
  package let remarks: [String]

  /// Reads a file whole and measures it. Blocks.
  init(_ path: String, _ media: MediaProgram) {
    self.path = path
    do throws(MediaError) {
      let track = try WholeTrack(path, media)
      analysis = MasteringMeter.measure(track.samples, at: track.pcm.sampleRate)
      (failure, remarks) = (nil, track.remarks)
    } catch {
      (analysis, failure, remarks) = (nil, error.sentence, [])
    }
  }

  /// One object.
  package var json: String {
    guard let analysis else { return JSON.object([("path", .text(path)), ("error", JSON(failure))]).line }
    return JSON.object([("path", .text(path)), ("analysis", analysis.json)]).line
  }

  /// For people.
  package var lines: [String] { [fileName(path).printable] + (analysis?.lines.map { "  \($0)" } ?? []) }
}

/// Measures files for mastering, one after the other. Blocks. - Throws: why none can be read, in a sentence.
package func analyzeMasters(_ files: [String], each: (AnalyzedMaster) -> Void) throws {
  let media = try MediaProgram.find()
  for file in files { each(AnalyzedMaster(absolutePath(file), media)) }
}

/// A track that was read whole.
struct WholeTrack {
  let pcm: PCM
  let tags: Tags
  /// What was wrong with the file, in sentences.
  let remarks: [String]
  /// Frames × 2, interleaved.
  var samples: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady) }

  /// - Parameter rate: frames a second that it is to have; nil: 48,000 where the file has a multiple of them, else
  ///   CD's.
  init(_ path: String, _ media: MediaProgram, rate: SampleRate? = nil) throws(MediaError) {
    var decoding = try media.decode(path, rate: rate ?? .cd)
    if rate == nil, decoding.sourceRate.hz.truncatingRemainder(dividingBy: 48_000) == 0 {
      decoding.cancel()
      decoding = try media.decode(path, rate: .video)
    }
    var remarks: [String] = []
    if decoding.sourceChannels > 2 {
      remarks.append("\(fileName(path).printable) has \(decoding.sourceChannels) channels: they are mixed down to two")
    }
    do throws(MediaError) { try decoding.wait() } catch {
      guard error.leavesSound, decoding.pcm.framesReady > 0 else { throw error }
      remarks.append(error.sentence)
    }
    if let remark = decoding.remark { remarks.append(remark) }
    (pcm, tags, self.remarks) = (decoding.pcm, decoding.tags, remarks)
  }
}
