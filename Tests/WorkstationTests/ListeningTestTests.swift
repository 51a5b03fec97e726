import Music
import Testing

@testable import Workstation

/// The listening test's turns, without sound.
@Suite struct ListeningTestTests {
  private let tracks = (1...3).map { Track(id: TrackID(Int64($0)), path: "/music/\($0).flac") }

  private func test() -> ListeningTest { ListeningTest(name: "Friday", tracks: tracks) }

  @Test func eachTrackIsHeardForThirtySecondsAndThenAskedAbout() {
    var test = test()
    #expect(test.begin() == .hear(tracks[0]))
    // On its way: its time has not begun.
    #expect(test.look(isHeard: false, now: Seconds(5)) == nil)
    #expect(test.look(isHeard: true, now: Seconds(7)) == nil)
    #expect(test.look(isHeard: true, now: Seconds(36.9)) == nil)
    #expect(test.look(isHeard: true, now: Seconds(37)) == .ask(tracks[0]))
    #expect(test.look(isHeard: false, now: Seconds(90)) == nil, "it waits for the answer")
    #expect(test.answered(.keep, to: "/music/1.flac") == .hear(tracks[1]))
    // A track that ends before its time is asked about as it ends.
    #expect(test.look(isHeard: true, now: Seconds(100)) == nil)
    #expect(test.look(isHeard: false, now: Seconds(110)) == .ask(tracks[1]))
  }

  @Test func anAnswerGoesOnAndTheTallyCounts() {
    var test = test()
    #expect(test.answered(.classic, to: "/music/2.flac") == nil, "another track is asked about")
    #expect(test.answered(.classic, to: "/music/1.flac") == .hear(tracks[1]))
    #expect(test.place == "2 of 3")
    #expect(test.answered(.skip, to: "/music/2.flac") == .hear(tracks[2]))
    #expect(test.answered(.keep, to: "/music/3.flac") == .end)
    #expect(test.track == nil && test.tally == "1 keep, 1 skip, 1 classic")
    #expect(test.liked.map(\.path) == ["/music/1.flac", "/music/3.flac"])
  }

  @Test func anAnswerThatIsTakenBackIsAskedForAgain() {
    var test = test()
    #expect(test.tookBack("/music/1.flac") == nil, "nothing was said")
    _ = test.answered(.skip, to: "/music/1.flac")
    #expect(test.tookBack("/music/1.flac") == .hear(tracks[0]))
    #expect(test.tally == "no answers" && test.place == "1 of 3")
    #expect(test.answered(.keep, to: "/music/1.flac") == .hear(tracks[1]))
  }

  @Test func whatCannotBeHeardIsLeftOut() {
    var test = test()
    #expect(test.isOnItsWay)
    #expect(test.leaveOut() == .hear(tracks[1]) && test.isOnItsWay)
    _ = test.look(isHeard: true, now: Seconds(1))
    #expect(!test.isOnItsWay)
    _ = test.look(isHeard: false, now: Seconds(2))
    #expect(!test.isOnItsWay, "it was heard: it waits for the answer")
  }

  @Test func anEmptyListEndsAtOnce() {
    #expect(ListeningTest(name: "none", tracks: []).begin() == .end)
  }
}
