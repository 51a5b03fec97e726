import FoundationEssentials
import Glibc
import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// Steering on real music: a library in which the development corpus was scanned, named by SEGUE_CORPUS_LIBRARY. What
/// is measured is printed.
@Suite(
  .enabled(if: corpusLibrary != nil, "SEGUE_CORPUS_LIBRARY names no library in which the corpus was scanned"),
  .serialized)
struct SteeringCorpusTests {
  private let folder: ScratchFolder
  private let library: Library
  private let sounds = SoundTables()
  private let tracks: [Track]

  init() throws {
    // A copy: the tracks are measured in it.
    folder = try ScratchFolder()
    let path = folder.path + "/library.sqlite"
    try FileManager.default.copyItem(atPath: #require(corpusLibrary), toPath: path)
    library = try Library(path: path)
    try SoundMeasuring.measureAll(of: library)
    tracks = try library.tracks(try library.candidates().map(\.id)).sorted { $0.path < $1.path }
  }

  /// The means of the features of the best twenty after many tracks.
  private func means(_ wish: SteerWish) throws -> [Double] {
    let table = try sounds.table(of: library)
    var sums = [Double](repeating: 0, count: SteerSlider.allCases.count)
    let playing = stride(from: 0, to: tracks.count, by: 4).map { tracks[$0] }
    for track in playing {
      let ranking = try library.ranking(
        for: NowPlaying(track, date: secondsSince1970()), limit: 20, Settings(), steer: wish, sounds)
      let scores = ranking.ranked.compactMap { table[$0.candidate.id] }
      for (index, slider) in SteerSlider.allCases.enumerated() {
        sums[index] += scores.reduce(0) { $0 + table.scale.feature(slider, of: $1) } / Double(scores.count)
      }
    }
    return sums.map { $0 / Double(playing.count) }
  }

  /// Each slider at +1 moves its own feature by half a standard deviation, the others by half as much at most.
  @Test func slidersMoveTheirFeatures() throws {
    let before = try means(SteerWish())
    for (index, slider) in SteerSlider.allCases.enumerated() {
      var steering = Steering()
      steering[slider] = 1
      let moved = zip(try means(SteerWish(steering)), before).map { $0 - $1 }
      print("\(slider.rawValue) +1 moves", moved.map { Steering.number($0) }.joined(separator: " "))
      #expect(moved[index] >= 0.5)
      for other in moved.indices where other != index { #expect(abs(moved[other]) <= 0.5 * moved[index]) }
    }
  }

  /// The rest of a family stands above the others by a list of all but one of it: the mean of the families is 0.8 at
  /// least, and with shuffled families it is not.
  @Test func listsFindTheirFamilies() throws {
    let table = try sounds.table(of: library)
    let known = tracks.compactMap { track in
      table[track.id].map { (family: String(fileName(track.path).prefix { $0 != "_" }), scores: $0) }
    }
    func area(_ family: String, _ labels: [String]) -> Double {
      let own = labels.indices.filter { labels[$0] == family }
      let others = labels.indices.filter { labels[$0] != family }
      let areas = own.map { left -> Double in
        let list = own.filter { $0 != left }
        let mean = list.reduce(SoundScale.Scores.zero) { $0 + known[$1].scores } / Float(list.count)
        guard let aim = table.scale.aim(like: mean) else { return 0.5 }
        let worth = aim.worth(of: known[left].scores)
        return Double(others.count { aim.worth(of: known[$0].scores) < worth }) / Double(others.count)
      }
      return areas.reduce(0, +) / Double(areas.count)
    }
    let labels = known.map(\.family)
    let families = Set(labels).filter { family in labels.count { $0 == family } >= 4 }.sorted()
    let areas = families.map { area($0, labels) }
    for (family, area) in zip(families, areas) { print("family \(family): AUC \(fixed(area, 3))") }
    let mean = areas.reduce(0, +) / Double(areas.count)
    var dice = SeededRandom(seed: 7)
    let shuffled = (0..<5).map { _ in
      let labels = labels.shuffled(using: &dice)
      return families.reduce(0) { $0 + area($1, labels) } / Double(families.count)
    }
    print("families: AUC \(fixed(mean, 3)), shuffled \(shuffled.map { fixed($0, 3) }.joined(separator: " "))")
    #expect(mean >= 0.8)
    for value in shuffled { #expect(abs(value - 0.5) < 0.15) }
  }
}

private let corpusLibrary: String? = getenv("SEGUE_CORPUS_LIBRARY").map { String(cString: $0) }
