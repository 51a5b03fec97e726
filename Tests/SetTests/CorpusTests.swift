import FoundationEssentials
import Media
import Music
import Support
import Testing

/// Analysis on music with checked truth, through the media program as `segue analyze` does it.
@Suite struct CorpusTests {
  private struct Truth: Decodable {
    /// A number where the tempo is constant.
    var bpm: Double?
    var name: String

    enum CodingKeys: String, CodingKey { case bpm, name }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      // A list of tempos stands for a track whose tempo changes: it is not judged by one number.
      bpm = try? container.decode(Double.self, forKey: .bpm)
    }
  }

  /// Accuracy 2 at 4 %: the true tempo, its half, double, third or triple. The bar is 85 % of the tracks.
  @Test(.enabled(if: Corpus.folder != nil, "the corpus is not there: analysis is only tested on synthesised music"))
  func tempoIsRightOnMostTracks() throws {
    let folder = try #require(Corpus.folder)
    let media = try mediaProgram()
    let paths = try corpusTracks()
    #expect(paths.count >= 28, "stems are not taken for tracks, and no track is missed")
    var judged = 0
    var right = 0
    for path in paths {
      let analysis = try media.analyze(path).analysis
      let name = path.split(separator: "/").last.map { String($0.prefix(upTo: $0.lastIndex(of: ".")!)) } ?? ""
      let text = Programs.contents("\(folder)/truth/\(name).json")
      guard let truth = try? JSONDecoder().decode(Truth.self, from: Data(text.utf8)), let bpm = truth.bpm else {
        continue
      }
      judged += 1
      let heard = analysis.bpm ?? 0
      if [1, 2, 0.5, 3, 1 / 3.0].contains(where: { abs(heard - bpm * $0) <= 0.04 * bpm * $0 }) { right += 1 }
    }
    #expect(judged >= 20)
    #expect(Double(right) >= 0.85 * Double(judged))
  }
}
