import Music
import Platform
import Support
import Testing

@testable import Library

/// Crates: tracks in an order, or what a search finds.
@Suite struct CrateTests {
  private let library: Library
  private let ids: [TrackID]

  /// Six tracks, 120 to 125 BPM.
  init() throws {
    let library = try Library.inMemory()
    let paths = (0..<6).map { "/m/\($0).flac" }
    try library.upsert(paths.map { FileStamp(path: $0, bytes: 1, modified: 1) })
    for (index, path) in paths.enumerated() {
      var analysis = TrackAnalysis(path: path)
      analysis.content_id = path
      analysis.bpm = 120 + Double(index)
      try library.store(analysis, waveform: nil)
    }
    self.library = library
    ids = try paths.map { try #require(try library.track(at: $0)).id }
  }

  private func found(_ query: String) throws -> [TrackID] { try library.search(try Query(query), sort: .bpm).tracks }

  @Test func aPlainCrateKeepsItsOrder() throws {
    try library.setCrate(["Fest", "Friday"], to: CrateContent([ids[4], ids[1], ids[3]]))
    let crate = try #require(try library.crate(named: "friday"))
    #expect(crate.title == "Fest/Friday" && crate.count == 3 && crate.query == nil)
    #expect(try library.tracks(of: crate) == [ids[4], ids[1], ids[3]])
    #expect(try library.search(Query("crate:fri"), inOrderOf: crate).tracks == [ids[4], ids[1], ids[3]])
    #expect(try library.search(Query("bpm:>122"), inOrderOf: crate).tracks == [ids[4], ids[3]])
    #expect(try found("crate:fri") == [ids[1], ids[3], ids[4]])
    #expect(try found("-crate:fest") == [ids[0], ids[2], ids[5]])
    #expect(try library.content(ofCrate: ["Fest", "Friday"]) == CrateContent([ids[4], ids[1], ids[3]]))
    try library.setCrate(["Fest", "Friday"], to: nil)
    #expect(try library.crates().isEmpty && library.content(ofCrate: ["Fest", "Friday"]) == nil)
    #expect(try library.trackCount() == 6)
  }

  @Test func aSmartCrateIsASearch() throws {
    try library.setCrate(["Fast"], to: CrateContent(query: "bpm:>=123"))
    #expect(try library.tracks(of: #require(try library.crate(named: "fast"))) == [ids[3], ids[4], ids[5]])
    #expect(try found("crate:fast -bpm:124") == [ids[3], ids[5]])
    // Smart crates seek in crates, smart ones too; excluded ones as well.
    try library.setCrate(["Played"], to: CrateContent([ids[5]]))
    try library.setCrate(["Rest"], to: CrateContent(query: "crate:fast -crate:played"))
    #expect(try found("crate:rest") == [ids[3], ids[4]])
    #expect(try found("-crate:rest") == [ids[0], ids[1], ids[2], ids[5]])
    // What is written into the library is found at once.
    try library.setCrate(["Played"], to: CrateContent([ids[3]]))
    #expect(try found("crate:rest") == [ids[4], ids[5]])
  }

  @Test func aSearchThatLeadsToItselfOrMeansNothingEnds() throws {
    try library.setCrate(["A"], to: CrateContent(query: "crate:b"))
    try library.setCrate(["B"], to: CrateContent(query: "crate:a"))
    try library.setCrate(["Wrong"], to: CrateContent(query: "bmp:120"))
    #expect(try found("crate:a").isEmpty && found("crate:wrong").isEmpty)
    #expect(try found("crate:a bpm:120").isEmpty)
  }

  @Test func namesAreMeantInAnyCaseAndAccentAndQuotesMeanJustOne() throws {
    for (index, name) in ["Été", "Peak", "Peak 2", "PEAK"].enumerated() {
      try library.setCrate([name], to: CrateContent([ids[index]]))
    }
    #expect(try found("crate:ete") == [ids[0]] && found("crate:ÉTÉ") == [ids[0]])
    #expect(try found("crate:peak") == [ids[1], ids[2], ids[3]])
    #expect(try found("crate:\"peak 2\"") == [ids[2]])
    try library.setCrate(["12\" only"], to: CrateContent([ids[5]]))
    #expect(try found("crate:\"12 only\"") == [ids[5]])
    #expect(try library.crate(named: "Peak")?.title == "Peak" && library.crate(named: "PEAK")?.title == "PEAK")
    #expect(try library.crate(named: "peak") == nil, "either of two could be meant")
    #expect(try library.crate(named: "peak 2")?.title == "Peak 2")
  }
}
