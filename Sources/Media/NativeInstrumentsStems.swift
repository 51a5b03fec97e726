import FoundationEssentials
import Glibc
import Music

/// The stems of a Native Instruments stem file: an MP4 file whose first audio stream is the master and whose next four
/// are the stems. Their names are JSON in the atom moov/udta/stem (Stem file specification, 2015).
enum NativeInstrumentsStems {
  /// The four stems, by the file's own names; in the usual order drums, bass, other, vocals where names are missing or
  /// are not those of stems.
  static func streams(of path: String) -> [StemFile] {
    let usual: [StemKind] = [.drums, .bass, .other, .vocals]
    let names = names(in: path)
    let kinds = names.map { StemSearch.kind(ofStemName: $0) }
    // All four names must be known and different, or the order says more than they do.
    let areKnown = kinds.count == 4 && !kinds.contains(nil) && Set(kinds).count == 4
    return usual.indices.map { index in
      let kind = areKnown ? kinds[index]! : usual[index]
      let label = names.indices.contains(index) && !names[index].isEmpty ? names[index] : kind.rawValue
      return StemFile(kind: kind, label: label.printable, path: path, stream: index + 1)
    }
  }

  private struct Listing: Decodable {
    struct Stem: Decodable { var name: String? }
    var stems: [Stem]
  }

  private static func names(in path: String) -> [String] {
    guard let file = fopen(path, "rbe") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var range = 0..<ftell(file)
    for name in ["moov", "udta", "stem"] {
      guard let inner = find(name, in: range, of: file) else { return [] }
      range = inner
    }
    guard range.count <= 1 << 20, fseek(file, range.lowerBound, SEEK_SET) == 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: range.count)
    guard fread(&bytes, 1, bytes.count, file) == bytes.count,
      let listing = try? JSONDecoder().decode(Listing.self, from: Data(bytes))
    else { return [] }
    return listing.stems.map { $0.name ?? "" }
  }

  /// The body of the first atom of that name among those that follow each other in `range`. An atom is its length
  /// (4 bytes, big end first; 1: 8 more bytes have it; 0: up to the end), its name and its body.
  private static func find(_ name: String, in range: Range<Int>, of file: UnsafeMutablePointer<FILE>) -> Range<Int>? {
    var start = range.lowerBound
    while start + 8 <= range.upperBound {
      var head = [UInt8](repeating: 0, count: 16)
      guard fseek(file, start, SEEK_SET) == 0 else { return nil }
      let count = fread(&head, 1, 16, file)
      guard count >= 8 else { return nil }
      func number(_ bytes: Range<Int>) -> Int { bytes.reduce(0) { ($0 & 0xFF_FFFF_FFFF_FFFF) << 8 | Int(head[$1]) } }
      var (length, body) = (number(0..<4), 8)
      if length == 1 { (length, body) = (number(8..<16), 16) }
      if length == 0 { length = range.upperBound - start }
      guard length >= body, length <= range.upperBound - start else { return nil }
      if head[4..<8].elementsEqual(name.utf8) { return (start + body)..<(start + length) }
      start += length
    }
    return nil
  }
}
