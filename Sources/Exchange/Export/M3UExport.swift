import Music

/// A playlist that every player reads: UTF-8, one path a line, with lengths and names.
package enum M3UExport {
  /// - Parameter tracks: in the list's order.
  /// - Returns: the file's text.
  package static func text(_ tracks: [ExportTrack]) -> String {
    var text = "#EXTM3U\n"
    for track in tracks {
      let name = [track.tags.artist, track.title].compactMap(ForeignTexts.given).joined(separator: " - ")
      let line = name.split(whereSeparator: \.isNewline).joined(separator: " ")
      text += "#EXTINF:\(track.seconds.map { Int($0.rounded()) } ?? -1),\(line)\n"
      // What would not be a line, or a remark, goes as an address.
      let isPlain = !track.path.contains { $0.isNewline } && !track.path.hasPrefix("#") && !track.path.contains("\\")
      text += (isPlain ? track.path : ForeignPath.url(ofPath: track.path)) + "\n"
    }
    return text
  }
}
