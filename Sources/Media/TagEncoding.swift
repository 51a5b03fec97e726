import Glibc
import Platform

/// The encoding of texts that do not say theirs, or say a wrong one: the tags of ID3v1, RIFF INFO and AIFF have no word
/// for it, and ID3v2's "Latin-1" was long written over whatever the writer's system used.
///
/// What is UTF-8 is UTF-8: nothing else looks so by chance. For the rest the texts of one container are judged
/// together, since one program wrote them: Shift-JIS where all bytes pair up as Japanese does, Windows-1251 where whole
/// words have no ASCII letter, else Windows-1252, which is Latin-1 with quotes and dashes. Chinese, Korean and Central
/// European encodings cannot be told from these by a name of a few letters; they are read as one of them. A song's
/// words are long enough to tell Chinese and Korean (`wholeText`).
package enum TagEncoding: Sendable, Hashable {
  case windows1252, windows1251, shiftJIS, chinese, korean

  /// Texts of one container, none of which says how it is encoded.
  package static func texts(of fields: [[UInt8]]) -> [String] {
    let encoding = TagEncoding(guessing: fields.filter { utf8($0) == nil })
    return fields.map { utf8($0) ?? encoding.text($0) }
  }

  /// A text of many words that does not say how it is encoded: by the mark before it, by its zeros (UTF-16), as UTF-8
  /// where it is that, else by its letters.
  package static func wholeText(_ bytes: [UInt8]) -> String {
    let isMarked =
      bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFF, 0xFE])
      || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(2).contains(0) && bytes.count > 2
    if isMarked { return Platform.text(of: bytes) }
    if let text = utf8(bytes) { return text }
    let pairs = PairTally(bytes)
    if pairs.isChinese { return TagEncoding.chinese.text(bytes) }
    if pairs.isKorean { return TagEncoding.korean.text(bytes) }
    return texts(of: [bytes])[0]
  }

  /// Texts of one container that came as Latin-1, which may be wrong: what has other letters was declared in another
  /// way and stays as it is.
  package static func mended(latin1 texts: [String]) -> [String] {
    let fields = texts.map { text -> [UInt8]? in
      let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      return bytes.count == text.unicodeScalars.count && bytes.contains { $0 >= 0x80 } ? bytes : nil
    }
    var mended = Self.texts(of: fields.compactMap { $0 }).makeIterator()
    return zip(texts, fields).map { text, field in field == nil ? text : mended.next() ?? text }
  }

  /// A list of names that does not say how it is encoded. A handful of letters says nothing of their language: they are
  /// Western then, as those who write such lists mostly are.
  package static func listOfNames(_ bytes: [UInt8]) -> String {
    guard utf8(bytes) == nil, bytes.count(where: { $0 >= 0x80 }) < fewLetters, !bytes.prefix(2).contains(0),
      !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF])
    else { return wholeText(bytes) }
    return TagEncoding.windows1252.text(bytes)
  }

  private static let fewLetters = 8

  /// Valid UTF-8; a field of limited length may have been cut within its last letter.
  private static func utf8(_ bytes: [UInt8]) -> String? {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    guard let lead = bytes.suffix(3).lastIndex(where: { $0 >= 0xC0 }), lead + 4 > bytes.count,
      bytes[(lead + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }), bytes[..<lead].contains(where: { $0 >= 0x80 })
    else { return nil }
    return String(validating: bytes[..<lead], as: UTF8.self)
  }

  /// What texts are probably written in, by what is in them.
  init(guessing texts: [[UInt8]]) {
    if ShiftJISTally(texts).isJapanese {
      self = .shiftJIS
    } else {
      self = texts.reduce(into: CyrillicTally()) { $0.add($1) }.isCyrillic ? .windows1251 : .windows1252
    }
  }

  private func text(_ bytes: [UInt8]) -> String {
    switch self {
    case .shiftJIS: return converted(bytes, from: "CP932") ?? TagEncoding.windows1252.text(bytes)
    case .windows1251: return converted(bytes, from: "CP1251") ?? TagEncoding.windows1252.text(bytes)
    case .chinese: return converted(bytes, from: "GB18030") ?? TagEncoding.windows1252.text(bytes)
    case .korean: return converted(bytes, from: "CP949") ?? TagEncoding.windows1252.text(bytes)
    case .windows1252:
      return String(
        String.UnicodeScalarView(
          bytes.map { byte in
            Unicode.Scalar((0x80..<0xA0).contains(byte) ? Self.quotes[Int(byte) - 0x80] : UInt16(byte)) ?? " "
          }))
    }
  }

  /// Windows-1252 from 0x80 to 0x9F; a space where it has nothing.
  private static let quotes: [UInt16] = [
    0x20AC, 0x20, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x20, 0x017D,
    0x20, 0x20, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x20,
    0x017E, 0x0178,
  ]

  /// What the C library makes of it: nil where it does not know the encoding or the text is not in it. A last letter
  /// that is cut short is left out.
  private func converted(_ bytes: [UInt8], from name: String) -> String? {
    guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 4 * bytes.count + 4)
    var (left, room) = (input.count, output.count)
    let isDone = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var (from, to) = (input.baseAddress, output.baseAddress)
        return iconv(converter, &from, &left, &to, &room) != -1
      }
    }
    guard isDone || left == 1 else { return nil }
    return String(decoding: output[..<(output.count - room)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Weighs words by whether they could be Cyrillic in Windows-1251: there a word is all high bytes, in a Western
/// language accented letters stand between ASCII ones.
private struct CyrillicTally {
  private var cyrillic = 0
  private var latin = 0

  var isCyrillic: Bool { cyrillic > latin }

  mutating func add(_ text: [UInt8]) {
    for word in text.split(whereSeparator: { !Self.isASCIILetter($0) && !Self.isLetter($0) }) {
      let high = word.count(where: Self.isLetter)
      if high == 0 { continue }
      if high < word.count { latin += word.count } else { weigh(Array(word)) }
    }
  }

  /// A word without ASCII letters. One letter may be a word anywhere (à, ó; я, в). Two are one where they have a vowel
  /// and a consonant; what begins with a sign or ends with a hard one is none in Cyrillic.
  private mutating func weigh(_ word: [UInt8]) {
    let signs: [UInt8] = [0xDA, 0xFA, 0xDC, 0xFC]
    let isImpossible = signs.contains(word[0]) || [0xDA, 0xFA].contains(word[word.count - 1])
    let vowels = word.count(where: Self.vowels.contains)
    if word.count > 2 {
      if isImpossible { latin += word.count } else { cyrillic += word.count }
    } else if word.count == 2, !isImpossible, vowels == 1 {
      cyrillic += 1
    }
  }

  private static func isASCIILetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }

  /// Letters of Windows-1251, with those of Ukrainian and Belarusian.
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0xC0 || [0xA1, 0xA2, 0xA5, 0xA8, 0xAA, 0xAF, 0xB2, 0xB3, 0xB4, 0xB8, 0xBA, 0xBF].contains(byte)
  }

  /// а е и о у ы э ю я, capital and small, with ё, є, і, ї.
  private static let vowels: Set<UInt8> = {
    let small: [UInt8] = [0xE0, 0xE5, 0xE8, 0xEE, 0xF3, 0xFB, 0xFD, 0xFE, 0xFF]
    return Set(small + small.map { $0 - 0x20 } + [0xA8, 0xB8, 0xAA, 0xBA, 0xB2, 0xB3, 0xAF, 0xBF])
  }()
}

