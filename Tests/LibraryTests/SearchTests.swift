import Music
import Platform
import Support
import Testing

@testable import Library

@Suite struct QueryTests {
  @Test(arguments: [
    ("bpm:fast", "bpm:fast"), ("house key:zz", "key:zz"), ("energy:a-b", "energy:a-b"), ("mood:dark", "mood:dark"),
    ("-stems:maybe", "-stems:maybe"), ("year:1990-19x0", "year:1990-19x0"), ("bpm:nan", "bpm:nan"),
    ("key:13a", "key:13a"),
  ])
  func whatCannotBeUnderstoodIsNamed(text: String, word: String) {
    let error = #expect(throws: QueryError.self) { try Query(text) }
    #expect(error?.word == word)
    #expect(error?.description.contains(word) == true)
  }

  @Test(arguments: [
    "", "  ", "bpm:", "bpm:>", "bpm:~", "key:", "key:~", "key:1", "-", "&", "stems:", "artist:", "\"", "key:~11",
  ])
  func whatIsStillBeingTypedAsksForNothing(text: String) throws {
    #expect(try Query(text).terms.isEmpty)
  }

  @Test func everyPrefixOfAQueryIsAnswered() throws {
    let library = try Library.inMemory()
    let text = "four -\"te\"t artist:\"Âme b\" bpm:122.5-128 key:~11a energy:>=5 stems:yes (NEAR OR * ^ a:"
    for end in text.indices {
      // A word that is not understood yet is an error with a word, never one of SQL.
      guard let query = try? Query(String(text[...end])) else { continue }
      #expect(try library.search(query).total == 0)
    }
  }
}

/// A few tracks by hand, where each answer can be told by looking.
@Suite struct GrammarTests {
  let library: Library

  init() throws {
    library = try Library.inMemory()
    func add(_ path: String, _ tags: Tags, bpm: Double?, key: String?, energy: Int?) throws {
      try library.upsert([FileStamp(path: path, bytes: 1, modified: 1)])
      var analysis = TrackAnalysis(path: path)
      analysis.content_id = path
      analysis.tags = tags
      (analysis.bpm, analysis.key, analysis.energy) = (bpm, key, energy)
      try library.store(analysis, waveform: nil)
    }
    try add(
      "/dnb/1.flac", Tags(title: "Baby", artist: "Four Tet", genre: "House", year: 2020), bpm: 124, key: "8A", energy: 6
    )
    try add(
      "/dnb/2.flac", Tags(title: "Rej", artist: "Âme", genre: "House", year: 2005), bpm: 124.6, key: "9A", energy: 7)
    try add("/dnb/3.flac", Tags(title: "Tet Four", artist: "Someone", year: 1995), bpm: 62.1, key: "8B", energy: 3)
    try add("/x/4 Café del Mar.mp3", Tags(), bpm: nil, key: nil, energy: nil)
    try add(
      "/x/5.flac", Tags(title: "Inner City Life", artist: "Goldie", album: "Timeless"), bpm: 155, key: "3B", energy: 9)
    let five = try library.track(at: "/x/5.flac")!.id
    try library.setStems(true, of: [five])
    try library.record(Play(track: five, startedAt: 1))
    try library.markMissing(["/dnb/3.flac"])
  }

  @Test(arguments: SortColumn.allCases)
  func theBeginningIsThatOfTheWholeOrder(column: SortColumn) throws {
    // A track without a place stands in the order's index, but not in the list.
    let content = ["/x/5.flac", "/new"]
    _ = try library.identify(path: content[0], as: ContentID(hex: content[1]), tags: Tags(title: "A"), duration: nil)
    let all = try library.search(try Query(""), sort: column).tracks
    let unlisted = try library.read { connection throws(LibraryError) in
      try connection.first("SELECT count(*) FROM \(Schema.tracksWithoutPlace)") { $0.integer(0) }
    }
    #expect(unlisted == 1)
    #expect(try library.trackCount() == all.count)
    for limit in 1...(all.count + 1) {
      #expect(try library.firstTracks(sort: column, limit: limit) == Array(all.prefix(limit)))
    }
  }

