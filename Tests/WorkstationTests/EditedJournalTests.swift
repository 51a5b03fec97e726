import Engine
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Journals as people and their editors leave them.
@Suite("A journal that was edited")
struct EditedJournalTests {
  private static let set = "segue journal 1\nrate 48000\n@0 deck a load \"/é.wav\" nogrid\n@1s deck a play\n@2s end\n"

  private func read(_ text: String) throws -> Journal { try Journal(parsing: text, name: "set") }

  private func bytes(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  @Test("Every editor's text is read: with a mark, in UTF-16, with any system's ends of lines")
  func encodings() throws {
    let whole = try read(Self.set)
    let utf8 = [UInt8](Self.set.utf8)
    let writings: [[UInt8]] = [
      utf8, [0xEF, 0xBB, 0xBF] + utf8, [0xFF, 0xFE] + bytes(Self.set, bigEndian: false),
      [0xFE, 0xFF] + bytes(Self.set, bigEndian: true), bytes(Self.set, bigEndian: false),
      bytes(Self.set, bigEndian: true), [UInt8](Self.set.replacing("\n", with: "\r\n").utf8),
      [UInt8](Self.set.replacing("\n", with: "\r").utf8),
    ]
    for writing in writings {
      let journal = try read(text(of: writing))
      #expect(journal.rate == .video && journal.entries.count == 3 && journal.notes.isEmpty, "\(writing.prefix(4))")
      #expect(journal.entries.map { $0.what.line ?? "" } == whole.entries.map { $0.what.line ?? "" })
    }
    #expect(text(of: []) == "" && text(of: [0x61]) == "a")
  }

  @Test("What is no journal is told by how it begins")
  func header() {
    let error = #expect(throws: Journal.Broken.self) { try read("\u{1}PNG\r\n") }
    #expect(error?.description == "set: a journal begins with “segue journal 1”, not with “PNG”")
  }

  @Test("Lines with times of their own are done in the order of their times, and it is said")
  func sorted() throws {
    let journal = try read(
      """
      segue journal 1
      @10s end
      @4s deck a low -3
      @0 deck a load "/x" nogrid
      @0 deck a play
      @4s deck a low +3

      """)
    let lines = journal.entries.compactMap(\.what.line)
    #expect(lines == ["deck a load \"/x\" nogrid", "deck a play", "deck a low -3", "deck a low +3", "end"])
    #expect(
      journal.notes == [
        "set, line 3: its time lies before that of line 2: all are done in the order of their times"
      ])
  }

  @Test("Where lines wait for others, a time that has passed is refused with its line")
  func refused() {
    for text in [
      "segue journal 1\n@4s deck a low -3\n+16 beats deck a low +3\n@2s deck a low 0\n\n",
      "segue journal 1\n@0 deck a low -3\n+3 seconds deck a low +3\n@2s deck a low 0\n\n",
    ] {
      let error = #expect(throws: Journal.Broken.self) { try read(text) }
      #expect(error?.description.hasPrefix("set, line 4: its time lies before that of line 3") == true)
    }
    #expect(throws: Never.self) {
      try read("segue journal 1\n@0 deck a low -3\n+2 seconds deck a low +3\n@2s deck a low 0\n\n")
    }
  }

  @Test("The rate means what it says, or is refused")
  func rate() throws {
    let error = #expect(throws: Journal.Broken.self) {
      try read("segue journal 1\n@2s deck a play\nrate 48000\n@3s end\n")
    }
    #expect(
      error?.description == "set, line 3: the rate stands above all times: line 2 was counted at 44100 already")
    #expect(try read("segue journal 1\n# x\n\nrate 48000\n@1s end\n").entries[0].when == .frame(ClockFrame(48_000)))
  }

  @Test("What nothing will come of is said: an empty deck, lines after the end, a torn last line")
  func nothing() throws {
    let journal = try read(
      "segue journal 1\n@0 deck a play\n@0 deck a load \"/x\" nogrid\n@1 end\n@2 deck a pause\n@3 deck a pa")
    #expect(
      journal.notes.map { String($0.prefix(60)) } == [
        "set, line 6 is torn and was left out: unexpected “pa” after ",
        "set, line 5 comes after the end, line 4: it is not done",
        "set, line 2: deck A is empty at that point: the line does no",
      ])
    // A set that was played and its crash's remains say nothing else.
    #expect(
      try read("segue journal 1\n@0 deck a load \"/x\" nogrid\n@9 deck a play\n@8 record off\n@9 end\n").notes.isEmpty)
  }

  @Test(
    "Numbers of a track are refused out of range, and what is missing is named",
    arguments: [
      ("grid", "“grid” needs anchors, second:beat:BPM: grid 0.137:0:126"),
      ("grid ,", "“grid” needs anchors, second:beat:BPM: grid 0.137:0:126"),
      ("grid 0:0:120 bar 0", "“0” is out of range: bar goes from 1 to 16"),
      ("grid 0:0:120 bar 4 downbeat 0 phrase 0 999", "“999” is out of range: phrase goes from 1 to 64"),
      ("grid 0:0:1e9", "“0:0:1e9” is out of range: a grid has seconds of a day and 1 to 9999 BPM"),
    ])
  func track(_ words: String, _ sentence: String) {
    let error = #expect(throws: Journal.Broken.self) { try read("segue journal 1\n@0 deck a load \"/x\" \(words)\n\n") }
    #expect(error?.description == "set, line 2: \(sentence)")
  }

  /// What the program wrote before stems had names and crossfades words.
  @Test("Journals of earlier versions mean what they meant")
  func earlier() throws {
    for (old, new) in [
      ("stem a 1 mute toggle", "stem a 1 mute toggle"),
      ("stem b 2 level = 0.5 over 8 beats", "stem b 2 level = 0.5 over 8 beats"),
      ("crossfader = 1 over 16 beats", "crossfade b over 16 beats"), ("crossfader = -1", "crossfade a"),
      ("bass to b at bar over 32 beats", "bass to b at bar over 8 bars"), ("deck a tempo = 0", "deck a tempo reset"),
      ("deck a roll 0.125", "deck a roll 1/8"), ("deck a key = 0 over 2 seconds", "deck a key reset over 2 seconds"),
      ("deck a cue set 1.5", "deck a cue set 1.5"), ("deck b jump -0.5", "deck b jump -1/2"),
    ] {
      guard case .command(let said) = try Journal.readWhat(old), let line = CommandText.line(for: said),
        case .command(let again) = try Journal.readWhat(line)
      else { Issue.record("\(old)"); continue }
      #expect(line == new)
      #expect("\(again)" == "\(said)")
    }
  }
}