/// Counts pairs of high bytes as Chinese and Korean have them: all of them whole, nine of ten in the rows of common
/// signs. Korean's rows of syllables are the first half of the Chinese ones.
private struct PairTally {
  private var pairs = 0
  private var hanzi = 0
  private var hangul = 0
  private var isValid = true

  init(_ text: [UInt8]) {
    var index = 0
    while index < text.count, isValid {
      guard text[index] >= 0x80 else {
        index += 1
        continue
      }
      let (lead, trail) = (text[index], index + 1 < text.count ? text[index + 1] : 0xA1)
      isValid = (0x81...0xFE).contains(lead) && trail >= 0x40 && trail != 0x7F && trail != 0xFF
      pairs += 1
      if trail >= 0xA1, (0xB0...0xD7).contains(lead) { hanzi += 1 }
      if trail >= 0xA1, (0xB0...0xC8).contains(lead) { hangul += 1 }
      // Signs and full-wide letters are in both.
      if trail >= 0xA1, (0xA1...0xA3).contains(lead) { pairs -= 1 }
      index += 2
    }
  }

  private var isLong: Bool { isValid && pairs >= 8 }
  var isKorean: Bool { isLong && 20 * hangul >= 19 * pairs }
  var isChinese: Bool { isLong && !isKorean && 5 * hanzi >= 4 * pairs }
}

/// Counts what Shift-JIS would make of texts. By chance, a Western text has a pair here and there (the quote and the t
/// of “don’t”); Japanese has them in rows, nearly all of common signs.
private struct ShiftJISTally {
  private var pairs = 0
  private var common = 0
  private var kana = 0
  /// Pairs beside another one.
  private var inRows = 0
  /// Pairs or half-wide kana that touch an ASCII letter.
  private var touched = 0
  private var halves = 0
  /// Of the halves, those whose bytes are no letters in any other encoding.
  private var plainHalves = 0
  private var isValid = true

  init(_ texts: [[UInt8]]) { for text in texts where isValid { add(text) } }

  var isJapanese: Bool {
    guard isValid else { return false }
    if pairs == 0 { return halves >= 3 && 3 * plainHalves >= halves && touched == 0 }
    guard 2 * common > pairs else { return false }
    return kana > 0 && inRows > 0 || inRows >= 2 || touched == 0
  }

  private mutating func add(_ text: [UInt8]) {
    var index = 0
    var wasPair = false
    while index < text.count {
      let byte = text[index]
      let isHalf = (0xA1...0xDF).contains(byte)
      if byte < 0x80 || isHalf {
        if isHalf {
          halves += 1
          if (0xA6...0xBF).contains(byte) { plainHalves += 1 }
          note(text, index..<index + 1)
        }
        index += 1
        wasPair = false
        continue
      }
      // Cut within its last sign.
      if index + 1 == text.count, index > 1 { return }
      guard Self.leads.contains(byte), index + 1 < text.count, Self.isTrail(text[index + 1]) else {
        return isValid = false
      }
      let trail = text[index + 1]
      pairs += 1
      if byte < 0xA0 { common += 1 }
      if byte == 0x82 && trail >= 0x9F || byte == 0x83 && trail <= 0x96 { kana += 1 }
      if wasPair { inRows += 2 }
      note(text, index..<index + 2)
      wasPair = true
      index += 2
    }
  }

  private mutating func note(_ text: [UInt8], _ place: Range<Int>) {
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && text[index] < 0x80 && (0x41...0x5A).contains(text[index] & 0xDF)
    }
    if isLetter(place.lowerBound - 1) || isLetter(place.upperBound) { touched += 1 }
  }

  /// Rows of the standard and its common extensions.
  private static let leads = Set<UInt8>(Array(0x81...0x9F) + Array(0xE0...0xEA) + [0xED, 0xEE, 0xFA, 0xFB, 0xFC])
  private static func isTrail(_ byte: UInt8) -> Bool { (0x40...0xFC).contains(byte) && byte != 0x7F }
}
