import Glibc

/// What a thread of its own does.
protocol ThreadBody: AnyObject, Sendable {
  /// Called once, by the new thread, which keeps the object alive until it returns.
  func run()
}

/// Starts a thread. - Returns: its handle, to be joined or detached.
func startThread(_ body: any ThreadBody) throws(OutputError) -> pthread_t {
  let context = Unmanaged.passRetained(ThreadStart(body))
  var handle = pthread_t()
  let code = pthread_create(&handle, nil, threadMain, context.toOpaque())
  guard code == 0 else {
    context.release()
    throw .thread(reason: String(cString: strerror(code)))
  }
  return handle
}

private final class ThreadStart {
  let body: any ThreadBody

  init(_ body: any ThreadBody) { self.body = body }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().body.run()
  return nil
}
