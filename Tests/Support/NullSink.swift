import Glibc

/// A PulseAudio server of the test's own with a null sink, and a reader of what that received. It lives in a folder of
/// its own and knows nothing of a server that the user runs.
// SAFETY: made, used and ended by one test.
package final class NullSink: @unchecked Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// ALSA configuration text that calls the sink "segue_pulse".
  package let configuration: String
  private let folder: ScratchFolder
  private let keepsSound: Bool
  private let server: [String]
  private let reader: [String]
  private var children: [Programs.Running] = []

  package static var isInstalled: Bool {
    ["pulseaudio", "pactl", "parec"].allSatisfy { Programs.path(of: $0) != nil } && plugin != nil
  }

  private static var plugin: String? {
    let places = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
    return places.map { $0 + "/alsa-lib/libasound_module_pcm_pulse.so" }.first { access($0, R_OK) == 0 }
  }

  /// - Parameter keepsSound: false throws away what the sink receives, for long runs.
  package init(rate: Int = 44_100, keepsSound: Bool = true) throws(Failure) {
    self.keepsSound = keepsSound
    do { folder = try ScratchFolder() } catch { throw Failure(description: error.description) }
    let socket = folder.path + "/pulse.sock"
    configuration = """
      pcm.segue_pulse { type pulse server "unix:\(socket)" device "segue" handle_underrun 1 }
      """
    server = [
      "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=no",
      "-L", "module-native-protocol-unix socket=\(socket) auth-anonymous=1",
      "-L", "module-null-sink sink_name=segue rate=\(rate) channels=2 format=float32le",
    ]
    reader = [
      "parec", "-d", "segue.monitor", "--format=float32le", "--rate=\(rate)", "--channels=2", "--latency-msec=20",
      "--raw",
    ]
    try begin()
  }

  /// Starts the server, and the reader over again.
  package func begin() throws(Failure) {
    children.append(try launch(server))
    let answers = eventually { (try? launch(["pactl", "info"]))?.wait() == 0 }
    guard answers else {
      end()
      throw Failure(description: "the PulseAudio server does not answer")
    }
    // Without a reader that wants small portions, an idle null sink takes nothing in its first seconds.
    children.append(try launch(reader, output: keepsSound ? folder.path + "/heard.f32" : "/dev/null"))
    if !keepsSound { return }
    guard eventually({ !recorded().isEmpty }) else {
      end()
      throw Failure(description: "nothing comes from the null sink's monitor")
    }
  }

  /// What the sink has received so far: interleaved stereo floats.
  package func recorded() -> [UInt8] { folder.content(of: "heard.f32") }

  /// Ends them as a crash would.
  package func kill() {
    for child in children.reversed() { child.stop(SIGKILL) }
    children = []
    // The crashed server's socket is in its successor's way.
    unlink(folder.path + "/pulse.sock")
  }

  /// Ends the programs that were started here.
  package func end() {
    for child in children.reversed() {
      Glibc.kill(child.pid, SIGTERM)
      if !eventually({ child.hasEnded }) { child.stop(SIGKILL) }
    }
    children = []
  }

  /// Starts a program with the server's folder as its world, its output thrown away or in a file.
  private func launch(_ arguments: [String], output: String = "/dev/null") throws(Failure) -> Programs.Running {
    let home = folder.path
    let world = [
      "HOME": home, "PULSE_RUNTIME_PATH": home + "/runtime", "PULSE_STATE_PATH": home + "/state",
      "PULSE_SERVER": "unix:\(home)/pulse.sock", "XDG_RUNTIME_DIR": home, "XDG_CONFIG_HOME": home,
      "DBUS_SESSION_BUS_ADDRESS": "disabled:", "LC_ALL": "C",
    ]
    do { return try Programs.Running(arguments, environment: world, output: output) } catch {
      throw Failure(description: "\(error)")
    }
  }
}
