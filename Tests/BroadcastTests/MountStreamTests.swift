import Glibc
import Music
import Platform
import Support
import Synchronization
import Testing

@testable import Broadcast

/// A stream and its server, which a test plays.
@Suite(.serialized) struct MountStreamTests {
  /// As the programs have it.
  init() { signal(SIGPIPE, SIG_IGN) }

  private final class Reports: Sendable {
    private let all = Mutex<[MountStream.Report]>([])
    func add(_ report: MountStream.Report) { all.withLock { $0.append(report) } }
    var list: [MountStream.Report] { all.withLock { $0 } }
  }

  private static let piece = Array(AudioFiles.noise(frames: 4410, seed: 3).map { $0 / 32_768 })

  private func stream(_ format: String, _ server: StandInServer, _ reports: Reports) throws -> MountStream {
    var mount = try Mount("\(format) 127.0.0.1:\(server.port)/live")
    mount.password = Secret("hackme")
    return MountStream(mount, Station(), title: StreamTitle(artist: "Ada", title: "One"), rate: .cd) {
      reports.add($0)
    }
  }

  /// A second of sound, as a clock brings it, but faster.
  private func play(_ stream: MountStream, pieces: Int = 10) {
    for _ in 0..<pieces {
      stream.put(Self.piece)
      usleep(2000)
    }
  }

  @Test(arguments: ["ogg 128", "opus 96", "flac"])
  func whatIsPlayedArrivesWithItsTitles(_ format: String) throws {
    let (server, reports) = (StandInServer(.takes), Reports())
    defer { server.close() }
    let stream = try stream(format, server, reports)
    #expect(eventually { stream.status.state == .onAir })
    play(stream, pieces: 20)
    stream.begin(StreamTitle(artist: nil, title: "Two"))
    play(stream, pieces: 20)
    stream.close(within: 10)
    #expect(stream.status.state == .ended && stream.status.droppedSeconds == 0)
    #expect(eventually { server.looks.bytes.count == stream.status.bytes })
    let streams = OggStreams.split(server.looks.bytes).map { String(decoding: $0, as: UTF8.self) }
    try #require(streams.count == 2)
    #expect(streams[0].contains("TITLE=One") && streams[1].contains("TITLE=Two"))
    // Basic, of source:hackme.
    #expect(server.looks.requests.contains { $0.contains("c291cmNlOmhhY2ttZQ==") })
    #expect(reports.list == [.onAir])
  }

  @Test func mp3TellsTheServerWhatPlays() throws {
    let (server, reports) = (StandInServer(.takes), Reports())
    defer { server.close() }
    let stream = try stream("mp3 128", server, reports)
    #expect(eventually { server.looks.titles.contains { $0.contains("Ada") && $0.contains("One") } })
    stream.begin(StreamTitle(artist: nil, title: "Deux é"))
    #expect(eventually { server.looks.titles.contains { $0.contains("Deux") } })
    play(stream)
    stream.close(within: 10)
    #expect(server.looks.bytes.count > 10_000)
  }

  @Test func aRefusalIsSaidOnceAndTriedSeldom() throws {
    let (server, reports) = (StandInServer(.refuses), Reports())
    defer { server.close() }
    let stream = try stream("mp3 128", server, reports)
    defer { stream.close() }
    #expect(eventually { reports.list.count == 1 })
    guard case .lost(let why) = reports.list[0] else { return #expect(Bool(false), "\(reports.list)") }
    #expect(why.contains("air_password"), "\(why)")
    guard case .waiting(let until, _) = stream.status.state else { return #expect(Bool(false)) }
    #expect(until - monotonicSeconds() > 10)
    // What is played meanwhile is left out, and waits for nobody.
    for _ in 0..<300 { stream.put(Self.piece) }
    #expect(eventually { stream.status.queuedSeconds == 0 })
  }

  @Test func aServerThatComesLateIsFound() throws {
    let (server, reports) = (StandInServer(.takes), Reports())
    let port = server.port
    server.close()
    let mount = try Mount("ogg 128 127.0.0.1:\(port)/live")
    let stream = MountStream(mount, Station(), title: nil, rate: .cd) { reports.add($0) }
    defer { stream.close() }
    #expect(eventually { reports.list.count == 1 })
    guard case .lost = reports.list.first else { return #expect(Bool(false)) }
  }

  @Test func aConnectionThatBreaksIsMadeAnew() throws {
    let (server, reports) = (StandInServer(.takes), Reports())
    defer { server.close() }
    let stream = try stream("ogg 128", server, reports)
    defer { stream.close() }
    for round in 1...3 {
      #expect(
        eventually {
          play(stream, pieces: 1)
          return stream.status.connections == round && server.looks.bytes.count > 0
        })
      server.hangUp()
    }
    #expect(reports.list.filter { $0 == .onAir }.count >= 3)
  }

  @Test func aServerThatTakesNothingIsLeft() throws {
    let (server, reports) = (StandInServer(.stalls), Reports())
    defer { server.close() }
    let stream = try stream("flac", server, reports)
    defer { stream.close() }
    #expect(eventually { stream.status.state == .onAir })
    let began = monotonicSeconds()
    #expect(
      eventually {
        play(stream, pieces: 5)
        return reports.list.contains(.lost("the server takes no more sound"))
      })
    // Whoever plays never waited for it.
    for _ in 0..<1000 { stream.put(Self.piece) }
    #expect(monotonicSeconds() - began < 60)
    server.become(.takes)
    #expect(
      eventually {
        play(stream, pieces: 1)
        return stream.status.connections == 2
      })
  }

  @Test func aFullQueueIsCountedAndForgotten() {
    let queue = StreamQueue(capacity: 10_000)
    for _ in 0..<5 { queue.put(.sound(Self.piece)) }
    queue.put(.track(StreamTitle(artist: nil, title: "x")))
    #expect(queue.counts == (8820, 3 * 4410))
    #expect(queue.take(within: 0).count == 3)
    #expect(queue.counts.waiting == 0)
  }
}
