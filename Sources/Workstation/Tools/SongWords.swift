import Media
import Music
import Platform

/// A song's words as `segue lyrics` prints them.
package struct SongWords {
  /// The file.
  package let path: String
  private let lyrics: Lyrics
  /// Why the file could not be read, in a sentence; nil where it was.
  package let failure: String?

  init(_ read: ReadLyrics) {
    (path, lyrics, failure) = (read.path, read.lyrics ?? Lyrics(), read.failure?.sentence)
  }

  /// For people: what it is of, then a line each, with its time.
  package var lines: [String] {
    guard failure == nil else { return [] }
    let name = fileName(path).printable
    guard let source = lyrics.source else { return ["\(name): no words"] + lyrics.notes }
    let kind = lyrics.isTimed ? "" : ", without times"
    return ["\(name): \(source.rawValue)\(kind)"]
      + (lyrics.isTimed ? lyrics.lines.map { "\(Self.stamp($0.start))  \($0.text)" } : lyrics.plain) + lyrics.notes
  }

  /// `1:02.50`.
  private static func stamp(_ time: TrackTime) -> String {
    let hundredths = Int((time.value * 100).rounded())
    return "\(clock(Double(hundredths / 100))).\(twoDigits(hundredths % 100))"
  }

  /// One object.
  package var json: String {
    guard failure == nil else { return JSON.object([("path", .text(path)), ("error", JSON(failure))]).line }
    let lines = lyrics.lines.map { line in
      JSON.object([
        ("start_seconds", .number(line.start.value)), ("end_seconds", JSON(line.end?.value)),
        ("text", .text(line.text)),
        (
          "words",
          .list(line.words.map { .object([("start_seconds", .number($0.start.value)), ("text", .text($0.text))]) })
        ),
      ])
    }
    return JSON.object([
      ("path", .text(path)), ("source", JSON(lyrics.source?.rawValue)),
      ("found", .list(lyrics.found.map { .text($0.rawValue) })), ("timed", .bool(lyrics.isTimed)),
      ("lines", .list(lines)), ("plain", .list(lyrics.plain.map(JSON.text))),
      ("notes", .list(lyrics.notes.map(JSON.text))),
    ]).line
  }
}

/// Reads the words of files. Blocks on the media program. - Throws: why that is not to be had, in a sentence.
package func songWords(of files: [String]) throws -> [SongWords] {
  try MediaProgram.find().lyrics(files.map(absolutePath)).map(SongWords.init)
}

/// Whether a file holds words and no sound, by its name.
package func isLyricsFile(_ path: String) -> Bool { LyricsFiles.isLyrics(path) }
