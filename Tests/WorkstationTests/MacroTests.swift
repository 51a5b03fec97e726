import Engine
import Music
import Testing

@testable import Workstation

/// Macros: how they are read, and when they say what.
struct MacroTests {
  @Test func allThatAreBuiltInCanBeRead() {
    #expect(Macro.standard.count == Macro.standardCount && Macro.standardCount >= 12)
    #expect(Set(Macro.standard.map(\.name)).count == Macro.standardCount)
    for macro in Macro.standard {
      #expect(!macro.summary.isEmpty && macro.line.hasPrefix("macro \(macro.name) = "))
      // As a file has it, it is the same macro again.
      let parts = macro.text.split(separator: ";").map { String($0.drop { $0 == " " }) }
      #expect((try? Macro(macro.name, parts)) == macro)
    }
  }

  @Test func decksAreNamedByWhatTheyDo() {
    #expect(Macro.line("bass to IN over 16 beats", out: .b, this: .a) == "bass to a over 16 beats")
    #expect(Macro.line("deck OUT echo out", out: .b, this: .a) == "deck b echo out")
    #expect(Macro.line("deck THIS roll 1/4", out: .b, this: .a) == "deck a roll 1/4")
  }

  @Test(arguments: [
    (["wait 8"], "“wait 8” is no wait"), (["wait -1 beats", "play a"], "is no wait"),
    (["wait nan beats"], "is no wait"),
    (["wait 8 beats"], "does nothing"), ([], "does nothing"), (["deck IN bogus"], "bogus"),
    (["wait 1000 beats", "play a", "wait 100 beats"], "too long"), (["macro stutter"], "can't begin another"),
  ])
  func whatIsWrongIsSaid(_ parts: [String], _ words: String) {
    do {
      _ = try Macro("mine", parts)
      Issue.record("“\(parts)” was taken")
    } catch { #expect(error.description.contains(words), "\(error)") }
    #expect(throws: CommandError.self) { try Macro("a b=c", ["play a"]) }
    #expect(throws: CommandError.self) { try Macro("list", ["play a"]) }
  }

  /// Looks at 30 a second at 120 BPM: what waits is said within the beat before its own, to be done on it.
  @Test func linesAreSaidInTheBeatBeforeTheirs() throws {
    let macro = try Macro("mine", ["crossfade a", "wait 4 beats", "deck IN play", "wait 2 bars", "theme paper"])
    var run = try MacroRun(macro, out: .a, this: .a, beatsToStart: 2.3)
    #expect(run.words == "macro mine: “crossfade a” in 3 beats")
    var said: [(beat: Double, line: String)] = []
    for turn in 0..<600 where !run.isOver {
      let seconds = Double(turn) / 30
      let beat = 2 * seconds - 2.3
      for command in run.look(.init(time: Seconds(seconds), bpm: 120, beat: beat + 16)) {
        said.append((beat, command.line))
      }
    }
    #expect(run.isOver && said.map(\.line) == ["crossfade a at beat", "deck b play at beat", "theme paper"])
    for (said, due) in zip(said, [0.0, 4]) { #expect((due - 0.95...due).contains(said.beat), "\(said)") }
    // What cannot wait is done on the beat, no later than the next look.
    #expect((11.98...12.1).contains(said[2].beat))
  }

  /// Without a grid, or while a roll holds the deck, the tempo counts; where nothing plays, the last one.
  @Test func withoutABeatTheTempoCounts() throws {
    let macro = try Macro("mine", ["deck THIS roll 1/4", "wait 4 beats", "deck THIS roll off"])
    var run = try MacroRun(macro, out: .b, this: .b, beatsToStart: 0)
    var said: [Double] = []
    for turn in 0..<300 where !run.isOver {
      let seconds = Double(turn) / 30
      let look = MacroRun.Look(time: Seconds(seconds), bpm: seconds < 1 ? 150 : nil, beat: nil)
      if !run.look(look).isEmpty { said.append(seconds) }
    }
    // Four beats at 150 BPM are 1.6 s.
    #expect(said.count == 2 && said[0] == 0 && (1.6...1.67).contains(said[1]))
  }
}
