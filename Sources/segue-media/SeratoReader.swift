import Exchange
import Media
import Music
import Platform

/// Says what Serato wrote into a file of music, as a track; one without a path is none that could be read.
func readSerato(_ path: String) {
  var track = ForeignTrack(key: path, path: path)
  if let tags = try? seratoTags(path) { tags.add(to: &track) }
  say(.result, track)
}

/// A file of music as a library of one track.
/// - Throws: where Serato wrote nothing into it.
func readSeratoFile(_ path: String) throws(MediaError) {
  let tags = try seratoTags(path)
  guard !tags.isEmpty else {
    throw MediaError(
      .unreadable, path: path, "\(fileName(path)): Serato left no cues and no grid in it: there is nothing to import.")
  }
  var batch = ForeignBatch()
  batch.format = .serato
  var track = ForeignTrack(key: path, path: path)
  tags.add(to: &track)
  batch.add(.program(name: "Serato", version: ""))
  batch.add(.track(track))
  say(.result, batch)
}

private func seratoTags(_ path: String) throws(MediaError) -> SeratoTags {
  try checkReadable(path)
  var tags = SeratoTags()
  if let bytes = FileBytes(path: path) {
    for place in TagContainers(bytes).id3v2 {
      let tag = bytes.bytes(at: place.lowerBound, count: place.count)
      for frame in ID3v2Frames(tag, wanted: ["GEOB", "GEO"]).frames {
        if let object = ID3v2Object(frame.body) { tags.take(object.name, object.bytes) }
      }
    }
  }
  guard tags.isEmpty, let file = try? FFmpegFile(path: path, stream: 0, decodes: false) else { return tags }
  for text in file.texts { tags.take(text.name, text.text) }
  return tags
}
