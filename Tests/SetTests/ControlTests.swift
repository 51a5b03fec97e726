import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Commands from another program of the same user.
@Suite(.waits) struct ControlTests {
  /// A connection that is read without waiting, as the program ticks in the same thread.
  private final class Client {
    let file: Int32
    private var text = ""
    init(_ booth: Booth) throws { file = try ControlSocket.connect(to: booth.directories.controlSocket) }
    deinit { close(file) }

    func send(_ text: String) {
      var text = text
      text.withUTF8 { _ = Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Lines up to one that is so; the program ticks meanwhile.
    func read(_ booth: Booth, until isLast: (Substring) -> Bool) throws -> [String] {
      let came = eventually {
        booth.workstation.tick()
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(file, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count > 0 { text += String(decoding: bytes[..<count], as: UTF8.self) }
        return text.split(separator: "\n").contains(where: isLast)
      }
      guard came else { throw DidNotHappen(description: "no such line: \(text)") }
      defer { text = "" }
      return text.split(separator: "\n").map(String.init)
    }

    func ask(_ booth: Booth, _ request: String) throws -> [String] {
      send(request + "\n")
      return try read(booth) { $0 == "." }.dropLast()
    }
  }

  private func open() throws -> Booth {
    let booth = try Booth()
    booth.workstation.openControl()
    return booth
  }

  @Test func linesAreDoneAndAnswered() throws {
    let booth = try open()
    let path = booth.music + "/one.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 20), to: path)
    let client = try Client(booth)
    #expect(try client.ask(booth, "plain say deck a") == ["= Deck A is empty."])
    #expect(try client.ask(booth, "plain frobnicate")[0].hasPrefix("! “frobnicate” isn't a command"))
    try booth.load(path, onto: .a)
    #expect(try client.ask(booth, "plain play a") == [])
    try booth.wait(for: "deck A playing") { $0.engine[.a].isPlaying }
    let answer = try client.ask(booth, "json fader a 50%; say status")
    #expect(answer.count == 1)
    #expect(answer[0].contains(#""commands":["deck a fader = 0.5","say status"],"ok":true"#), "\(answer)")
    #expect(try client.ask(booth, "json nonsense")[0].contains(#""ok":false"#))
    let state = try client.ask(booth, "json state")[0]
    for part in [#""playing":true"#, "\"path\":\"\(path)\"", #""b":null"#] { #expect(state.contains(part), "\(state)") }
    #expect(try client.ask(booth, "hello")[0].hasPrefix("! a request is"))
  }

  @Test func whoWatchesIsTold() throws {
    let booth = try open()
    let path = booth.music + "/one.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 20), to: path)
    let client = try Client(booth)
    client.send("plain watch\n")
    _ = try client.ask(booth, "plain say mixer")
    for _ in 0..<6 { booth.workstation.tick() }
    try booth.load(path, onto: .a)
    booth.say("deck a play")
    let told = try client.read(booth) { $0 == "Deck A plays." }
    #expect(told.contains { $0.hasPrefix("Deck A: one") })
  }

  @Test func nobodyElseMayOpenItAndItGoesWithTheProgram() throws {
    let booth = try open()
    let path = booth.directories.controlSocket
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    // A second program leaves it to the first, and says so.
    booth.workstation.openControl()
    try booth.wait(forMessage: "speaks to another Segue")
    let other = try Client(booth)
    #expect(try other.ask(booth, "plain say queue") == ["= The queue is empty."])
    booth.workstation.close()
    #expect(throws: ControlSocket.Refusal.self) { try ControlSocket.connect(to: path) }
    #expect(access(path, F_OK) != 0)
  }

  /// What a crashed program left does not keep the next one from listening.
  @Test func aSocketThatIsLeftIsTakenOver() throws {
    let booth = try Booth()
    let path = booth.directories.controlSocket
    #expect(makeFolder(booth.directories.runtime) == nil)
    let left = try ControlSocket(at: path)
    // As a crash leaves it: the file is there, nobody listens.
    let copy = path + ".left"
    #expect(rename(path, copy) == 0)
    left.close()
    #expect(rename(copy, path) == 0)
    booth.workstation.openControl()
    #expect(try Client(booth).ask(booth, "plain say queue") == ["= The queue is empty."])
  }

  /// Neither floods nor rubbish nor a reader that does not read stop the program.
  @Test func bruteClients() throws {
    let booth = try open()
    for seed in 0..<4 {
      let client = try Client(booth)
      var random = SeededRandom(seed: UInt64(seed))
      for _ in 0..<40 {
        let bytes = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        _ = bytes.withUnsafeBytes { send(client.file, $0.baseAddress, $0.count, flags) }
        booth.workstation.tick()
      }
    }
    let greedy = try Client(booth)
    for _ in 0..<2000 {
      greedy.send("json state\n")
      booth.workstation.tick()
    }
    #expect(try Client(booth).ask(booth, "plain say queue") == ["= The queue is empty."])
  }
}
