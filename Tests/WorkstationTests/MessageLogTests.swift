import Music
import Testing

@testable import Workstation

@Suite struct MessageLogTests {
  /// What is shown at a moment.
  private func shown(_ log: MessageLog, at time: Double) -> [String] {
    log.current(at: Seconds(time)).map(\.text)
  }

  private func answer(_ log: MessageLog, _ complaint: String?) {
    log.beginAnswer()
    if let complaint { log.add(.failure, complaint) }
    log.endAnswer()
  }

  @Test(arguments: [(Message.Weight.note, 10), (.failure, 10), (.failure, 1000)])
  func aMessageFadesOnceItCouldBeRead(_ weight: Message.Weight, _ length: Int) {
    let log = MessageLog()
    log.add(weight, String(repeating: "x", count: length))
    let seen = stride(from: 100, to: 120, by: 0.1).count { !shown(log, at: $0).isEmpty }
    #expect((20...80).contains(seen))
    #expect(length < 1000 || seen == 80)
  }

  /// Three slips at the prompt, a second apart: each is gone when the next is there, and none comes back.
  @Test func theNewestReplacesAndNoneReturns() {
    let log = MessageLog()
    var seen: [String] = []
    for tenth in 0..<300 {
      if tenth % 10 == 0, tenth < 30 { answer(log, "slip \(tenth / 10)") }
      let now = shown(log, at: Double(tenth) / 10)
      #expect(now.count <= 1)
      if let text = now.first, seen.last != text { seen.append(text) }
    }
    #expect(seen == ["slip 0", "slip 1", "slip 2"])
  }

  @Test func successClearsAnError() {
    let log = MessageLog()
    answer(log, "slip")
    #expect(shown(log, at: 0) == ["slip"])
    answer(log, nil)
    #expect(shown(log, at: 0.1).isEmpty)
    // What nobody asked for stays: a nudge must not take it away.
    log.add(.failure, "the disk is full")
    #expect(shown(log, at: 1) == ["the disk is full"])
    answer(log, nil)
    #expect(shown(log, at: 1.1) == ["the disk is full"])
    // What a command did stays for its time.
    log.beginAnswer()
    log.add(.note, "recording")
    log.endAnswer()
    #expect(shown(log, at: 9) == ["recording"])
    answer(log, nil)
    #expect(shown(log, at: 9.1) == ["recording"])
  }

  /// "→ limiter toggle" does not stand beside what was said after it.
  @Test func anEchoGoesWithTheNextCommand() {
    let log = MessageLog()
    log.beginAnswer()
    log.echo("limiter toggle")
    log.echo("record on")
    log.add(.note, "recording")
    log.endAnswer()
    #expect(shown(log, at: 0) == ["→ limiter toggle", "→ record on", "recording"])
    answer(log, nil)
    #expect(shown(log, at: 0.1) == ["recording"])
  }

  @Test func whatComesTogetherIsReadTogether() {
    let log = MessageLog()
    for line in ["line 1", "line 2", "line 3"] { log.add(.warning, line) }
    #expect(shown(log, at: 0) == ["line 1", "line 2", "line 3"])
    // A second later, before anybody has read them; and later.
    log.add(.warning, "the device is gone")
    #expect(shown(log, at: 1) == ["line 1", "line 2", "line 3", "the device is gone"])
    #expect(shown(log, at: 3).count == 4)
    log.add(.note, "the device is back")
    #expect(shown(log, at: 3.1) == ["the device is back"])
  }

  /// Of several commands on one line, or of one key, each slip is said.
  @Test func oneLinesSlipsStandTogether() {
    let log = MessageLog()
    for complaint in ["slip 1", nil, "slip 2", nil] { answer(log, complaint) }
    #expect(shown(log, at: 0) == ["slip 1", "slip 2"])
  }

  @Test func aHammeredKeySaysItOnce() {
    let log = MessageLog()
    for _ in 0..<1000 { log.add(.warning, "deck a is empty") }
    #expect(log.current(at: Seconds(0)).map(\.text) == ["deck a is empty"])
  }

  @Test func theStackIsBounded() {
    let log = MessageLog()
    for number in 0..<1000 { log.add(.warning, "\(number)") }
    #expect(shown(log, at: 0) == ["996", "997", "998", "999"])
  }

  @Test func controlCharactersAreLeftOut() {
    let log = MessageLog()
    log.add(.failure, "a\u{1B}[31m\nb")
    #expect(log.current(at: Seconds(0)).last?.text == "a[31mb")
  }

  /// Ten mounts that come on air in one moment are ten lines of a log, whatever a status line has room for.
  @Test func aLogHasEveryLine() {
    let log = MessageLog()
    log.add(.note, "begun")
    log.keep("a detail")
    #expect(log.take().map(\.text) == ["begun"])
    let lines = (0..<200).map { "on air: \($0 % 150)" }
    for (number, line) in lines.enumerated() {
      if number % 2 == 0 { log.add(.note, line) } else { log.elsewhere.post(.note, line) }
      if number % 2 == 1 { log.collect() }
    }
    #expect(shown(log, at: 1).count <= 4)
    #expect(log.take().map(\.text) == lines)
    #expect(log.take().isEmpty)
  }
}
