import Glibc

/// What an `errno` means, in the system's words: "No space left on device". Any thread.
/// - Parameter code: by default that of the call that has just failed.
package func errorText(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
