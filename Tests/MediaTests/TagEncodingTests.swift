import Glibc
import Media
import Music
import Support
import Testing

/// Names of artists and titles as bytes that do not say how they are encoded.
@Suite struct TagEncodingTests {
  /// Western names: Windows-1252. Quotes and dashes are not in Latin-1; some titles are one or two letters long.
  static let western = [
    "Björk", "Jóga (Été Mix)", "Sigur Rós", "Ágætis byrjun", "Þú og ég", "Röyksopp", "Mø", "Motörhead", "Beyoncé",
    "Édith Piaf", "À", "São Paulo", "Coração", "Señor Coconut", "¿Qué?", "Für Elise", "Ä", "Œuvre", "Šárka",
    "It’s – “Don’t”", "Don’t Can’t Won’t", "Naïve", "Ænima", "Ólafur Arnalds", "Sébastien Léger", "Øystein", "Öö",
    "Smørrebrød", "L’été indien", "ÉTÉ À SÃO", "Françoise Hardy", "Ísafjörður",
  ]
  static let cyrillic = [
    "Кино", "КИНО", "Летний вечер", "Группа крови", "ДДТ", "Мумий Тролль", "Ёлка", "Ты", "Мы", "Земфира",
    "Алла Пугачёва",
    "Океан Ельзи", "Друга Ріка", "Її сльоза", "Скрябін", "Я и ты (DJ Смэш Remix)", "Тату — Нас не догонят",
    "DJ Грув feat. Ноты", "Щедрик", "Вещь", "Сплин",
  ]
  static let japanese = [
    "宇多田ヒカル", "坂本龍一", "きゃりーぱみゅぱみゅ", "石川さゆり", "天城越え", "ﾊﾟﾌｭｰﾑｱｲｳｴｵ", "Perfume (パフューム)", "恋", "YMO ライディーン",
    "電気グルーヴ", "千本桜 feat.初音ミク", "表",
  ]

  @Test(arguments: [
    ("CP1252", western), ("CP1251", cyrillic), ("CP932", japanese), ("UTF-8", western + cyrillic + japanese),
  ])
  func namesAreReadAsTheyWereMeant(encoding: String, names: [String]) throws {
    for name in names {
      #expect(TagEncoding.texts(of: [try LyricsTests.bytes(name, encoding)]) == [name])
    }
  }

  /// ID3v2 that says Latin-1 holds any of them.
  @Test(arguments: [
    ("CP1252", western), ("CP1251", cyrillic), ("CP932", japanese), ("UTF-8", western + cyrillic + japanese),
  ])
  func aWrongWordOnTheEncodingIsSeenThrough(encoding: String, names: [String]) throws {
    for name in names {
      let latin1 = String(String.UnicodeScalarView(try LyricsTests.bytes(name, encoding).map { Unicode.Scalar($0) }))
      #expect(TagEncoding.mended(latin1: [latin1]) == [name])
    }
  }

  @Test func whatWasDeclaredRightStays() {
    let texts = ["Кино", "Björk", "宇多田ヒカル", "plain", "L’été"]
    #expect(TagEncoding.mended(latin1: texts) == texts)
  }

  /// What is doubtful alone is clear beside the container's other texts.
  @Test func aContainerIsJudgedAsAWhole() throws {
    let fields = try ["Я", "Кино", "Live"].map { try LyricsTests.bytes($0, "CP1251") }
    #expect(TagEncoding.texts(of: fields) == ["Я", "Кино", "Live"])
    let western = try ["À", "Öö", "Zoë", "É"].map { try LyricsTests.bytes($0, "CP1252") }
    #expect(TagEncoding.texts(of: western) == ["À", "Öö", "Zoë", "É"])
  }

  /// ID3v1 cuts at 30 bytes, also within a letter.
  @Test func aCutLetterIsLeftOut() throws {
    #expect(TagEncoding.texts(of: [Array("Группа кровы ".utf8) + [0xD0]]) == ["Группа кровы "])
    #expect(TagEncoding.texts(of: [Array(try LyricsTests.bytes("宇多田ヒカル", "CP932").dropLast())]) == ["宇多田ヒカ"])
  }

  /// Whatever the bytes are, there is a text, without a sign for what could not be read.
  @Test func anyBytesAreAText() {
    var random = SeededRandom(seed: 51)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) }
      #expect(!TagEncoding.texts(of: [bytes])[0].unicodeScalars.contains("\u{FFFD}"))
    }
  }
}