  @Test(arguments: [
    ("", "1 2 3 4 5"), ("four", "1 3"), ("fou te", "1 3"), ("\"four tet\"", "1"), ("artist:four", "1"),
    ("artist:\"four tet\"", "1"), ("title:four", "3"), ("ame", "2"), ("ÂME", "2"), ("cafe", "4"), ("caf del", "4"),
    ("dnb", ""), ("path:dnb", "1 2 3"), ("path:dnb four", "1 3"), ("album:time", "5"), ("genre:house", "1 2"),
    ("-house", "3 4 5"), ("four -house", "3"), ("-genre:house -goldie", "3 4"),
    ("bpm:124", "1"), ("bpm:125", "2"), ("bpm:124-125", "1 2"), ("bpm:>124", "2 5"), ("bpm:>=124", "1 2 5"),
    ("bpm:<124", "3"), ("bpm:124.6", "2"), ("bpm:~124", "1 2 3"), ("bpm:~62", "1 2 3"), ("bpm:~310", "5"),
    ("bpm:124-", "1 2 5"), ("bpm:-124", "1 3"), ("bpm:none", "4"), ("-bpm:none", "1 2 3 5"), ("-bpm:>100", "3 4"),
    ("8a", "1"), ("8A tet", "1"), ("9a", "2"), ("-8a", "2 3 4 5"), ("8a bpm:200", ""), ("\"8a\"", ""),
    ("key:8a", "1"), ("key:Am", "1"), ("key:1m", "1"), ("key:~8a", "1 2 3"), ("key:~9a", "1 2"), ("key:none", "4"),
    ("energy:5-7", "1 2"), ("energy:>6", "2 5"), ("year:1990-1999", "3"), ("year:>2000", "1 2"),
    ("stems:yes", "5"), ("stems:no", "1 2 3 4"), ("missing:yes", "3"), ("missing:n", "1 2 4 5"), ("played:yes", "5"),
    ("plays:0", "1 2 3 4"), ("failed:yes", ""), ("BPM:124 KEY:8A", "1"), ("simon & four", ""), ("four &", "1 3"),
    ("inner-city", "5"), ("NEAR OR AND", ""), ("* ^ four", "1 3"),
  ])
  func aQueryFinds(text: String, expected: String) throws {
    let found = try library.search(Query(text))
    let numbers = try library.tracks(found.tracks).map { $0.path.split(separator: "/").last!.prefix(1) }.sorted()
    #expect(numbers.joined(separator: " ") == expected)
  }

  @Test func whatIsNotKnownComesLastInBothDirections() throws {
    for ascending in [true, false] {
      let order = try library.tracks(library.search(Query(""), sort: .bpm, ascending: ascending).tracks).map(
        \.bpm?.value)
      #expect(order == (ascending ? [62.1, 124, 124.6, 155, nil] : [155, 124.6, 124, 62.1, nil]))
    }
    let keys = try library.tracks(library.search(Query(""), sort: .key).tracks).map { $0.key?.camelot.code }
    #expect(keys == ["3B", "8A", "8B", "9A", nil])
    // Accents do not sort behind z.
    let artists = try library.tracks(library.search(Query(""), sort: .artist).tracks).map(\.tags.artist)
    #expect(artists == ["Âme", "Four Tet", "Goldie", "Someone", nil])
  }

  @Test func aPageIsCutToTheResult() throws {
    let result = try library.search(Query(""), sort: .title)
    #expect(try library.rows(3..<100, of: result).count == 2)
    #expect(try library.rows(9..<12, of: result).isEmpty)
    #expect(try library.rows(0..<2, of: result).map(\.title) == ["4 Café del Mar", "Baby"])
  }
}

/// 10,000 tracks against a search that looks at every one of them.
@Suite struct SearchAgainstBruteForceTests {
  static let analyses = syntheticAnalyses(10_000, seed: 7)
  static let library: Library = {
    let library = try! Library.inMemory()
    try! library.upsert(analyses.map { FileStamp(path: $0.path, bytes: 1, modified: 1) })
    try! library.store(analyses.map { FileAnalysis($0) })
    return library
  }()

  private static let wordsOfAll = analyses.map { analysis in
    let name = analysis.path.split(separator: "/").last.map(String.init)
    return [analysis.tags.title, analysis.tags.artist, analysis.tags.album, analysis.tags.genre, name]
      .flatMap { words($0) }
  }

