import Engine
import Media
import Music

/// What is on its way onto a deck: a file and the stems behind it, decoded while the track plays already.
struct TrackLoad {
  /// Counts loads: a result of an earlier one is dropped.
  private var number = 0
  private var decoding: Decoding?
  private var stemDecodings: [Decoding] = []
  /// The deck is to stand at the line that says this, once the words are known.
  private(set) var line: String?
  /// The stems are being looked for or decoded.
  private(set) var awaitsStems = false
  /// The track whose stems are looked for is on the deck.
  private var isThere = false

  /// Begins another load; what was on its way does not come. - Returns: its number.
  /// - Parameter line: where the deck is to stand, by what is sung there.
  mutating func begin(at line: String? = nil) -> Int {
    cancel()
    self.line = line
    awaitsStems = true
    return number
  }

  /// The stems of the track that is on the deck are looked for once more. - Returns: the number of the load.
  mutating func beginStems() -> Int {
    (awaitsStems, isThere) = (true, true)
    return number
  }

  /// Whatever is on its way does not come.
  mutating func cancel() {
    for decoding in stemDecodings { decoding.cancel() }
    decoding?.cancel()
    finish()
    number += 1
  }

  /// The number of the last load that was begun or given up.
  var latest: Int { number }

  /// Whether a result belongs to the load that goes on.
  func isCurrent(_ number: Int) -> Bool { self.number == number }

  /// Its first frames are there.
  mutating func fileBegan(_ decoding: Decoding) { self.decoding = decoding }
  /// The file is there, the stems' first frames are, too.
  mutating func stemsBegan(_ decodings: [Decoding]) { stemDecodings = decodings }

  /// A track is on its way that is not on the deck yet.
  var isComing: Bool { awaitsStems && decoding == nil && !isThere }

  /// All is there that comes. - Returns: whether the file had begun to come.
  @discardableResult
  mutating func finish() -> Bool {
    defer { (decoding, stemDecodings, awaitsStems, isThere) = (nil, [], false, false) }
    return decoding != nil
  }

  /// 0…1 while the file is being decoded.
  var progress: Double? { decoding.map(\.progress).flatMap { $0 < 1 ? $0 : nil } }
}
