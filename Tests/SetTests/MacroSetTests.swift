import Engine
import Glibc
import Music
import Support
import Testing

@testable import Workstation

/// Macros through the whole program: who is heard when, and what is left behind.
@Suite("Macros", .enabled(if: Programs.built("segue") != nil, "segue is not built"), .serialized, .waits)
struct MacroSetTests {
  /// Both tracks have 120 BPM, so that a beat is half a second; each sings and plays tones of its own.
  private static let beat = 22_050
  private static let tones = (outVoice: 660.0, outMusic: 330.0, inVoice: 990.0, inMusic: 495.0)
  /// At which beat the macro begins.
  private static let start = 16.0

  private static func track(_ name: String, voice: Double, music: Double, in folder: String) throws -> String {
    func tone(_ hz: Double) -> [Float] { ClickTracks.sine(hz: hz, amplitude: 0.1, seconds: 60) }
    let kicks = ClickTracks.kicks(bpm: 120, seconds: 60)
    return try writeTrack(
      name, in: folder, stems: [(.vocals, tone(voice)), (.other, tone(music)), (.drums, kicks.map { $0 * 0.5 })])
  }

  /// The amplitude of a tone between two beats. It is whole in each beat: all tones are.
  private static func level(_ hz: Double, _ sound: [Float], _ beats: ClosedRange<Double>) -> Double {
    let frames = Int(beats.lowerBound * Double(beat))..<Int(beats.upperBound * Double(beat))
    var (real, imaginary) = (0.0, 0.0)
    for frame in frames where 2 * frame < sound.count {
      let angle = 2 * Double.pi * hz * Double(frame) / 44_100
      real += Double(sound[2 * frame]) * cos(angle)
      imaginary += Double(sound[2 * frame]) * sin(angle)
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(frames.count)
  }

  /// The journal of a set in which the macro is begun in the bar before `start`; four beats after its end the deck that
  /// went out plays alone again, to show what it was left with.
  private static func journal(_ macro: Macro, _ one: String, _ two: String) throws -> (text: String, end: Double) {
    var lines = [
      "segue journal 1", "@0 deck a load \"\(one)\" grid 0:0:120 downbeat 0 stems",
      "@0 deck b load \"\(two)\" grid 0:0:120 downbeat 0 stems", "@0 crossfade a", "@0 deck a play",
    ]
    var run = try MacroRun(macro, out: .a, this: .a, beatsToStart: 2.3)
    for turn in 0..<10_000 where !run.isOver {
      let seconds = Double(turn) / 30
      let beats = start - 2.3 + 2 * seconds
      for command in run.look(.init(time: Seconds(seconds), bpm: 120, beat: beats)) {
        lines.append("@\(Int(beats * Double(beat))) \(command.line)")
      }
    }
    let end = start + macro.beats
    let back = Int((end + 16) * Double(beat))
    for line in ["deck b pause", "deck a pause", "deck a seek 0", "crossfade a"] { lines.append("@\(back) \(line)") }
    lines += ["@\(back + beat) deck a play", "@\(back + 18 * beat) end", ""]
    return (lines.joined(separator: "\n"), end)
  }

  /// Whom the room hears once the macro is over.
  private enum Left { case other, same, nobody }

  private static let left: [String: Left] = ["roll-build": .same, "stutter": .same, "power-down": .nobody]

  @Test("each of those built in does what it says, clips nothing and leaves the decks as they were", .tags(.slow))
  func eachIsHeard() throws {
    let scratch = try ScratchFolder()
    let one = try Self.track("one", voice: Self.tones.outVoice, music: Self.tones.outMusic, in: scratch.path)
    let two = try Self.track("two", voice: Self.tones.inVoice, music: Self.tones.inMusic, in: scratch.path)
    for macro in Macro.standard {
      let (text, end) = try Self.journal(macro, one, two)
      let sound = try Rendered(text, in: scratch, name: macro.name).samples
      let peak = sound.reduce(0) { max($0, abs($1)) }
      #expect(peak <= 1, "\(macro.name) clips: \(peak)")
      func level(_ hz: Double, _ beats: ClosedRange<Double>) -> Double { Self.level(hz, sound, beats) }
      let before = 4...15.0
      let after = (end + 6)...(end + 14)
      for tone in [Self.tones.outVoice, Self.tones.outMusic] {
        let whole = level(tone, before)
        #expect(whole > 0.02, "\(macro.name)")
        let rest = level(tone, after) / whole
        #expect(
          Self.left[macro.name] == .same ? abs(rest - 1) < 0.1 : rest < 0.01, "\(macro.name): \(tone) Hz at \(rest)")
        // Filter, bands, stems and effects are back: what went out sounds as it did.
        let again = level(tone, (end + 24)...(end + 32)) / whole
        #expect(abs(again - 1) < 0.1, "\(macro.name) leaves \(tone) Hz at \(again)")
      }
      for (tone, like) in [(Self.tones.inVoice, Self.tones.outVoice), (Self.tones.inMusic, Self.tones.outMusic)] {
        let came = level(tone, after) / level(like, before)
        #expect(
          Self.left[macro.name] == nil ? abs(came - 1) < 0.1 : came < 0.01, "\(macro.name): \(tone) Hz at \(came)")
        #expect(level(tone, before) < 0.001, "\(macro.name) begins too early")
      }
      middle(macro.name) { level($0, (Self.start + $1)...(Self.start + $2)) / level(Self.tones.outMusic, before) }
    }
  }

  /// What is particular to some of them, some beats after their start.
  private func middle(_ name: String, _ level: (Double, Double, Double) -> Double) {
    let tones = Self.tones
    switch name {
    case "acapella-in": #expect(level(tones.inVoice, 8, 28) > 0.5 && level(tones.inMusic, 8, 28) < 0.01)
    case "instrumental-out": #expect(level(tones.outVoice, 2, 8) < 0.01 && level(tones.outMusic, 2, 8) > 0.5)
    case "drums-bridge": #expect(level(tones.outMusic, 2, 7) < 0.01 && level(tones.outVoice, 2, 7) < 0.01)
    case "double-drop": #expect(level(tones.outVoice, 8, 28) > 0.5 && level(tones.inVoice, 8, 28) > 0.5)
    case "transition": #expect(level(tones.outMusic, 18, 30) > 0.5 && level(tones.inMusic, 18, 30) > 0.5)
    default: break
    }
  }

  @Test("one is begun, says what comes next, is done in time, and its set renders to the very samples", .tags(.slow))
  func liveAndCancelled() throws {
    let booth = try Booth(recording: .float)
    let one = try Self.track("one", voice: 660, music: 330, in: booth.music)
    let two = try Self.track("two", voice: 990, music: 495, in: booth.music)
    booth.say("macro echo-out")
    try booth.wait(forMessage: "macro echo-out begins on a deck that plays")
    try booth.load(one, onto: .a, stems: 3)
    // It plays for as long as it takes to read the other track.
    booth.say("deck a grid 120 0", "crossfade a", "record on", "deck a play", "deck a loop 4")
    try booth.wait(for: "music") { $0.engine.deckA.isPlaying && $0.engine.deckA.isLooping }
    booth.say("macro echo-out")
    try booth.wait(forMessage: "brings in deck B, which is empty")
    booth.say("macro nothing")
    try booth.wait(forMessage: "there is no macro “nothing”: macro list says which there are")
    try booth.load(two, onto: .b, stems: 3)
    booth.say("deck a loop toggle", "deck b grid 120 0", "macro transition")
    let shown = try booth.wait(for: "what comes next") {
      $0.status.pending.first?.hasPrefix("macro transition: “") == true
    }
    #expect(shown.status.pending.first?.contains("” in ") == true)
    booth.say("cancel")
    try booth.wait(forMessage: "macro transition was given up")
    // Nothing more is said, and what was said already and waits for its beat is not done.
    #expect(booth.snapshot.status.pending.isEmpty)
    // A hand on what it would still move ends it; another one does not.
    booth.say("macro transition", "deck a headphones on")
    #expect(booth.snapshot.status.pending.first?.hasPrefix("macro transition") == true)
    booth.say("crossfader -0.9")
    try booth.wait(forMessage: "macro transition was given up: “crossfader -0.9”")
    booth.say("macro Echo Out")
    try booth.wait(forMessage: "macro echo-out is done")
    let end = booth.snapshot
    #expect(!end.engine.deckA.isPlaying && end.engine.deckB.isPlaying && end.engine.crossfader == 1)
    let path = try #require(booth.snapshot.status.recording?.path)
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    booth.workstation.close()
    let journals = "\(booth.folder.path)/data/journals"
    let text = Programs.contents("\(journals)/\(try #require(names(in: journals).first))")
    #expect(!text.contains("macro"))
    let rendered = try Rendered(text, in: booth.folder, name: "again")
    let recording = try sound(of: path)
    let found = ExactStretches(of: recording, in: rendered.samples)
    #expect(found.stretches.count == 1 && found.exact == found.total, "\(found.exact) of \(found.total) frames")
  }
}
