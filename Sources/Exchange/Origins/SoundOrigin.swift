/// Where the time of a file of music begins, which programs see differently: what an MP3 or AAC says, or does not say,
/// of the delay of its encoder.
package struct SoundOrigin: Sendable, Hashable, Codable {
  /// Kinds of files that a program counts alike in.
  package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// MP3 without a Xing or Info frame.
    case mp3WithoutTag
    /// With one, by an encoder that is not LAME.
    case mp3OfOthers
    /// With one of LAME's, whose checksum is wrong.
    case mp3OfLAMEBroken
    /// With one of LAME's, whose checksum is right.
    case mp3OfLAME
    case aac
    /// All others: every program counts from the first sample.
    case exact

    /// As a report says it.
    package var words: String {
      switch self {
      case .mp3WithoutTag: "MP3 without a tag (A)"
      case .mp3OfOthers: "MP3 of kind B"
      case .mp3OfLAMEBroken: "MP3 of kind C"
      case .mp3OfLAME: "MP3 of kind D"
      case .aac: "AAC"
      case .exact: "WAV, AIFF, FLAC and the like"
      }
    }
  }
  /// What it is.
  package var kind: Kind
  /// Frames that Segue leaves out at the beginning.
  package var skip: Int
  /// Hz.
  package var rate: Double

  /// A file that every program counts alike in.
  package static let exact = SoundOrigin(kind: .exact, skip: 0, rate: 44_100)

  /// - Parameters:
  ///   - skip: frames that are left out at the beginning.
  ///   - rate: Hz.
  package init(kind: Kind, skip: Int, rate: Double) { (self.kind, self.skip, self.rate) = (kind, skip, rate) }

  /// Frames of one piece of MP3, as long as the frame of its tag.
  private var tagFrame: Double { rate < 32_000 ? 576 : 1152 }

  /// What a program counts from an earlier point than Segue, in seconds: to be taken from its times. Nil where nobody
  /// knows it of this program and kind.
  package func offset(of program: ForeignFormat) -> Double? {
    let frames: Double?
    // A stick counts as the program that filled it.
    switch (program == .rekordboxStick ? .rekordboxXML : program, kind) {
    case (_, .exact): frames = 0
    case (.rekordboxXML, .mp3WithoutTag), (.traktor, .mp3WithoutTag): frames = 0
    case (.rekordboxXML, .mp3OfOthers), (.rekordboxXML, .mp3OfLAMEBroken), (.rekordboxXML, .aac): frames = Double(skip)
    case (.rekordboxXML, .mp3OfLAME): frames = Double(skip) + tagFrame
    case (.traktor, .aac), (.serato, .aac): frames = 0
    case (.traktor, _), (.serato, _): frames = Double(skip) + tagFrame
    default: frames = nil
    }
    return frames.map { $0 / rate }
  }

  /// All that programs are known to count from, for this file, in seconds.
  package var likelyOffsets: [Double] {
    kind == .exact ? [0] : [0, Double(skip) / rate, (Double(skip) + tagFrame) / rate]
  }
}

extension SoundOrigin {
  /// Of an MP3, by its first frames.
  /// - Parameter bytes: from behind an ID3v2 tag on; a few kilobytes.
  /// - Returns: nil where no frame of MPEG audio is found.
  package init?(mpeg bytes: [UInt8]) {
    guard let start = Self.firstFrame(in: bytes) else { return nil }
    let frame = Array(bytes[start...])
    let version = frame[1] >> 3 & 3
    let isMono = frame[3] >> 6 == 3
    let rates: [Double] = [44_100, 48_000, 32_000]
    let rate = rates[Int(frame[2] >> 2 & 3)] / (version == 3 ? 1 : version == 2 ? 2 : 4)
    let side = version == 3 ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
    let tag = 4 + side
    guard frame.count > tag + 156, ["Xing", "Info"].contains(Self.text(frame, tag, 4)) else {
      self.init(kind: .mp3WithoutTag, skip: 0, rate: rate)
      return
    }
    // Which of the four fields are there says where the encoder's name stands.
    let flags = frame[tag + 7]
    var encoder = tag + 8
    if flags & 1 != 0 { encoder += 4 }
    if flags & 2 != 0 { encoder += 4 }
    if flags & 4 != 0 { encoder += 100 }
    if flags & 8 != 0 { encoder += 4 }
    guard frame.count >= encoder + 36 else {
      self.init(kind: .mp3OfOthers, skip: 0, rate: rate)
      return
    }
    let name = Self.text(frame, encoder, 4)
    // FFmpeg, which Segue decodes by, believes these three, and adds the decoder's own delay.
    let delay = Int(frame[encoder + 21]) << 4 | Int(frame[encoder + 22]) >> 4
    let skip = ["LAME", "Lavf", "Lavc"].contains(name) ? delay + 529 : 0
    guard name == "LAME" else {
      self.init(kind: .mp3OfOthers, skip: skip, rate: rate)
      return
    }
    let checksum = UInt16(frame[encoder + 34]) << 8 | UInt16(frame[encoder + 35])
    // 190 bytes in stereo; writers differ in mono.
    let isRight = [190, encoder + 34].contains { $0 <= frame.count && Self.crc(frame[..<$0]) == checksum }
    self.init(kind: isRight ? .mp3OfLAME : .mp3OfLAMEBroken, skip: skip, rate: rate)
  }

  /// The first place that looks like a frame of layer III, with another one behind it where the bytes reach so far.
  private static func firstFrame(in bytes: [UInt8]) -> Int? {
    var place = 0
    while place + 4 <= bytes.count {
      if let length = length(of: bytes, at: place) {
        let next = place + length
        if next + 4 > bytes.count || Self.length(of: bytes, at: next) != nil { return place }
      }
      place += 1
    }
    return nil
  }

  private static func length(of bytes: [UInt8], at place: Int) -> Int? {
    guard bytes[place] == 0xFF, bytes[place + 1] & 0xE0 == 0xE0, bytes[place + 1] >> 1 & 3 == 1 else { return nil }
    let version = bytes[place + 1] >> 3 & 3
    let (rateIndex, speedIndex) = (Int(bytes[place + 2] >> 4), Int(bytes[place + 2] >> 2 & 3))
    guard version != 1, (1...14).contains(rateIndex), speedIndex < 3 else { return nil }
    let speeds = [44_100, 48_000, 32_000]
    let first = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    let second = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    let kilobits = (version == 3 ? first : second)[rateIndex - 1]
    let speed = speeds[speedIndex] / (version == 3 ? 1 : version == 2 ? 2 : 4)
    return (version == 3 ? 144_000 : 72_000) * kilobits / speed + Int(bytes[place + 2] >> 1 & 1)
  }

  private static func text(_ bytes: [UInt8], _ place: Int, _ count: Int) -> String {
    String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  /// CRC-16 with the polynomial 0xA001, from 0.
  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var crc: UInt16 = 0
    for byte in bytes {
      crc ^= UInt16(byte)
      for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
    return crc
  }
}
