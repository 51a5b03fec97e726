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
  private let folder: String
  private var children: [pid_t] = []

  package static var isInstalled: Bool {
    ["pulseaudio", "pactl", "parec"].allSatisfy { find($0) != nil } && plugin != nil
  }

  private static var plugin: String? {
    let places = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
    return places.map { $0 + "/alsa-lib/libasound_module_pcm_pulse.so" }.first { access($0, R_OK) == 0 }
  }

  package init(rate: Int = 44_100) throws(Failure) {
    var template = Array("/tmp/segue-pulse-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(description: "no folder can be made in /tmp") }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let socket = folder + "/pulse.sock"
    configuration = """
      pcm.segue_pulse { type pulse server "unix:\(socket)" device "segue" handle_underrun 1 }
      """
    try launch([
      "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=no",
      "-L", "module-native-protocol-unix socket=\(socket) auth-anonymous=1",
      "-L", "module-null-sink sink_name=segue rate=\(rate) channels=2 format=float32le",
    ])
    var answers = false
    for _ in 0..<200 where !answers {
      let asking = try launch(["pactl", "info"])
      var status: Int32 = 0
      waitpid(asking, &status, 0)
      children.removeAll { $0 == asking }
      answers = status == 0
      if !answers { usleep(50_000) }
    }
    guard answers else {
      end()
      throw Failure(description: "the PulseAudio server does not answer")
    }
    // Without a reader that wants small portions, an idle null sink takes nothing in its first seconds.
    try launch(
      [
        "parec", "-d", "segue.monitor", "--format=float32le", "--rate=\(rate)", "--channels=2", "--latency-msec=20",
        "--raw",
      ], output: folder + "/heard.f32")
    for _ in 0..<400 where recorded().isEmpty { usleep(10_000) }
  }

  /// What the sink has received so far: interleaved stereo floats.
  package func recorded() -> [UInt8] {
    guard let stream = fopen(folder + "/heard.f32", "rb") else { return [] }
    defer { fclose(stream) }
    fseek(stream, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(stream))
    rewind(stream)
    _ = fread(&bytes, 1, bytes.count, stream)
    return bytes
  }

  /// Ends the programs that were started here, and removes the folder.
  package func end() {
    for child in children.reversed() {
      kill(child, SIGTERM)
      var waited: pid_t = 0
      for _ in 0..<200 where waited == 0 {
        waited = waitpid(child, nil, WNOHANG)
        if waited == 0 { usleep(10_000) }
      }
      if waited == 0 {
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
      }
    }
    children = []
    Self.remove(folder)
  }

  private static func find(_ program: String) -> String? {
    guard let path = getenv("PATH") else { return nil }
    return String(cString: path).split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  private static func remove(_ folder: String) {
    if let entries = opendir(folder) {
      while let entry = readdir(entries) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name == "." || name == ".." { continue }
        if unlink(folder + "/" + name) != 0 { remove(folder + "/" + name) }
      }
      closedir(entries)
    }
    rmdir(folder)
  }

  /// Starts a program with the server's folder as its world, its output thrown away or in a file.
  @discardableResult
  private func launch(_ arguments: [String], output: String = "/dev/null") throws(Failure) -> pid_t {
    guard let program = Self.find(arguments[0]) else { throw Failure(description: "no \(arguments[0])") }
    let environment = [
      "HOME=\(folder)", "PULSE_RUNTIME_PATH=\(folder)/runtime", "PULSE_STATE_PATH=\(folder)/state",
      "PULSE_SERVER=unix:\(folder)/pulse.sock", "PATH=/usr/bin:/bin", "LC_ALL=C",
    ]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, program, &actions, nil, &words, &variables)
    guard code == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(code)))") }
    children.append(child)
    return child
  }
}
