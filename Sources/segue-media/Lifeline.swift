import Glibc

/// Ends this process when the one that started it is gone. Standard input is then a pipe or socket whose other end the
/// parent holds: however the parent ends, it ends too. (A parent-death signal would not do: it fires when the *thread*
/// that started this process ends.)
/// - Returns: where to read what the parent sends by it; nil where standard input is something else.
func endWithParent() -> Int32? {
  var status = stat()
  guard fstat(0, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else { return nil }
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return nil }
  var thread = pthread_t()
  pthread_create(&thread, nil, watchParent, UnsafeMutableRawPointer(bitPattern: Int(ends[1])))
  return ends[0]
}

/// - Parameter end: the descriptor to which everything is handed on.
private func watchParent(_ end: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var bytes = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(0, &bytes, bytes.count)
    if count == 0 || (count < 0 && errno != EINTR) { _exit(0) }
    if count > 0 { _ = write(Int32(Int(bitPattern: end)), bytes, count) }
  }
}

/// Closes what was inherited beyond the three standard streams: a recording or a sound card is not this program's.
func keepOnlyPipes() {
  for descriptor in Int32(3)..<1024 { close(descriptor) }
}
