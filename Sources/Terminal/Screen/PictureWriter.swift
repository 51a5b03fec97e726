import CNettle
import CZlib

/// Shows waveforms as pictures by the graphics protocol of kitty (sw.kovidgoyal.net/kitty/graphics-protocol). A picture
/// three windows wide goes to the terminal once; from then on a frame says in some fifty bytes which part of it stands
/// where, to the pixel. It is made anew when the window leaves it, or what it shows has changed.
struct PictureWriter {
  /// Of a cell, in pixels.
  struct CellSize: Sendable, Equatable {
    let width: Int
    let height: Int
  }

  /// What the terminal has been given for a deck.
  private struct Picture {
    var id: Int
    var subject: WavePicture.Subject
    var span: Range<Double>
    /// Cells of the window that it was made for.
    var rect: Rect
    var cell: CellSize
    var width: Int
    var height: Int
    var placed: Place?
  }

  /// Which part of a picture stands where.
  private struct Place: Equatable {
    let x: Int
    let width: Int
    let rect: Rect
  }

  private var pictures: [Deck: Picture] = [:]
  /// The playhead, which stands still over them, and where it was put for each deck.
  private var playhead: CellSize?
  private var playheads: [Deck: Rect] = [:]
  /// Terminals take no more in a row; less is sent of what is wider.
  private static let widest = 9000
  /// Numbers that no other program is likely to use.
  private static let firstID = 74_200

  /// Whether the terminal keeps nothing of what it was sent.
  var isEmpty: Bool { pictures.isEmpty && playhead == nil }

  /// Asks a terminal whether it shows pictures; one that does answers `answer`.
  static let question = "\u{1B}_Gi=\(firstID),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
  /// The body of the answer.
  static let answer = Array("Gi=\(firstID);OK".utf8)
  /// Takes all pictures away, and what the terminal keeps of them.
  static let removal = Array("\u{1B}_Ga=d,d=A,q=2\u{1B}\\".utf8)

  /// The terminal has been cleared: nothing is known of what it shows.
  mutating func forget() { (pictures, playhead, playheads) = ([:], nil, [:]) }

  /// The bytes that show these pictures and no others; none where nothing changes. The cursor is where it was.
  /// - Parameter colour: of a role.
  mutating func difference(to wanted: [WavePicture], cell: CellSize, colour: (Role) -> RGB) -> [UInt8] {
    var bytes: [UInt8] = []
    for deck in Deck.allCases {
      guard let picture = wanted.first(where: { $0.subject.deck == deck }) else {
        if let old = pictures.removeValue(forKey: deck) { bytes += Self.removal(of: old.id) }
        if playheads.removeValue(forKey: deck) != nil {
          bytes += "\u{1B}_Ga=d,d=i,i=\(Self.playheadID),p=\(Self.number(deck)),q=2\u{1B}\\".utf8
        }
        continue
      }
      let old = pictures[deck]
      if old.map({ Self.serves($0, picture, cell) }) != true {
        pictures[deck] = Self.make(picture, cell, colour, after: old?.id, sending: &bytes)
      }
      bytes += place(picture)
      bytes += placePlayhead(over: picture, cell, colour(.playhead))
      if let old, old.id != pictures[deck]?.id { bytes += Self.removal(of: old.id) }
    }
    return bytes.isEmpty ? [] : Array("\u{1B}7".utf8) + bytes + Array("\u{1B}8".utf8)
  }

  // MARK: Making

  /// Whether a picture that the terminal has shows what is wanted, about as fine as the screen is.
  private static func serves(_ old: Picture, _ wanted: WavePicture, _ cell: CellSize) -> Bool {
    let window = wanted.start...wanted.start + wanted.seconds
    let share = 3 * wanted.seconds / (old.span.upperBound - old.span.lowerBound)
    return old.span.lowerBound <= window.lowerBound && window.upperBound <= old.span.upperBound
      && (0.8...1.25).contains(share) && old.cell == cell && old.rect == wanted.rect && old.subject == wanted.subject
  }

