import Glibc
import Music
import Platform
import Support
import Testing

/// `segue radio`, the program as it is installed, with a real Icecast where there is one.
@Suite(.serialized, .enabled(if: InstalledSegue.isBuilt)) struct RadioTests {
  /// Icecast on loopback, with files of its own.
  private final class Icecast {
    let port: Int
    private let folder: ScratchFolder
    private var server: Programs.Running

    static var program: String? { Programs.path(of: "/usr/bin/icecast2") }

    init() throws {
      (folder, port) = (try ScratchFolder(), Int.random(in: 20_000...30_000))
      // Started as root it becomes nobody, who has to come into the folder.
      chmod(folder.path, 0o755)
      try writeText(Self.config(port, folder.path), to: folder.path + "/icecast.xml")
      server = try Self.start(folder)
    }

    deinit { server.stop() }

    private static func start(_ folder: ScratchFolder) throws -> Programs.Running {
      try Programs.Running([try #require(program), "-c", folder.path + "/icecast.xml"])
    }

    func restart() throws {
      server.stop(SIGKILL)
      server = try Self.start(folder)
    }

    private static func config(_ port: Int, _ folder: String) -> String {
      """
      <icecast><limits><sources>8</sources><source-timeout>10</source-timeout></limits>
      <authentication><source-password>hackme</source-password><admin-user>admin</admin-user>
      <admin-password>hackme</admin-password></authentication><hostname>localhost</hostname>
      <listen-socket><port>\(port)</port><bind-address>127.0.0.1</bind-address></listen-socket>
      <paths><basedir>/usr/share/icecast2</basedir><logdir>/tmp</logdir><webroot>/usr/share/icecast2/web</webroot>
      <adminroot>/usr/share/icecast2/admin</adminroot></paths>
      <logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>1</loglevel></logging>
      <security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security>
      </icecast>
      """
    }
  }

  private func segue(mounts port: Int?) throws -> InstalledSegue {
    let mounts = port.map { port in
      """
      air_password = hackme
      mount = mp3 128 127.0.0.1:\(port)/live.mp3
      mount = opus 96 127.0.0.1:\(port)/live.opus
      mount = ogg 128 127.0.0.1:\(port)/live.ogg

      """
    }
    let segue = try InstalledSegue()
    try writeText((mounts ?? "") + "now_playing = \(nowPlaying(segue))\n", to: segue.config + "/config")
    for (name, bpm) in [("one", 120.0), ("two", 124), ("three", 122)] {
      try write(ClickTracks.kicks(bpm: bpm, seconds: 60), to: "\(segue.music)/\(name).wav")
    }
    return segue
  }

  private func start(_ segue: InstalledSegue, log: String = "radio.log") throws -> Programs.Running {
    try Programs.Running(
      [segue.program, "radio", segue.music], environment: segue.environment.merging(["JOURNAL_STREAM": "8:1"]) { $1 },
      output: "\(segue.folder.path)/\(log)")
  }

  /// "on air" as often as the station's mounts say so.
  private func mountsOnAir(_ segue: InstalledSegue) -> Int {
    guard let status = try? segue.run("radio", "status", "--json") else { return 0 }
    return status.output.split(separator: "\"state\":\"on air\"", omittingEmptySubsequences: false).count - 1
  }

  private func path(_ segue: InstalledSegue) -> String? {
    let text = Programs.contents(nowPlaying(segue))
    return ["one", "two", "three"].first { text.contains("/\($0).wav") }
  }

  private func nowPlaying(_ segue: InstalledSegue) -> String { "\(segue.folder.path)/nowplaying.json" }

  @Test func itPlaysByItselfEndsAtTheBarAndDoesNotRepeatAfterACrash() throws {
    let segue = try segue(mounts: nil)
    let radio = try start(segue)
    defer { radio.stop(SIGKILL) }
    #expect(eventually(resting: .milliseconds(100)) { path(segue) != nil })
    let first = try #require(path(segue))
    // How the set stands is written every few seconds: what a crash in the first of them cut off is not known.
    #expect(
      eventually(resting: .milliseconds(100)) {
        Programs.contents("\(segue.data)/last-set").contains("/\(first).wav")
      })
    kill(radio.pid, SIGKILL)
    radio.wait()
    unlink(nowPlaying(segue))
    let again = try start(segue, log: "again.log")
    defer { again.stop(SIGKILL) }
    #expect(eventually(resting: .milliseconds(100)) { path(segue) != nil })
    #expect(path(segue) != first)
    kill(again.pid, SIGHUP)
    kill(again.pid, SIGHUP)
    #expect(
      eventually(resting: .milliseconds(100)) {
        Programs.contents("\(segue.folder.path)/again.log").contains("<6>The config was read again")
      })
    kill(again.pid, SIGTERM)
    #expect(again.wait() == 0)
    #expect(Programs.contents("\(segue.folder.path)/again.log").contains("<6>The radio ends at the bar"))
  }

  @Test(.enabled(if: Icecast.program != nil, "icecast2 is not installed: nothing was streamed to a real server"))
  func aRealServerCarriesThreeMountsAndMayBeKilled() throws {
    let server = try Icecast()
    let segue = try segue(mounts: server.port)
    let radio = try start(segue)
    defer { radio.stop(SIGKILL) }
    #expect(eventually(resting: .milliseconds(300)) { mountsOnAir(segue) == 3 })
    try server.restart()
    #expect(
      eventually(resting: .milliseconds(300)) {
        mountsOnAir(segue) == 3
          && Programs.contents("\(segue.folder.path)/radio.log").contains("it is tried again")
      })
    let status = try segue.run("radio", "status", "--json").output
    #expect(status.contains("\"lost_frames\":0"))
    let said = Programs.contents("\(segue.folder.path)/radio.log") + status
    #expect(!said.contains("hackme"))
    kill(radio.pid, SIGTERM)
    #expect(radio.wait() == 0)
  }

  @Test func theUnitHasWhatSystemdAsksFor() throws {
    let segue = try InstalledSegue()
    let lines = try segue.run("radio", "--unit", "--config", "/etc/my radio.conf").output.split(separator: "\n")
    var (section, keys) = ("", [String: String]())
    for line in lines where !line.hasPrefix("[") {
      let parts = line.split(separator: "=", maxSplits: 1)
      #expect(parts.count == 2, "\(line)")
      keys[String(parts[0])] = String(parts[1])
    }
    for line in lines where line.hasPrefix("[") { section += line }
    #expect(section == "[Unit][Service][Install]")
    #expect(keys["ExecStart"]?.hasPrefix("/") == true)
    #expect(keys["ExecStart"]?.hasSuffix("radio --config \"/etc/my radio.conf\"") == true)
    #expect(keys["ExecReload"] == "/bin/kill -HUP $MAINPID" && keys["Restart"] == "always")
  }

  private static let verifier = Programs.path(of: "/usr/bin/systemd-analyze")

  /// What systemd itself says of the unit: not a word, where a key that it does not know would be named.
  @Test(.enabled(if: verifier != nil, "systemd-analyze is not installed: the unit was read by no systemd"))
  func systemdTakesTheUnit() throws {
    let segue = try InstalledSegue()
    let unit = try segue.run("radio", "--unit", "--config", "/etc/my radio.conf").output
    func verdict(_ text: String) throws -> Programs.Finished {
      let path = segue.folder.path + "/segue-radio.service"
      try writeText(text, to: path)
      return try Programs.run(
        [try #require(Self.verifier), "verify", "--user", "--man=no", path],
        environment: ["XDG_RUNTIME_DIR": segue.folder.path, "PATH": "/usr/bin:/bin"])
    }
    let said = try verdict(unit)
    #expect(said.status == 0 && said.output + said.errors == "", "\(said.errors)")
    #expect(try verdict(unit.replacing("Restart=always", with: "Restart=sometimes")).errors.contains("sometimes"))
  }
}
