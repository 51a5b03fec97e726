import Glibc

/// Ends this process when the one that started it is gone. Standard input is then a pipe that nobody writes to, whose
/// other end the parent holds: however the parent ends, the pipe ends too. (A parent-death signal would not do: it fires
/// when the *thread* that started this process ends.)
func endWithParent() {
  var status = stat()
  guard fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
  var thread = pthread_t()
  pthread_create(&thread, nil, watchParent, nil)
}

private func watchParent(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var byte: UInt8 = 0
  while true {
    let count = read(0, &byte, 1)
    if count == 0 || (count < 0 && errno != EINTR) { _exit(0) }
  }
}

/// Closes what was inherited beyond the three standard streams: a recording or a sound card is not this program's.
func keepOnlyPipes() {
  for descriptor in Int32(3)..<1024 { close(descriptor) }
}
