import Engine
import Glibc
import MallocCounter
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Everything that can be said to the engine, said in one set, while the realtime guard looks on. What is said comes
/// from the table of commands: a command that is new is in the set at once, and one that cannot be said from here fails
/// the test until a word for its slot is known.
@Suite("A set under the realtime guard", .enabled(if: malloc_counter_works() == 1, "left out under sanitizers"))
struct GuardedSetTests {
  /// Lines for every row of command, in all its words.
  private static func lines(of row: CommandRow) -> [String] {
    var lines = [""]
    for slot in row.slots {
      let words: [String] =
        switch slot {
        case .deck: ["a", "b"]
        case .stem: ["vocals", "drums"]
        case .switching: ["on", "off", "toggle"]
        case .amount: ["= 0", "+1", "-0.5", "= 0.7", "= -4", "0.25"]
        case .number: ["1", "2", "4", "0.5", "8", "121", "-12", "1200"]
        case .percent: ["50 %"]
        case .text, .file: ["nothing", "8A", "more bass"]
        case .choice(let words): words
        }
      lines = lines.flatMap { line in words.map { line.isEmpty ? $0 : line + " " + $0 } }
    }
    return lines
  }

  /// What the line tells the engine; empty for what is not the engine's, nil for what makes no sense.
  private static func commands(_ line: String, track: LoadedTrack) -> [EngineCommand]? {
    guard let command = try? CommandTable.parse(line) else { return nil }
    if let engine = command.engine { return [engine] }
    guard case .stem(let deck, _, let change) = command.action else { return [] }
    return change.actions(on: .vocals, of: track).map {
      EngineCommand(.deck(deck, $0), at: command.at, over: command.over)
    }
  }

  private static func track(_ serial: UInt64, bpm: Double) -> LoadedTrack {
    func pcm(_ sound: [Float]) -> PCM { PCM(interleaved: sound, sampleRate: .cd)! }
    let kicks = ClickTracks.kicks(bpm: bpm, seconds: 40, pad: 0.1)
    let pad = ClickTracks.sine(hz: 330, amplitude: 0.2, seconds: 40)
    let stems = [(StemKind.vocals, pad), (.drums, kicks), (.bass, pad), (.other, pad)].map {
      LoadedTrack.LoadedStem(kind: $0.0, pcm: pcm($0.1))
    }
    return LoadedTrack(
      serial: serial, original: pcm(kicks), stems: stems, grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)))
  }

  /// The name of what the engine is told, as the compiler has it: "hotCueSet".
  private static func name(of action: EngineCommand.Action) -> String {
    func label(_ value: Any) -> String {
      Mirror(reflecting: value).children.first?.label ?? "\(value)"
    }
    return switch action {
    case .deck(_, let action): "deck " + label(action)
    case .mixer(let action): "mixer " + label(action)
    default: label(action)
    }
  }

  @Test("Ten minutes that touch every command allocate nothing, lock nothing and call nothing of the system")
  func everything() throws {
    // All of it where long runs are wanted; else as long as it takes to say everything once.
    let seconds = getenv("SEGUE_LONG") != nil ? 600 : 90
    let tracks = [DeckID.a: Self.track(1, bpm: 122), .b: Self.track(2, bpm: 127)]
    let first = try #require(tracks[.a])
    var said: [EngineCommand] = []
    for row in CommandTable.rows {
      let understood = Self.lines(of: row).compactMap { Self.commands($0, track: first) }
      #expect(
        !understood.isEmpty, "nothing that is tried here is understood as “\(row.syntax)”: say what fits its slots")
      said += understood.joined()
    }
    let names = Set(said.map { Self.name(of: $0.action) })
    #expect(said.count > 200 && names.count > 30)

    let engine = Engine(sampleRate: .cd)
    var random = SeededRandom(seed: 11)
    said.shuffle(using: &random)
    var renderer = engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: Renderer.quantum * Renderer.channels)
    defer { out.deallocate() }
    let quanta = seconds * 44_100 / Renderer.quantum
    let rounds = max(1, seconds / 60)
    let apart = max(1, quanta / (said.count * rounds + 1))
    var turn = 0
    var violations = 0
    var firstViolation = ""
    for quantum in 0..<quanta {
      if quantum % (20 * 689) == 0 {
        for deck in DeckID.allCases { engine.submit(EngineCommand(.load(deck, engine.handle(for: tracks[deck]!)))) }
      } else if quantum % (7 * 689) == 0 {
        engine.submit(EngineCommand(.refresh(.b, engine.handle(for: tracks[.b]!))))
      }
      if quantum % 689 == 5 {
        // What was said may have stopped them, or left them at their ends.
        for deck in DeckID.allCases { engine.submit(EngineCommand(.deck(deck, .play))) }
        if quantum % (10 * 689) == 5 { engine.submit(EngineCommand(.deck(.a, .seek(TrackTime(3))))) }
      }
      if quantum % apart == 0 {
        var command = said[turn % said.count]
        command.at = [.now, .now, .beat, .bar].randomElement(using: &random) ?? .now
        command.over = [.short, .beats(2), .seconds(0.3)].randomElement(using: &random) ?? .short
        engine.submit(command)
        turn += 1
      }
      malloc_counter_arm()
      renderer.render(into: out, frames: Renderer.quantum)
      let counted = malloc_counter_disarm()
      if counted > 0, violations == 0 {
        firstViolation = "\(String(cString: malloc_counter_first())) at second \(quantum / 689)"
      }
      violations += Int(counted)
      if quantum % 300 == 0 {
        _ = engine.takeApplied()
        engine.collectReturns()
      }
    }
    #expect(turn >= said.count)
    #expect(violations == 0, "\(firstViolation)")
  }
}
