import Music
import Platform
import Testing

@testable import Library

/// A track is named by its path, or by words that can mean no other.
@Suite struct NamedTracksTests {
  private let library: Library

  init() throws {
    library = try Library.inMemory()
    let titles = [("Blue", "Ida Quay"), ("Blue Room", "Ida Quay"), ("Blue Room", "Feldspar"), ("1999", "The Artist")]
    for (number, (title, artist)) in titles.enumerated() {
      try library.upsert([FileStamp(path: "/m/\(number).flac", bytes: 1, modified: 1)])
      var analysis = TrackAnalysis(path: "/m/\(number).flac")
      analysis.content_id = "\(number)"
      analysis.tags = Tags(title: title, artist: artist)
      try library.store(analysis, waveform: nil)
    }
  }

  /// Paths of what is found.
  private func found(_ name: String) throws -> [String] {
    switch try library.track(named: name) {
    case .one(let track): [track.path]
    case .several(let tracks): tracks.map(\.path).sorted()
    case .none: []
    }
  }

  @Test func wordsThatCanMeanNoOtherTrack() throws {
    #expect(try found("/m/2.flac") == ["/m/2.flac"])
    #expect(try found("feldspar") == ["/m/2.flac"])
    #expect(try found("room quay") == ["/m/1.flac"])
    #expect(try found("1999") == ["/m/3.flac"])
    // Three have the word, one of them is called so.
    #expect(try found("blue") == ["/m/0.flac"])
    #expect(try found("BLUE") == ["/m/0.flac"])
  }

  @Test func whatIsAmbiguousAndWhatIsNotThere() throws {
    #expect(try found("blue room") == ["/m/1.flac", "/m/2.flac"])
    #expect(try found("quay") == ["/m/0.flac", "/m/1.flac"])
    for name in ["red", "/m/9.flac", "nowhere/blue", "", "  ", "bpm:zz"] { #expect(try found(name).isEmpty, "\(name)") }
  }
}
