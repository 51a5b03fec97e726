/// Paths as other programs write them.
package enum ForeignPath {
  /// What stands behind `file://`, as a path: percent signs decoded, a host and its slash dropped, a drive letter
  /// without the slash before it. A plus is a plus; `#` and `?` are letters like others. No address of the web is one.
  /// - Returns: nil for what is no file: `tidal:`, `https:`.
  package static func path(ofURL url: String) -> String? {
    let scheme = "file:"
    guard url.utf8.count >= scheme.utf8.count, url.prefix(5).lowercased() == scheme else {
      return isAddress(url) ? nil : url
    }
    var rest = url.dropFirst(5)
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      if rest.lowercased().hasPrefix("localhost/") { rest = rest.dropFirst(9) }
    }
    while rest.hasPrefix("//") { rest = rest.dropFirst() }
    let path = decoded(rest)
    return isDrive(path.dropFirst()) && path.hasPrefix("/") ? String(path.dropFirst()) : path
  }

  /// The percent signs of a text decoded; what is no code stays as it stands.
  package static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let bytes = Array(text.utf8)
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = nibble(bytes[index + 1]),
        let low = nibble(bytes[index + 2])
      {
        plain.append(high << 4 | low)
        index += 3
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// A path as rekordbox and iTunes write it: `file://localhost/…`, everything but letters, digits and a few signs in
  /// percent signs.
  package static func url(ofPath path: String) -> String {
    var url = "file://localhost" + (path.hasPrefix("/") ? "" : "/")
    for byte in path.utf8 {
      let isPlain =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("/-_.~:".utf8).contains(byte)
      if isPlain {
        url.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        url += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return url
  }

  /// "C:/…" and "C:\…".
  package static func isDrive(_ path: some StringProtocol) -> Bool {
    let start = Array(path.utf8.prefix(2))
    return start.count == 2 && start[1] == UInt8(ascii: ":") && (0x61...0x7A).contains(start[0] | 0x20)
  }

  /// A scheme of more than one letter stands before it: `soundcloud:`, `https:`.
  package static func isAddress(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = text.utf8[..<colon]
    return scheme.count > 1
      && scheme.allSatisfy {
        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D
      }
  }

  /// Backslashes as slashes, where it is a path of Windows.
  package static func withSlashes(_ path: String) -> String {
    isDrive(path) || path.hasPrefix("\\\\") || (!path.contains("/") && path.contains("\\"))
      ? path.replacing("\\", with: "/") : path
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
