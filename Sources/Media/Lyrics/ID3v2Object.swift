/// A frame that holds bytes of a program's own, with a name.
package struct ID3v2Object: Sendable {
  /// What the program calls it.
  package let name: String
  /// As they lie there.
  package let bytes: [UInt8]

  /// - Parameter body: of a GEOB frame, from its encoding on. Nil for a damaged one.
  package init?(_ body: [UInt8]) {
    guard let encoding = body.first, encoding < 4 else { return nil }
    // The kind of the bytes is in Latin letters, whatever the encoding of what follows.
    let rest = body.dropFirst().drop { $0 != 0 }.dropFirst()
    guard var texts = ID3v2Texts([encoding] + rest) else { return nil }
    _ = texts.text()
    name = texts.text()
    bytes = texts.remaining
  }
}
