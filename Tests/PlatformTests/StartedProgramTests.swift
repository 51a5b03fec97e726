import Glibc
import Platform
import Support
import Testing

@Suite struct StartedProgramTests {
  /// Signals 32 and 33 are the C library's own, which ignores them in what it starts.
  private static let ofTheCLibrary: UInt64 = 3 << 31

  /// What Segue ignores and blocks for itself is as usual in what it starts, where a pipe ends as its author knows it.
  @Test func noSignalIsIgnoredOrBlockedInIt() throws {
    let folder = try ScratchFolder()
    let ignoredBefore = signal(SIGXFSZ, SIG_IGN)
    defer { signal(SIGXFSZ, ignoredBefore) }
    var (blocked, before) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGUSR2)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let output = open(folder.path + "/signals", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(output) }
    let process = try startProgram("/usr/bin/grep", ["-E", "^Sig(Blk|Ign)", "/proc/self/status"], output: output)
    waitpid(process, nil, 0)
    let masks = String(decoding: folder.content(of: "signals"), as: UTF8.self).split(separator: "\n").map {
      UInt64($0.split(separator: "\t")[1], radix: 16).map { $0 & ~Self.ofTheCLibrary }
    }
    #expect(masks == [0, 0])
  }
}
