import Music
import Testing

@testable import Workstation

@Suite struct MessageLogTests {
  /// What is shown each half second for a while.
  private func shown(_ log: inout MessageLog, from start: Double, seconds: Double) -> [String?] {
    stride(from: start, to: start + seconds, by: 0.5).map { log.current(at: Seconds($0)).last?.text }
  }

  @Test func aMessageFadesOnceItCouldBeRead() {
    var log = MessageLog()
    log.add(.note, "recording")
    let lines = shown(&log, from: 100, seconds: 20)
    #expect(lines.first == "recording")
    let seconds = 0.5 * Double(lines.count { $0 != nil })
    #expect((2...6).contains(seconds))
    #expect(lines.last == .some(nil))
  }

  @Test func warningsThatCameTogetherAreAllShown() {
    var log = MessageLog()
    for line in ["line 1", "line 2", "line 3"] { log.add(.warning, line) }
    let lines = shown(&log, from: 0, seconds: 60)
    #expect(lines.first == "line 1")
    var shown: [String] = []
    for case let line? in lines where shown.last != line { shown.append(line) }
    #expect(shown == ["line 1", "line 2", "line 3"])
    #expect(Set(lines) == ["line 1", "line 2", "line 3", nil])
  }

  @Test func whatWasSeenDoesNotComeBack() {
    var log = MessageLog()
    log.add(.warning, "deck a is empty")
    _ = shown(&log, from: 0, seconds: 5)
    log.add(.note, "recorded")
    #expect(!shown(&log, from: 5, seconds: 30).contains("deck a is empty"))
  }

  @Test func aHammeredKeySaysItOnce() {
    var log = MessageLog()
    for _ in 0..<1000 { log.add(.warning, "deck a is empty") }
    #expect(log.current(at: Seconds(0)).map(\.text) == ["deck a is empty"])
  }

  @Test func whatIsNoLongerSoIsTakenBack() {
    var log = MessageLog()
    log.add(.warning, "deck a is empty")
    _ = shown(&log, from: 0, seconds: 5)
    log.add(.note, "waits: deck a play at bar")
    #expect(log.current(at: Seconds(5)).last?.text == "waits: deck a play at bar")
    log.withdraw("waits: deck a play at bar")
    #expect(log.current(at: Seconds(5.1)).isEmpty)
  }

  @Test func controlCharactersAreLeftOut() {
    var log = MessageLog()
    log.add(.failure, "a\u{1B}[31m\nb")
    #expect(log.current(at: Seconds(0)).last?.text == "a[31mb")
  }
}
