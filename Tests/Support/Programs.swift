import Glibc
import Platform

/// Other programs that tests run: always by argument vector, never through a shell, ended by their own process number.
package enum Programs {
  /// Where a program is on the PATH; nil when it is not installed.
  package static func path(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    guard let list = getenv("PATH") else { return nil }
    for folder in String(cString: list).split(separator: ":") {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// A program of this package, beside the test bundle.
  package static func built(_ name: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return nil }
    var folders = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: "/")
    // `swift test` may run the bundle itself or the toolchain's test runner with the bundle as its argument.
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      folders = argument.split(separator: "/")
      if let bundle = folders.firstIndex(where: { $0.hasSuffix(".xctest") }) { folders = Array(folders[...bundle]) }
    }
    let path = "/" + folders.dropLast().joined(separator: "/") + "/" + name
    return access(path, X_OK) == 0 ? path : nil
  }

  /// How a program ended and what it printed.
  package struct Finished: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// Runs a program to its end. - Parameter environment: added to this process's own.
  package static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Finished {
    let folder = try ScratchFolder()
    let (output, errors) = (folder.path + "/out", folder.path + "/err")
    let status = try Running(arguments, environment: environment, output: output, errors: errors).wait()
    return Finished(status: status, output: contents(output), errors: contents(errors))
  }

  /// Writes a script that can be started. Another program writes it: an end of the file that tests beside this one
  /// hand on to what they start would let it not be started ("text file busy").
  package static func writeScript(_ text: String, to path: String) throws {
    AudioFiles.write(Array(text.utf8), to: path + ".text")
    defer { unlink(path + ".text") }
    let copied = try run(["install", "-m", "755", path + ".text", path])
    guard copied.status == 0 else { throw Failure(description: copied.errors) }
  }

  package struct Failure: Error, CustomStringConvertible { package let description: String }

  package static func contents(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// A program that goes on while the test does something else.
  package final class Running {
    package let pid: pid_t
    private var ended: Int32?

    package init(
      _ arguments: [String], environment: [String: String] = [:], output: String = "/dev/null",
      errors: String = "/dev/null"
    ) throws {
      guard let program = arguments.first, let path = Programs.path(of: program) else {
        throw Failure(description: "\(arguments.first ?? "nothing") is not installed")
      }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
      var envp: [UnsafeMutablePointer<CChar>?] = Self.merged(environment).map { strdup($0) } + [nil]
      defer { for pointer in argv + envp { free(pointer) } }
      // Worker threads block signals, and children inherit that: they would not hear their end.
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      defer { posix_spawnattr_destroy(&attributes) }
      var signals = sigset_t()
      sigemptyset(&signals)
      posix_spawnattr_setsigmask(&attributes, &signals)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
      var pid: pid_t = 0
      let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
      guard code == 0 else { throw Failure(description: "\(path) does not start: \(errorText(code))") }
      self.pid = pid
    }

    private static func merged(_ added: [String: String]) -> [String] {
      var lines: [String] = []
      var next = environ
      while let entry = next.pointee {
        let line = String(cString: entry)
        if added[String(line.prefix { $0 != "=" })] == nil { lines.append(line) }
        next += 1
      }
      return lines + added.map { "\($0.key)=\($0.value)" }
    }

    /// - Returns: the exit status, or 128 + the signal that ended it.
    @discardableResult
    package func wait() -> Int32 {
      if let ended { return ended }
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      let result = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      ended = result
      return result
    }

    /// Whether it has come to its end; does not wait for it.
    package var hasEnded: Bool {
      if ended != nil { return true }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return false }
      ended = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      return true
    }

    /// Asks it to end, and waits for that.
    package func stop(_ number: Int32 = SIGTERM) {
      guard ended == nil else { return }
      kill(pid, number)
      wait()
    }
  }
}
