import Glibc

/// Starts another program: by a list of arguments, never through a shell. It is in a process group of its own, so that
/// Ctrl-C and Ctrl-Z at the terminal are not meant for it, and so that all that it starts can be ended with it. No
/// signal is blocked or ignored in it, whatever Segue ignores: a pipe in a script ends as its author knows it.
/// - Parameters:
///   - path: the program's file.
///   - streams: what it has as standard input, output and errors; nil is /dev/null.
/// - Returns: its process number.
/// - Throws: the system's number for why it does not start.
package func startProgram(
  _ path: String, _ arguments: [String], input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil
) throws(SystemFault) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, stream) in [input, output, errors].enumerated() {
    let number = Int32(number)
    if let stream {
      posix_spawn_file_actions_adddup2(&actions, stream, number)
    } else {
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
    }
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
  posix_spawnattr_setpgroup(&attributes, 0)
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  let code = posix_spawn(&process, path, &actions, &attributes, &words, environ)
  guard code == 0 else { throw SystemFault(code: code) }
  return process
}

/// Two ends, each of which is read and written, and which no program inherits that is started meanwhile. Sockets, since
/// `send` to a program that is gone can be told to raise no signal, and since they are made close-on-exec, which Swift
/// sees no way to for pipes.
/// - Throws: the system's number for why there are none.
package func socketEnds() throws(SystemFault) -> (Int32, Int32) {
  var ends: [Int32] = [0, 0]
  let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
  guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemFault(code: errno) }
  return (ends[0], ends[1])
}

/// What the system said to a call.
package struct SystemFault: Error, CustomStringConvertible {
  /// As in `errno`.
  package let code: Int32
  package var description: String { errorText(code) }
}
