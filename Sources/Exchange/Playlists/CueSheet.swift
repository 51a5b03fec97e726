import Music

extension Playlists {
  /// Reads a cue sheet: its files, with a cue where each of its songs begins.
  package static func cueSheet(_ text: String, name: String, _ give: (ForeignPiece) -> Void) {
    var sheet = CueSheetReader(name: name)
    for line in lines(of: text).prefix(100_000) { sheet.take(line) }
    sheet.finish(give)
  }
}

/// A cue sheet, taken line by line.
private struct CueSheetReader {
  private var list: ForeignList
  private var files: [ForeignTrack] = []
  private var song = (title: "", performer: "")
  private var sheet = (title: "", performer: "")
  private var isInSong = false

  init(name: String) { list = ForeignList(name: name) }

  mutating func take(_ line: String) {
    let words = Self.words(of: line)
    guard let first = words.first?.uppercased(), words.count > 1 else { return }
    switch first {
    case "FILE":
      let path = ForeignPath.withSlashes(words[1])
      // One file may be named again before each of its songs.
      guard files.last?.path != path else { return }
      files.append(ForeignTrack(key: path, path: path))
    case "TRACK": (isInSong, song) = (true, ("", ""))
    case "TITLE": if isInSong { song.title = words[1] } else { sheet.title = words[1] }
    case "PERFORMER": if isInSong { song.performer = words[1] } else { sheet.performer = words[1] }
    case "INDEX" where words.count > 2 && Int(words[1]) == 1:
      guard let last = files.indices.last, let place = Self.seconds(words[2]),
        files[last].cues.count < ForeignLimits.cues
      else { return }
      let number = files[last].cues.count + 1
      let names = [song.performer, song.title].filter { !$0.isEmpty }
      files[last].cues.append(
        ForeignCue(.cue, pad: number <= 8 ? number : nil, seconds: place, name: names.joined(separator: " - ")))
    default: break
    }
  }

  mutating func finish(_ give: (ForeignPiece) -> Void) {
    if !sheet.title.isEmpty { list.name = sheet.title }
    for index in files.indices {
      // A file of one song has its name; one of many has the sheet's.
      if files[index].cues.count == 1, let name = files[index].cues.first?.name.components(around: " - ") {
        (files[index].tags.artist, files[index].tags.title) = (name.0, name.1)
      } else if files.count == 1 {
        files[index].tags = Tags(
          title: ForeignTexts.given(sheet.title), artist: ForeignTexts.given(sheet.performer))
      }
      // That a file begins at its beginning is no cue.
      if files[index].cues.count == 1, files[index].cues[0].seconds == 0 { files[index].cues = [] }
      list.tracks.append(files[index].key)
      give(.track(files[index]))
    }
    give(.list(list))
  }

  /// Minutes, seconds and frames of 1/75 s.
  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":").map { Double($0) }
    guard parts.count == 3, let minutes = parts[0], let seconds = parts[1], let frames = parts[2] else { return nil }
    return ForeignTexts.place(minutes * 60 + seconds + frames / 75)
  }

  /// Words and texts in quotation marks.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if character.isWhitespace, !isQuoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
