import Engine
import Glibc
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Sets made of dice, from the table of commands: whatever is done, and in whatever order, a render of it is the same
/// again.
@Suite("Random journals", .enabled(if: Programs.built("segue-media") != nil, "segue-media is not built"))
struct RandomJournalTests {
  private static let isLong = getenv("SEGUE_LONG") != nil
  private static let count = isLong ? 100 : 6
  private static let seconds = 6.0

  /// Two tracks with two stems each. - Returns: how a journal loads them, with a grid and with another one.
  private static func writeTracks(in folder: String) throws -> [[String]] {
    try [("one", 122.0, 1 as UInt64), ("two", 127.5, 2)].map { name, bpm, seed in
      let made = SyntheticTrack(tempo: { _ in bpm }, seconds: 14, seed: seed).signal.samples
      let tone = ClickTracks.sine(hz: 3 * bpm, amplitude: 0.1, seconds: 14)
      let count = min(made.count, tone.count)
      mkdir("\(folder)/stems", 0o700)
      mkdir("\(folder)/stems/\(name)", 0o700)
      try write(Array(made[..<count]), to: "\(folder)/stems/\(name)/instrumental.wav")
      try write(Array(tone[..<count]), to: "\(folder)/stems/\(name)/vocals.wav")
      try write((0..<count).map { made[$0] + tone[$0] }, to: "\(folder)/\(name).wav")
      let path = "\"\(folder)/\(name).wav\""
      return [
        "\(path) grid 0:0:\(bpm) bar 4 downbeat 0 stems", "\(path) grid 0.01:0:\(bpm),5:11:\(bpm + 1) bar 4",
        "\(path) nogrid",
      ]
    }
  }

  private static func write(_ samples: [Float], to path: String) throws {
    let writer = try SoundFileWriter(path: path, format: .float, sampleRate: .cd, channels: 2)
    try samples.withUnsafeBufferPointer { try writer.write($0) }
    try writer.close()
  }

  /// The lines that reach the engine, from all rows of the table; a row that is new is among them by itself.
  private static func line(_ lines: inout RandomLines, rows: [CommandRow]) -> String? {
    let row = rows[lines.below(rows.count)]
    // Some numbers are out of a row's range: another throw of the dice.
    for _ in 0..<40 {
      guard let line = lines.line(row.syntax).map({ $0 + lines.timing() }) else { return nil }
      switch try? Journal.readWhat(line) {
      case .command, .stem: return line
      // What a load or the end says is put into the set by itself.
      default: continue
      }
    }
    return nil
  }

  private static func journal(seed: UInt64, tracks: [[String]]) -> String {
    var lines = RandomLines(seed: seed)
    var text = ["segue journal 1", "rate 44100"]
    for (deck, track) in zip(["a", "b"], tracks) {
      text += ["@0 deck \(deck) load \(track[0])", "@0 deck \(deck) play"]
    }
    var frame = 0
    while Double(frame) < (seconds - 0.5) * 44_100 {
      frame += lines.below(12_000)
      let deck = lines.pick(["a", "b"])
      switch lines.below(25) {
      case 0: text.append("@\(frame) deck \(deck) load \(lines.pick(tracks[deck == "a" ? 0 : 1]))")
      case 1: text.append("@\(frame) deck \(deck) refresh \(lines.pick(tracks[deck == "a" ? 0 : 1]))")
      case 2, 3, 4: text.append("@\(frame) deck \(deck) play")
      default: if let line = line(&lines, rows: CommandTable.rows) { text.append("@\(frame) \(line)") }
      }
    }
    text.append("@\(seconds)s end")
    return text.joined(separator: "\n") + "\n"
  }

  /// - Returns: the master's samples as bits: not a number is equal to itself then.
  private static func render(_ text: String, period: Int) throws -> [UInt32] {
    let media = MediaProgram(executable: try #require(Programs.built("segue-media")))
    var set = OfflineSet(rate: .cd, media: media, period: period)
    var bits: [UInt32] = []
    try set.play(try Journal(parsing: text, name: "random")) { samples in bits += samples.map(\.bitPattern) }
    return bits
  }

  @Test("render twice alike, and alike in periods of 64, 256 and 1024", .timeLimit(.minutes(30)))
  func render() throws {
    let scratch = try ScratchFolder()
    let tracks = try Self.writeTracks(in: scratch.path)
    var silent = 0
    for seed in 0..<Self.count {
      let text = Self.journal(seed: UInt64(seed), tracks: tracks)
      // If the engine ends the program, this is the set that did it.
      if Self.isLong {
        print("random journal \(seed)")
        fflush(nil)
      }
      let first = try Self.render(text, period: 64)
      #expect(first.count == 2 * Int(Self.seconds * 44_100))
      if first.allSatisfy({ $0 & 0x7FFF_FFFF == 0 }) { silent += 1 }
      // 192 is no part of the others.
      for period in [64, 192, 256, 1024] {
        let again = try Self.render(text, period: period)
        let differs = again == first ? nil : zip(again, first).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(again == first, "seed \(seed), period \(period): differs from frame \((differs ?? 0) / 2) on:\n\(text)")
      }
    }
    #expect(silent < Self.count / 4)
  }

  @Test("every command that reaches the engine is written down and read back as it was")
  func roundTrip() throws {
    var lines = RandomLines(seed: 7)
    var seen: Set<String> = []
    for row in CommandTable.rows {
      var reaches = false
      for _ in 0..<200 {
        guard let said = lines.line(row.syntax).map({ $0 + lines.timing() }),
          let command = try? CommandTable.parse(said)
        else { continue }
        guard let engine = command.engine else { continue }
        reaches = true
        let line = try #require(CommandText.line(for: engine), "“\(said)” has no line in the journal")
        guard case .command(let again) = try Journal.readWhat(line) else {
          Issue.record("“\(line)” isn't a command")
          continue
        }
        #expect(CommandText.line(for: again) == line)
        #expect(again == engine, "“\(said)” was written as “\(line)”")
      }
      if reaches { seen.insert(row.syntax) }
    }
    #expect(seen.count > 30)
  }
}
