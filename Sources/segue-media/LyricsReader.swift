import Media
import Music
import Platform

/// Says the words of a track: of the file beside it and of its tags. A file of words is read as it stands.
func readLyrics(_ path: String) {
  do throws(MediaError) {
    try checkReadable(path)
    if LyricsFiles.isLyrics(path) { return say(.result, ReadLyrics(path: path, lyrics: try lyricsFile(path))) }
    var all = try LyricsFiles.file(of: path).map { file throws(MediaError) in [try lyricsFile(file.path.text)] } ?? []
    all += try tagLyrics(path)
    say(.result, ReadLyrics(path: path, lyrics: Lyrics.best(of: all)))
  } catch {
    say(.result, ReadLyrics(path: path, failure: error))
  }
}

private func lyricsFile(_ path: String) throws(MediaError) -> Lyrics {
  guard let bytes = FileBytes(path: path) else {
    throw MediaError(.unreadable, path: path, "\(fileName(path)) cannot be read: check its permissions.")
  }
  return Lyrics(lrc: bytes.bytes(at: 0, count: Lyrics.mostBytes + 1), from: .file)
}

/// All that the tags have, in the file's order.
private func tagLyrics(_ path: String) throws(MediaError) -> [Lyrics] {
  let file = try FFmpegFile(path: path, stream: 0, decodes: false)
  let rate = file.format.rate.hz
  let mpegFrame = Seconds((rate < 32_000 ? 576 : 1152) / max(1, rate))
  var all: [Lyrics] = []
  var hasFrames = false
  if let bytes = FileBytes(path: path) {
    let containers = TagContainers(bytes)
    for place in containers.id3v2 {
      let tag = bytes.bytes(at: place.lowerBound, count: place.count)
      let found = ID3v2Frames(tag, wanted: Lyrics.frames).frames
      hasFrames = hasFrames || !found.isEmpty
      all += found.compactMap { Lyrics(frame: $0.name, $0.body, mpegFrame: mpegFrame) }
    }
    all += containers.ape.compactMap { Lyrics(tag: $0.name, $0.text) }
  }
  // FFmpeg's are the frames that were read above.
  return all
    + file.texts.filter { !hasFrames || !$0.name.hasPrefix("lyrics-") }.compactMap { Lyrics(tag: $0.name, $0.text) }
}
