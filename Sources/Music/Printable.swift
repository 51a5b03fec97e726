extension String {
  /// Without control characters (C0, DEL, C1): what a file, a tag or a driver says of itself is never a command to a
  /// terminal.
  package var printable: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
    guard unicodeScalars.contains(where: isControl) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { !isControl($0) }))
  }
}
