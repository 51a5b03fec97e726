/// The containers of tags that are read here byte by byte, since the libraries leave them out where there is another
/// one in the file: FFmpeg knows ID3v1 only without ID3v2, an `id3 ` chunk only without INFO, and APEv2 not in MP3.
package struct TagContainers: Sendable {
  /// Where ID3v2 tags lie: at the beginning, or in chunks.
  package private(set) var id3v2: [Range<Int>] = []
  /// RIFF's INFO, or the text chunks of AIFF, by their names.
  package private(set) var chunks: [(name: String, text: [UInt8])] = []
  /// Fields of an APE tag, in the tag's order.
  package private(set) var ape: [(name: String, text: [UInt8])] = []
  /// Fields of an ID3v1 tag.
  package private(set) var id3v1: [(name: String, text: [UInt8])] = []

  /// More than texts ever need.
  private static let mostText = 1 << 16
  private static let mostItems = 1024

  /// Finds every container of tags in a file.
  package init(_ file: FileBytes) {
    if let end = ID3v2Head.end(of: file, at: 0) { id3v2.append(0..<end) }
    if let list = ChunkList(file) {
      for chunk in list.chunks { read(chunk, of: list, in: file) }
    }
    readEnd(of: file)
  }

  // MARK: Chunks

  private mutating func read(_ chunk: ChunkList.Chunk, of list: ChunkList, in file: FileBytes) {
    switch (list.family, chunk.id) {
    case (.wave, "id3 "), (.wave, "ID3 "), (.aiff, "ID3 "), (.aiff, "id3 "):
      if ID3v2Head.end(of: file, at: chunk.body.lowerBound) != nil { id3v2.append(chunk.body) }
    case (.wave, "LIST"):
      let body = file.bytes(at: chunk.body.lowerBound, count: min(chunk.body.count, Self.mostText))
      if body.starts(with: "INFO".utf8) { readInfo(body.dropFirst(4)) }
    case (.aiff, "NAME"), (.aiff, "AUTH"):
      chunks.append((chunk.id, file.bytes(at: chunk.body.lowerBound, count: min(chunk.body.count, Self.mostText))))
    default: break
    }
  }

  private mutating func readInfo(_ body: ArraySlice<UInt8>) {
    var rest = body
    while rest.count > 8, chunks.count < Self.mostItems {
      let name = String(decoding: rest.prefix(4), as: UTF8.self)
      let size = Int(rest.dropFirst(4).prefix(4).littleEndian)
      let text = rest.dropFirst(8).prefix(size)
      chunks.append((name, Array(text.prefix { $0 != 0 })))
      rest = rest.dropFirst(8).dropFirst(size)
      // Sizes are padded to even ones, which some forget: then a name stands where a byte of padding would.
      if size % 2 == 1, rest.first == 0 || rest.count < 8 { rest = rest.dropFirst() }
    }
  }

  // MARK: At the end of the file

  private mutating func readEnd(of file: FileBytes) {
    var end = file.count
    let last = file.bytes(at: max(0, end - 128), count: 128)
    if last.count == 128, last.starts(with: "TAG".utf8) {
      id3v1 = Self.fields(ofID3v1: last)
      end -= 128
    }
    // Lyrics3 stands between the two, its size before its mark.
    let lyrics = file.bytes(at: max(0, end - 15), count: 15)
    if lyrics.suffix(9).elementsEqual("LYRICS200".utf8),
      let size = Int(String(decoding: lyrics.prefix(6), as: UTF8.self))
    {
      end -= min(end, size + 15)
    }
    if let found = Self.items(ofAPE: file, footerAt: end - 32) { ape = found }
  }

  private static func fields(ofID3v1 tag: [UInt8]) -> [(name: String, text: [UInt8])] {
    func field(_ place: Range<Int>) -> [UInt8] { Array(tag[place].prefix { $0 != 0 }) }
    var fields = [
      ("title", field(3..<33)), ("artist", field(33..<63)), ("album", field(63..<93)), ("year", field(93..<97)),
    ]
    if Int(tag[127]) < genres.count { fields.append(("genre", Array(genres[Int(tag[127])].utf8))) }
    return fields
  }

  /// APEv2 (and 1): texts under names in front of a footer of 32 bytes.
  private static func items(ofAPE file: FileBytes, footerAt place: Int) -> [(name: String, text: [UInt8])]? {
    let footer = file.bytes(at: place, count: 32)
    guard footer.count == 32, footer.starts(with: "APETAGEX".utf8) else { return nil }
    let size = Int(footer[12..<16].littleEndian)
    guard size >= 32, size <= place + 32 else { return nil }
    var position = place + 32 - size
    var items: [(name: String, text: [UInt8])] = []
    for _ in 0..<min(mostItems, Int(footer[16..<20].littleEndian)) where position + 8 < place {
      let head = file.bytes(at: position, count: 8 + 256)
      guard head.count > 8, let end = head[8...].firstIndex(of: 0) else { break }
      let count = Int(head[..<4].littleEndian)
      let start = position + end + 1
      guard count <= place - start else { break }
      // Two bits tell texts from pictures and links; of several texts under one name the first is taken.
      if head[4] & 6 == 0 {
        let text = file.bytes(at: start, count: min(count, mostText)).prefix { $0 != 0 }
        items.append((String(decoding: head[8..<end], as: UTF8.self), Array(text)))
      }
      position = start + count
    }
    return items
  }

  /// ID3v1 counts genres: eighty of its own, then Winamp's.
  private static let genres = """
    Blues,Classic Rock,Country,Dance,Disco,Funk,Grunge,Hip-Hop,Jazz,Metal,New Age,Oldies,Other,Pop,R&B,Rap,Reggae,\
    Rock,Techno,Industrial,Alternative,Ska,Death Metal,Pranks,Soundtrack,Euro-Techno,Ambient,Trip-Hop,Vocal,\
    Jazz+Funk,Fusion,Trance,Classical,Instrumental,Acid,House,Game,Sound Clip,Gospel,Noise,AlternRock,Bass,Soul,\
    Punk,Space,Meditative,Instrumental Pop,Instrumental Rock,Ethnic,Gothic,Darkwave,Techno-Industrial,Electronic,\
    Pop-Folk,Eurodance,Dream,Southern Rock,Comedy,Cult,Gangsta,Top 40,Christian Rap,Pop/Funk,Jungle,Native American,\
    Cabaret,New Wave,Psychadelic,Rave,Showtunes,Trailer,Lo-Fi,Tribal,Acid Punk,Acid Jazz,Polka,Retro,Musical,\
    Rock & Roll,Hard Rock,Folk,Folk-Rock,National Folk,Swing,Fast Fusion,Bebob,Latin,Revival,Celtic,Bluegrass,\
    Avantgarde,Gothic Rock,Progressive Rock,Psychedelic Rock,Symphonic Rock,Slow Rock,Big Band,Chorus,\
    Easy Listening,Acoustic,Humour,Speech,Chanson,Opera,Chamber Music,Sonata,Symphony,Booty Bass,Primus,Porn Groove,\
    Satire,Slow Jam,Club,Tango,Samba,Folklore,Ballad,Power Ballad,Rhythmic Soul,Freestyle,Duet,Punk Rock,Drum Solo,\
    A cappella,Euro-House,Dance Hall,Goa,Drum & Bass,Club-House,Hardcore Techno,Terror,Indie,BritPop,Negerpunk,\
    Polsk Punk,Beat,Christian Gangsta Rap,Heavy Metal,Black Metal,Crossover,Contemporary Christian,Christian Rock,\
    Merengue,Salsa,Thrash Metal,Anime,Jpop,Synthpop
    """.split(separator: ",").map(String.init)
}
