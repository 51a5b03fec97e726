import Glibc
import Media
import Music
import Platform
import Support
import Testing

@testable import Studio

/// Where `.ci/setup` puts the nets.
private let data: String = {
  func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
  return (value("XDG_DATA_HOME") ?? (value("HOME") ?? homeOfThisUser()) + "/.local/share") + "/segue"
}()
private let isThere = access(VoiceModel.path(inData: data), R_OK) == 0

struct VoiceModelTests {
  /// The same nets by numpy in double precision, straight from their definition, on a picture of whole numbers.
  @Test(.enabled(if: isThere, "the voice model is not there: .ci/setup fetches it"))
  func theNetsGiveWhatAnotherProgramComputes() throws {
    let model = try VoiceModel(path: VoiceModel.path(inData: data))
    let runner = VoiceNet(.spleeter)
    for frame in 0..<512 {
      let magnitudes = runner.magnitudes(ofFrame: frame)
      for bin in 0..<1024 {
        for channel in 0..<2 {
          let whole = Float((frame * 7 + bin * 13 + channel * 5) % 97)
          magnitudes[2 * bin + channel] = whole / 97 * 40 / (1 + Float(bin) / 32)
        }
      }
    }
    let places = [(0, 0, 0), (1, 10, 20), (1, 255, 300), (0, 300, 700), (1, 511, 1023)]
    let expected: [(net: NetWeights, mean: Float, shares: [Float])] = [
      (model.voice, 0.006183, [0.110628, 0.000336, 0.002441, 0.008083, 0.385470]),
      (model.accompaniment, 0.999254, [0.950023, 0.999706, 0.999706, 0.999710, 0.759794]),
    ]
    for (net, mean, shares) in expected {
      runner.run(net)
      let sum = runner.shares.reduce(0.0) { $0 + Double($1) }
      #expect(abs(Float(sum / Double(runner.shares.count)) - mean) < 2e-6)
      for (place, share) in zip(places, shares) {
        #expect(abs(runner.shares[(place.1 * 1024 + place.2) * 2 + place.0] - share) < 1e-4)
      }
    }
  }

  @Test func whatIsNoModelIsRefused() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/model.net"
    for bytes in [nil, [], Array("segue net 1\n".utf8)] as [[UInt8]?] {
      if let bytes { AudioFiles.write(bytes, to: path) }
      let error = #expect(throws: SplitError.self) { _ = try VoiceModel(path: path) }
      #expect(error?.kind == .noModel)
      #expect(error?.description.contains(".ci/setup") == true)
    }
    // The right size, and nothing in it.
    AudioFiles.writeSparse(
      Array("another net\n".utf8), bytes: 12 + 8 * NetShape.spleeter.count, to: path)
    #expect(throws: SplitError.self) { _ = try VoiceModel(path: path) }
  }
}
