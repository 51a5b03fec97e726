import Glibc
import Music
import Platform

/// Another program that is run to its end: by a list of arguments, never through a shell; in a process group of its
/// own, so that all that it has started ends with it. One thread.
struct OwnProgram {
  private let path: String
  private let arguments: [String]
  private let limit: Seconds

  /// - Parameter limit: it is ended after so long.
  init(_ path: String, _ arguments: [String], limit: Seconds) {
    (self.path, self.arguments, self.limit) = (path, arguments, limit)
  }

  private var name: String { fileName(path) }

  /// Runs it. - Parameter heard: gets each line of its standard error, which may end by a carriage return, and an empty
  /// one where there was none for a while; false gives up.
  /// - Throws: why it did not do its work, by its last words.
  func run(_ heard: (String) -> Bool) throws(SplitError) {
    let (pid, errors) = try start()
    defer { close(errors) }
    var (open, line, last) = (true, [UInt8](), [String]())
    let end = monotonicSeconds() + limit.value
    var goesOn = true
    func say(_ bytes: [UInt8]) {
      let text = String(decoding: bytes, as: UTF8.self).printable.trimmed
      goesOn = heard(text) && goesOn
      if !text.isEmpty, !text.contains("%|") { last = (last + [text]).suffix(20) }
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    var ended: Int32?
    while open, goesOn, monotonicSeconds() < end {
      var waiting = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, ended == nil ? 200 : 0) > 0 else {
        if ended != nil { break }
        say([])
        ended = Self.statusIfOver(pid)
        // What it has started may hold its standard error open, for ever; its own last words are still read.
        if ended != nil { kill(-pid, SIGKILL) }
        continue
      }
      let count = read(errors, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      open = count > 0
      for byte in buffer.prefix(max(0, count)) {
        if byte == 10 || byte == 13 {
          say(line)
          line = []
        } else if line.count < 4096 {
          line.append(byte)
        }
      }
    }
    if !line.isEmpty { say(line) }
    while ended == nil, goesOn, monotonicSeconds() < end {
      ended = Self.statusIfOver(pid)
      if ended == nil { usleep(20_000) }
    }
    let wasEnded = ended == nil
    let status = ended ?? Self.reap(pid)
    // What it has started and left behind.
    kill(-pid, SIGKILL)
    guard goesOn else { throw SplitError(.cancelled, "\(name) was given up, nothing was kept.") }
    if wasEnded {
      throw SplitError(.unreadable, "\(name) was ended: it took longer than \(lengthText(limit.value)).")
    }
    guard status == 0 else { throw SplitError(.unreadable, complaint(status, last)) }
  }

  private func start() throws(SplitError) -> (pid: pid_t, errors: Int32) {
    let (errors, its): (Int32, Int32)
    do { (errors, its) = try socketEnds() } catch {
      throw SplitError(.unreadable, "no pipe to \(name) can be made: \(error).")
    }
    defer { close(its) }
    do { return (try startProgram(path, arguments, errors: its), errors) } catch {
      close(errors)
      throw SplitError(.noModel, "\(path) does not start: \(error).")
    }
  }

  /// How it has ended, as `waitpid` has it; nil while it runs.
  private static func statusIfOver(_ pid: pid_t) -> Int32? {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) == pid ? status : nil
  }

  /// Ends it and all that it has started.
  private static func reap(_ pid: pid_t) -> Int32 {
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// What went wrong, in a sentence.
  private func complaint(_ status: Int32, _ last: [String]) -> String {
    let said = last.joined(separator: "\n").lowercased()
    let isKilled = status & 0x7f == SIGKILL
    if isKilled || ["out of memory", "outofmemory", "bad_alloc"].contains(where: said.contains) {
      return "\(name) had too little memory: close other programs, or take --engine auto."
    }
    if ["ffmpeg is not installed", "ffmpeg binary not found"].contains(where: said.contains) {
      return "\(name) wants ffmpeg, which is not installed."
    }
    if ["connectionerror", "connecterror", "urlopen", "max retries", "getaddrinfo"].contains(where: said.contains) {
      return "\(name) has not downloaded this model yet, and there is no network: run it once by hand."
    }
    if said.contains("no module named") { return "\(name) is not fully installed: \(last.last ?? "")" }
    return "\(name) failed: \(last.last ?? "it said nothing (status \(status >> 8 & 0xff))")"
  }
}
