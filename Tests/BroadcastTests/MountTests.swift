import Testing

@testable import Broadcast

/// Mounts as the config has them.
@Suite struct MountTests {
  @Test func mountsAreRead() throws {
    let plain = try Mount("mp3 128 localhost:8001/live.mp3")
    #expect(plain.format == .mp3(kilobits: 128) && plain.host == "localhost" && plain.port == 8001)
    #expect(plain.path == "/live.mp3" && plain.user == "source" && !plain.isSecure)
    let secure = try Mount("opus 96 https://dj@radio.example.org/live.opus")
    #expect(secure.isSecure && secure.user == "dj" && secure.port == 443 && secure.format == .opus(kilobits: 96))
    #expect(try Mount("mp3 v2 http://[::1]:8000/a").host == "::1")
    #expect(try Mount("flac host/live").format == .flac)
    for mount in ["mp3 128 h:1/x", "mp3 v0 h:1/x", "ogg 160 h:1/x", "opus 64 h:1/x", "flac h:1/x"] {
      let read = try Mount(mount)
      #expect("\(read.format.words) \(read.address)" == mount)
    }
  }

  @Test(arguments: [
    ("mp3 127 host/x", "a mount is"), ("wma 128 host/x", "a mount is"), ("mp3 host/x", "a mount is"),
    ("ogg 128 host", "lacks the mount's name"), ("ogg 128 host/", "lacks the mount's name"),
    ("ogg 128 host:99999/x", "no port"), ("ogg 128 source:hackme@host/x", "password does not belong"),
  ])
  func wrongMountsAreExplained(_ line: String, _ reason: String) throws {
    #expect { try Mount(line) } throws: {
      "\($0)".contains(reason)
    }
  }

  @Test func passwordsAreNeverPrinted() throws {
    let secret = Secret("hackme")
    var mount = try Mount("flac host/x")
    mount.password = secret
    var dumped = ""
    dump(mount, to: &dumped)
    for text in ["\(secret)", "\(mount)", String(reflecting: mount), dumped] { #expect(!text.contains("hackme")) }
  }

  @Test func waitsDouble() {
    var (backOff, dice) = (BackOff(), SystemRandomNumberGenerator())
    let waits = (0..<10).map { _ in backOff.wait(isRefused: false, using: &dice) }
    #expect((0.4...0.6).contains(waits[0]) && (0.8...1.2).contains(waits[1]) && (48...72).contains(waits[9]))
    backOff.reset()
    #expect(backOff.wait(isRefused: true, using: &dice) >= 12)
  }
}