  private static func make(
    _ wanted: WavePicture, _ cell: CellSize, _ colour: (Role) -> RGB, after old: Int?, sending bytes: inout [UInt8]
  ) -> Picture {
    let cells = 3 * wanted.rect.width
    let span = wanted.start - wanted.seconds..<wanted.start + 2 * wanted.seconds
    let width = min(cells * cell.width, widest)
    let height = wanted.rect.height * min(cell.height, 16)
    let base = firstID + 2 * number(wanted.subject.deck)
    let id = old == base ? base + 1 : base
    let pixels = WavePixels(wanted.subject, span: span, width: width, height: height, cells: cells, colour: colour)
    send(pixels.bytes, "f=24,s=\(width),v=\(height)", as: id, into: &bytes)
    return Picture(
      id: id, subject: wanted.subject, span: span, rect: wanted.rect, cell: cell, width: width, height: height)
  }

  /// In chunks of 4,096 characters, as the protocol wants.
  private static func send(_ pixels: [UInt8], _ kind: String, as id: Int, into bytes: inout [UInt8]) {
    let text = base64(packed(pixels))
    var head = "a=t,\(kind),o=z,i=\(id),"
    for start in stride(from: 0, to: text.count, by: 4096) {
      let end = min(start + 4096, text.count)
      bytes += "\u{1B}_G\(head)q=2,m=\(end < text.count ? 1 : 0);".utf8
      bytes += text[start..<end]
      bytes += "\u{1B}\\".utf8
      head = ""
    }
  }

  /// Deflated, as fast as zlib does it.
  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(count))
    guard compress2(&packed, &count, bytes, uLong(bytes.count), 1) == Z_OK else { return [] }
    return Array(packed.prefix(Int(count)))
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    // Four characters for each three bytes that have begun.
    var text = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4)
    nettle_base64_encode_raw(&text, bytes.count, bytes)
    return text.map { UInt8(bitPattern: $0) }
  }

  // MARK: Placing

  private mutating func place(_ wanted: WavePicture) -> [UInt8] {
    guard let picture = pictures[wanted.subject.deck] else { return [] }
    let perSecond = Double(picture.width) / (picture.span.upperBound - picture.span.lowerBound)
    let width = min(max(1, Int((wanted.seconds * perSecond).rounded())), picture.width)
    let x = Int(((wanted.start - picture.span.lowerBound) * perSecond).rounded())
    let place = Place(x: min(max(0, x), picture.width - width), width: width, rect: wanted.rect)
    guard place != picture.placed else { return [] }
    pictures[wanted.subject.deck]?.placed = place
    let part = "x=\(place.x),y=0,w=\(place.width),h=\(picture.height)"
    return Self.placement(of: picture.id, 1, part + ",z=0", in: wanted.rect)
  }

  /// Over what is in the cells, without moving the cursor.
  private static func placement(of id: Int, _ number: Int, _ words: String, in rect: Rect) -> [UInt8] {
    Array(
      ("\u{1B}[\(rect.y + 1);\(rect.x + 1)H\u{1B}_Ga=p,i=\(id),p=\(number),\(words),c=\(rect.width),r=\(rect.height),"
        + "C=1,q=2\u{1B}\\").utf8)
  }

  /// A line in the middle of its cell, with nothing beside it.
  private mutating func placePlayhead(over picture: WavePicture, _ cell: CellSize, _ colour: RGB) -> [UInt8] {
    var bytes: [UInt8] = []
    if playhead != cell {
      let line = max(2, cell.width / 5)
      var pixels = [UInt8](repeating: 0, count: 4 * cell.width)
      for x in (cell.width - line) / 2..<(cell.width + line) / 2 {
        (pixels[4 * x], pixels[4 * x + 1], pixels[4 * x + 2], pixels[4 * x + 3]) = (colour.0, colour.1, colour.2, 255)
      }
      Self.send(pixels, "f=32,s=\(cell.width),v=1", as: Self.playheadID, into: &bytes)
      (playhead, playheads) = (cell, [:])
    }
    let whole = picture.rect
    let rect = Rect(x: whole.x + picture.playhead, y: whole.y, width: 1, height: whole.height)
    guard playheads[picture.subject.deck] != rect else { return bytes }
    playheads[picture.subject.deck] = rect
    return bytes + Self.placement(of: Self.playheadID, Self.number(picture.subject.deck), "z=1", in: rect)
  }

  private static let playheadID = firstID + 1
  private static func number(_ deck: Deck) -> Int { deck == .a ? 1 : 2 }

  private static func removal(of id: Int) -> [UInt8] { Array("\u{1B}_Ga=d,d=I,i=\(id),q=2\u{1B}\\".utf8) }
}