  private static func words(_ text: String?) -> [String] {
    (text ?? "").folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private func paths(_ query: String, sort: SortColumn = .added, ascending: Bool = true) throws -> [String] {
    try Self.library.tracks(Self.library.search(Query(query), sort: sort, ascending: ascending).tracks).map(\.path)
  }

  @Test func wordsAreFoundWhereverTheyBegin() throws {
    var dice = SeededRandom(seed: 11)
    for _ in 0..<40 {
      let words = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
        String(
          ["night", "ame", "bjork", "four", "tet", "koel", "kols", "4", "12", "del", "house", "zzz"].randomElement(
            using: &dice)!
            .prefix(Int.random(in: 1...5, using: &dice)))
      }
      let expected = zip(Self.analyses, Self.wordsOfAll).filter { _, all in
        words.allSatisfy { word in all.contains { $0.hasPrefix(word) } }
      }.map(\.0)
      #expect(try paths(words.joined(separator: " ")).sorted() == expected.map(\.path).sorted(), "\(words)")
    }
  }

  @Test func numbersAndKeysAreFound() throws {
    var dice = SeededRandom(seed: 13)
    for _ in 0..<20 {
      let low = Double(Int.random(in: 70...170, using: &dice))
      let high = low + Double(Int.random(in: 0...20, using: &dice))
      let key = MusicalKey.all.randomElement(using: &dice)!
      let energy = Int.random(in: 1...10, using: &dice)
      let query = "bpm:\(Int(low))-\(Int(high)) -key:\(key.camelot.code) energy:<=\(energy)"
      let expected = Self.analyses.filter {
        ($0.bpm.map { (low...high).contains($0) } ?? false) && $0.key != key.name
          && ($0.energy.map { $0 <= energy } ?? false)
      }
      #expect(try paths(query).sorted() == expected.map(\.path).sorted(), "\(query)")
    }
  }

  @Test(arguments: SortColumn.allCases, [true, false])
  func everyColumnSorts(column: SortColumn, ascending: Bool) throws {
    func value(_ track: Track) -> (text: String?, number: Double?) {
      switch column {
      case .title: (track.title.folded, nil)
      case .artist: (track.tags.artist?.folded, nil)
      case .album: (track.tags.album?.folded, nil)
      case .genre: (track.tags.genre?.folded, nil)
      case .year: (nil, track.tags.year.map { Double($0) })
      case .bpm: (nil, track.bpm?.value)
      case .key: (nil, track.key.map { Double($0.camelot.hour) + ($0.mode == .major ? 0.5 : 0) })
      case .energy: (nil, track.energy.map { Double($0) })
      case .duration: (nil, track.duration?.value)
      case .added: (nil, Double(track.id.value))
      case .rating: (nil, track.notes.rating.map { Double($0) })
      case .played: (nil, track.lastPlayedAt)
      case .plays: (nil, Double(track.plays))
      }
    }
    let result = try Self.library.search(Query(""), sort: column, ascending: ascending)
    #expect(Set(result.tracks).count == 10_000)
    let values = try Self.library.tracks(result.tracks).map(value)
    for (a, b) in zip(values, values.dropFirst()) {
      if let a = a.text, let b = b.text {
        #expect(
          ascending
            ? Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8)) || a == b
            : Array(b.utf8).lexicographicallyPrecedes(Array(a.utf8)) || a == b)
      } else if let a = a.number, let b = b.number {
        #expect(ascending ? a <= b : a >= b)
      } else {
        #expect(b.text == nil && b.number == nil, "what is not known comes last")
      }
    }
  }

  @Test func candidatesAreTheTracksThemselves() throws {
    let candidates = try Self.library.candidates()
    #expect(candidates.count == 10_000)
    let byID = Dictionary(uniqueKeysWithValues: candidates.map { ($0.id, $0) })
    for track in try Self.library.tracks(Self.library.search(Query("bpm:120")).tracks) {
      let candidate = try #require(byID[track.id])
      #expect(candidate.bpm == track.bpm)
      #expect(candidate.key == track.key)
      #expect(candidate.energy.map { Int($0) } == track.energy)
      #expect(candidate.artist == SongName.digest(ofArtist: track.tags.artist))
      #expect(candidate.song == SongName(of: track.tags)?.digest)
      #expect(candidate.content == track.contentID?.digest)
    }
  }
}
