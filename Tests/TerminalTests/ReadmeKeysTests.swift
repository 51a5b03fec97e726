import Glibc
import Platform
import Testing
import Workstation

@testable import Terminal

/// README's table of keys is read by people who have not run the program yet: it must say what the keymap says.
struct ReadmeKeysTests {
  /// What each row of the table means, in deck A's words, key by key.
  private static let meanings: [(words: String, commands: [String])] = [
    ("load the selected track", ["deck a load selected"]),
    ("play, cue", ["deck a toggle", "deck a cue"]),
    ("sync, lead", ["deck a sync toggle", "deck a lead"]),
    (
      "four-beat loop, halve, double",
      ["deck a loop 4", "deck a loop halve", "deck a loop double", "deck a loop toggle"]
    ),
    ("nudge back, forward", ["deck a nudge -10", "deck a nudge +10"]),
    ("jump four beats back, forward", ["deck a jump -4", "deck a jump +4"]),
    ("pads", ["deck a hotcue 1", "deck a hotcue 2", "deck a hotcue 3", "deck a hotcue 4"]),
    ("kill lows, mids, highs", ["deck a kill low toggle", "deck a kill mid toggle", "deck a kill high toggle"]),
    ("mute vocals, all stems back", ["stem a vocals mute toggle", "stem a reset"]),
    ("filter down, up, off", ["deck a filter -0.1", "deck a filter +0.1", "deck a filter = 0"]),
    ("headphones, key lock", ["deck a headphones toggle", "deck a keylock toggle"]),
    ("slip, censor, brake", ["deck a slip toggle", "deck a censor on", "deck a brake", "deck a spinback"]),
    ("shift the key to match", ["deck a key match"]),
  ]

  private static func readme() throws -> String {
    let root: String = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try #require(textFile("/\(root)/README.md"))
  }

  /// The keys of a cell: "Alt-`S` `D`" has Alt with each of them.
  private static func chords(_ cell: Substring) -> [Chord] {
    let isAlt = cell.contains("Alt-")
    let names: [String] = cell.split(separator: "`").map { $0.trimmed }.filter { !$0.isEmpty && $0 != "Alt-" }
    return names.compactMap { Chord(name: isAlt ? "alt+" + named($0) : named($0)) }
  }

  /// Signs that a keymap file has names for.
  private static func named(_ key: String) -> String { key == ";" ? "semicolon" : key }

  private static func said(_ chord: Chord) -> String? {
    Keymap.standard.binding(for: chord, in: .browser)?.actions.map(\.text).joined(separator: "; ")
  }

  /// The table's rows: deck A's cell, deck B's and what they mean.
  private static func rows() throws -> [[Substring]] {
    let cells = try readme().lines.filter { $0.hasPrefix("| `") || $0.hasPrefix("| Alt-`") }
      .map { line in line.dropFirst().dropLast().split(separator: "|") }
    return cells.filter { $0.count == 3 }
  }

  /// The picture in README is the program's own; `SEGUE_MAKE_GOLDENS=1` draws it anew.
  @Test func thePictureIsTheScreens() throws {
    let picture = KeyboardPicture(Interface(), width: 80, height: 24, turns: 0)
    var frame = Frame(width: 80, height: picture.height)
    picture.draw(at: 0, 0, on: &frame)
    let drawn = frame.plainText.lines.map { line in
      "    " + String(String(line.reversed()).drop { $0 == " " }.reversed())
    }
    var lines = try Self.readme().lines.map(String.init)
    let first = try #require(lines.firstIndex { $0.hasPrefix("    ┌`") })
    if getenv("SEGUE_MAKE_GOLDENS") != nil {
      lines.replaceSubrange(first..<(first + picture.height), with: drawn)
      let root: String = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
      #expect(replaceFile("/\(root)/README.md", with: lines.joined(separator: "\n")) == nil)
    }
    #expect(Array(lines[first...].prefix(picture.height)) == drawn)
  }

  @Test func theTableSaysWhatTheKeysDo() throws {
    let rows = try Self.rows()
    #expect(rows.count == Self.meanings.count)
    for (row, meaning) in zip(rows, Self.meanings) {
      #expect(row[2].trimmed.hasPrefix(meaning.words))
      let left: [String] = Self.chords(row[0]).map { Self.said($0) ?? "nothing" }
      let right: [String] = Self.chords(row[1]).map { Self.said($0) ?? "nothing" }
      let mirrored: [String] = meaning.commands.map { $0.replacing(" a ", with: " b ", maxReplacements: 1) }
      #expect(left == meaning.commands, "\(row[0])")
      #expect(right == mirrored, "\(row[1])")
    }
  }

  @Test(arguments: [
    ("`g` `h` crossfader", "g", "crossfader -0.1"), ("`g` `h` crossfader", "h", "crossfader +0.1"),
    ("Shift to the end", "G", "crossfade a"), ("Alt over 16 beats", "alt+h", "crossfade b over 16 beats"),
    ("`5` `6` swap", "5", "swap a at bar"), ("`5` `6` swap", "6", "swap b at bar"),
    ("`z` swap off", "z", "swap off at bar"), ("Alt-`5` `6` mash them", "alt+5", "mash a at bar"),
    ("Alt-`5` `6` mash them", "alt+6", "mash b at bar"), ("Alt-`z` ends it", "alt+z", "mash off at bar"),
    ("Ctrl-R record", "ctrl+r", "record toggle"), ("Space before a key: at the next bar", "space", "at next"),
    ("`/` search", "/", "find"), ("`:` command", ":", "prompt"), ("`?` shows them on a picture", "?", "help"),
    ("(Shift: tempo −, +)", "E", "deck a tempo -0.1"), ("(Shift: tempo −, +)", "R", "deck a tempo +0.1"),
    ("(Alt clears)", "alt+1", "deck a hotcue 1 clear"), ("turns the page", "`", "pads"),
    ("last page (`~`)", "~", "pads back"), ("(Tab moves to the suggestions)", "tab", "focus"),
    ("`\\` queues the selected track", "\\", "queue add selected"), ("Ctrl-A (`auto on`)", "ctrl+a", "auto toggle"),
    ("Ctrl-K keeps it", "ctrl+k", "answer keep"), ("Ctrl-S skips it", "ctrl+s", "answer skip"),
    ("Ctrl-G calls it a grower", "ctrl+g", "answer grower"), ("Ctrl-X a classic", "ctrl+x", "answer classic"),
    ("Ctrl-Y takes it back", "ctrl+y", "undo"), ("Ctrl-N does it again", "ctrl+n", "redo"),
    ("Ctrl-P auditions the selected track", "ctrl+p", "audition selected"),
    ("Ctrl-E hears its strongest part", "ctrl+e", "audition best selected"),
    ("Ctrl-B the planned blend", "ctrl+b", "audition blend selected"),
    ("Alt-N blends at the next phrase", "alt+n", "auto next"),
    ("(Alt: hand the band to this deck over eight bars)", "alt+v", "bass to a at bar over 8 bars"),
  ])
  func theProseSaysWhatTheKeysDo(_ words: String, _ key: String, _ command: String) throws {
    let text: String = try Self.readme().split { $0.isWhitespace }.joined(separator: " ")
    #expect(text.contains(words))
    let chord = try #require(Chord(name: key))
    #expect(Self.said(chord) == command)
  }
}
