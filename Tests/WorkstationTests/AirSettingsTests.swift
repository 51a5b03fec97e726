import Broadcast
import Testing

@testable import Workstation

/// Streams as the config has them.
@Suite struct AirSettingsTests {
  @Test func mountsTakeThePasswordAboveThem() {
    var settings = Settings()
    let problems = settings.read(
      """
      air_password = one
      mount = mp3 128 localhost:8000/a
      air_password = two
      mount = opus 96 localhost:8000/b
      station_name = Night = Radio
      archive = flac
      """, from: "config")
    #expect(problems.isEmpty)
    let air = settings.air
    #expect(air.mounts.map(\.password) == [Secret("one"), Secret("two")])
    #expect(air.station.name == "Night = Radio" && air.archive == .flac)
    #expect(settings.said["air_password"] == nil)
  }

  @Test func whatIsWrongIsSaidWithItsLineAndNoPassword() {
    var settings = Settings()
    let problems = settings.read(
      "air_password hackme\nmount = mp3 1 host/x\nmount = flac host/x\nmount = ogg 128 host:8000/x\n", from: "config")
    #expect(problems.count == 3)
    #expect(problems[0].text.hasPrefix("config, line 1: “air_password …” is not name = value"))
    #expect(problems[1].text.hasPrefix("config, line 2: a mount is"))
    #expect(problems[2].text.contains("host:8000/x is a mount already"))
    #expect(!problems.map(\.text).joined().contains("hackme"))
  }
}
