/// How a stream is encoded.
package enum StreamFormat: Sendable, Hashable {
  /// Constant bit rate, kbit/s.
  case mp3(kilobits: Int)
  /// Variable bit rate, LAME's quality 0 (best) to 9.
  case mp3Variable(quality: Int)
  /// Ogg Opus, variable around so many kbit/s; always at 48 kHz.
  case opus(kilobits: Int)
  /// Ogg Vorbis, variable around so many kbit/s.
  case vorbis(kilobits: Int)
  /// FLAC in Ogg, 16 bits.
  case flac

  /// As the config has it: `mp3 128`, `mp3 v2`, `opus 96`, `ogg 160`, `flac`.
  package var words: String {
    switch self {
    case .mp3(let kilobits): "mp3 \(kilobits)"
    case .mp3Variable(let quality): "mp3 v\(quality)"
    case .opus(let kilobits): "opus \(kilobits)"
    case .vorbis(let kilobits): "ogg \(kilobits)"
    case .flac: "flac"
    }
  }

  /// The rates of MPEG-1 layer III.
  private static let mp3Rates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]

  /// Reads its words. - Returns: nil where they make no format; else the format, and how many words it took.
  static func read(_ words: [String]) -> (format: Self, count: Int)? {
    let number = words.count > 1 ? Int(words[1]) : nil
    switch words.first?.lowercased() {
    case "flac": return (.flac, 1)
    case "mp3":
      if let number { return mp3Rates.contains(number) ? (.mp3(kilobits: number), 2) : nil }
      guard words.count > 1, words[1].lowercased().hasPrefix("v"), let quality = Int(words[1].dropFirst()),
        (0...9).contains(quality)
      else { return nil }
      return (.mp3Variable(quality: quality), 2)
    case "opus": return number.flatMap { (16...510).contains($0) ? (.opus(kilobits: $0), 2) : nil }
    case "ogg", "vorbis": return number.flatMap { (48...500).contains($0) ? (.vorbis(kilobits: $0), 2) : nil }
    default: return nil
    }
  }

  /// Bytes a second, about: what a queue of so many seconds may hold.
  var bytesPerSecond: Int {
    switch self {
    case .mp3(let kilobits), .opus(let kilobits), .vorbis(let kilobits): kilobits * 125
    case .mp3Variable: 32_000
    case .flac: 120_000
    }
  }

  /// Its pages carry the names of tracks; in MP3 the server is told them.
  var carriesTitles: Bool {
    switch self {
    case .mp3, .mp3Variable: false
    case .opus, .vorbis, .flac: true
    }
  }
}
