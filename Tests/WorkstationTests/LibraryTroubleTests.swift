import Library
import Music
import Testing

@testable import Workstation

/// What the library cannot read is said once, and goes on being nothing more than nothing.
@Suite struct LibraryTroubleTests {
  private let busy = LibraryError.busy(path: "/l.db")

  @Test func aFailureIsSaidOnceHoweverOftenItComes() {
    let log = MessageLog()
    let trouble = LibraryTrouble(log.elsewhere)
    for _ in 0..<100 {
      let cues = trouble.read("the cues of Low Tide") { () throws(LibraryError) -> [HotCue]? in throw busy }
      #expect(cues == nil)
    }
    let texts = log.current(at: Seconds(0)).map(\.text)
    #expect(texts.count == 1)
    #expect(texts[0].hasPrefix("the cues of Low Tide cannot be read. The library /l.db is kept busy"), "\(texts)")
    #expect(texts[0].hasSuffix("The music plays on."))
  }

  @Test func anotherFailureAndOneThatComesAgainMuchLaterAreSaid() {
    let log = MessageLog()
    let trouble = LibraryTrouble(log.elsewhere)
    func said() -> Int { log.current(at: Seconds(0)).count }
    trouble.report(busy, reading: "the list", at: Seconds(0))
    trouble.report(busy, reading: "the list", at: Seconds(50))
    #expect(said() == 1)
    trouble.report(.diskFull(path: "/l.db"), reading: "the list", at: Seconds(51))
    #expect(said() == 2)
    trouble.report(.diskFull(path: "/l.db"), reading: "the suggestions", at: Seconds(200))
    #expect(said() == 3)
  }

  @Test func whatCanBeReadIsRead() {
    let trouble = LibraryTrouble(MessageLog().elsewhere)
    #expect(trouble.read("the number of tracks") { () throws(LibraryError) in 3 } == 3)
  }
}
