import Music
import Platform
import Support
import Testing

@testable import Library

/// What the DJ said to tracks: kept, found, taken back, and never lost.
@Suite struct AnswerTests {
  private let library: Library
  private let tracks: [TrackID]

  init() throws {
    let library = try Library.inMemory()
    tracks = try library.upsert((1...4).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) }).map(\.track)
    for number in 1...4 {
      try library.identify(
        path: "/m/\(number).flac", as: ContentID(hex: "0\(number)"), tags: Tags(title: "T\(number)"), duration: nil)
    }
    self.library = library
  }

  private func found(_ query: String) throws -> [Int64] {
    try library.search(try Query(query)).tracks.map(\.value).sorted()
  }

  private func say(_ answer: Answer, _ track: Int, at date: Double, after: Int? = nil) throws {
    try library.record(
      GivenAnswer(
        track: tracks[track], answer: answer, date: date, after: after.map { tracks[$0] }, course: "arc, 60 minutes"))
  }

  @Test("The last answer counts; all are kept, with when, after what and in which course")
  func theLastCounts() throws {
    try say(.skip, 0, at: 1000)
    try say(.keep, 0, at: 2000, after: 1)
    try say(.classic, 2, at: 1500)
    #expect(try library.track(tracks[0])?.answer == .keep)
    #expect(try library.track(tracks[0])?.answeredAt == 2000)
    #expect(try library.track(tracks[1])?.answer == nil)
    let all = try library.answers()
    #expect(all.map(\.answer) == [.keep, .classic, .skip])
    #expect(all[0].after == tracks[1] && all[0].course == "arc, 60 minutes")
    #expect(try library.answers(limit: 1).count == 1)
    #expect(throws: LibraryError.unknownTrack) {
      try library.record(GivenAnswer(track: TrackID(99), answer: .keep, date: 1))
    }
  }

  @Test("What is taken back was never said: what was said before counts again")
  func takenBack() throws {
    try say(.skip, 0, at: 1000)
    try say(.keep, 0, at: 2000)
    try library.takeBackAnswer(to: tracks[0], at: 2000)
    #expect(try library.track(tracks[0])?.answer == .skip)
    try library.takeBackAnswer(to: tracks[0], at: 1000)
    try library.takeBackAnswer(to: tracks[0], at: 1000)
    #expect(try library.track(tracks[0])?.answer == nil)
    #expect(try library.answers().isEmpty)
  }

  @Test("answer:keep and its like find what was said last; a word half typed asks for nothing")
  func searched() throws {
    let now = secondsSince1970()
    try say(.keep, 0, at: now)
    try say(.grower, 1, at: now - Answer.growsFor.value - 60)
    try say(.grower, 2, at: now - Answer.growsFor.value + 3600)
    #expect(try found("answer:keep") == [tracks[0].value])
    #expect(try found("answer:grower") == [tracks[1].value, tracks[2].value])
    #expect(try found("answer:again") == [tracks[1].value])
    #expect(try found("answer:any").count == 3)
    #expect(try found("answer:none") == [tracks[3].value])
    #expect(try found("-answer:keep").count == 3)
    #expect(try found("answer:ke").count == 4 && found("answer:").count == 4)
    #expect(throws: QueryError.self) { try Query("answer:love") }
    #expect(try library.growers(dueAt: now) == 1)
    let due = try #require(try library.track(tracks[1]))
    #expect(due.asksAgain(at: now) && !due.asksAgain(at: now - 3600))
  }

  @Test("Answers stay with a track that is analysed again, that moves, and whose provisional row is merged")
  func neverLost() throws {
    try say(.classic, 0, at: 1000, after: 1)
    var analysis = TrackAnalysis(path: "/m/1.flac")
    (analysis.content_id, analysis.bpm) = ("01", 124)
    _ = try library.store([FileAnalysis(analysis)])
    #expect(try library.track(tracks[0])?.answer == .classic)
    // The file moves: its new place is found first and answered to before it is read.
    let new = try library.upsert([FileStamp(path: "/n/1.flac", bytes: 1, modified: 1)])[0].track
    try library.record(GivenAnswer(track: new, answer: .keep, date: 3000, after: new))
    try library.markMissing([FilePath("/m/1.flac")])
    let known = try library.identify(
      path: "/n/1.flac", as: ContentID(hex: "01"), tags: Tags(title: "T1"), duration: nil)
    #expect(known == tracks[0])
    #expect(try library.track(known)?.answer == .keep)
    #expect(try library.answers().map(\.track) == [known, known])
    #expect(try library.answers().first?.after == known)
    // Another sound at the same path: what was said to the old one is remembered with it.
    try library.identify(path: "/m/2.flac", as: ContentID(hex: "02"), tags: Tags(), duration: nil)
    try say(.keep, 1, at: 4000)
    try library.identify(path: "/m/2.flac", as: ContentID(hex: "0f"), tags: Tags(), duration: nil)
    #expect(try library.track(holding: ContentID(hex: "02"))?.answer == .keep)
  }
}
