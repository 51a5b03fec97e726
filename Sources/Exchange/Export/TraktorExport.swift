import Music
import Platform

/// A collection for Traktor, to be brought in by "Import Another Collection": grids, hot cues, loops, playlists,
/// ratings, comments. Bars and sections it has no place for.
package enum TraktorExport {
  /// - Parameters:
  ///   - tracks: each path once.
  ///   - lists: of paths.
  /// - Returns: the file's text.
  package static func text(_ tracks: [ExportTrack], lists: [ForeignList]) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8" standalone="no" ?>
      <NML VERSION="19"><HEAD COMPANY="" PROGRAM="Segue"></HEAD>
      <COLLECTION ENTRIES="\(tracks.count)">

      """
    for track in tracks { text += Self.text(track) }
    text += "</COLLECTION>\n<PLAYLISTS>\n" + node(Folder(of: lists, named: "$ROOT"))
    return text + "</PLAYLISTS>\n</NML>\n"
  }

  private static func text(_ track: ExportTrack) -> String {
    let pair = XMLText.pair
    let offset = track.origin.offset(of: .traktor) ?? 0
    let place = Place(track.path)
    var text = "<ENTRY LOCK=\"1\"" + pair("TITLE", track.title) + pair("ARTIST", track.tags.artist ?? "") + ">\n"
    text += "<LOCATION" + pair("DIR", place.folders) + pair("FILE", place.file) + pair("VOLUME", place.volume)
    text += "></LOCATION>\n<ALBUM" + pair("TITLE", track.tags.album ?? "") + "></ALBUM>\n<INFO"
    text += pair("GENRE", track.tags.genre ?? "") + pair("COMMENT", track.notes.comment ?? "")
    if let year = track.tags.year { text += pair("RELEASE_DATE", "\(year)/1/1") }
    text += pair("RANKING", "\(51 * (track.notes.rating ?? 0))") + pair("PLAYCOUNT", "\(track.plays)")
    text += pair("PLAYTIME", "\(Int((track.seconds ?? 0).rounded()))")
    text += pair("PLAYTIME_FLOAT", fixed(track.seconds ?? 0, 6)) + "></INFO>\n"
    if let bpm = track.grid?.anchors[0].bpm.value ?? track.tags.bpm {
      text += "<TEMPO" + pair("BPM", fixed(bpm, 6)) + " BPM_QUALITY=\"100.000000\"></TEMPO>\n"
    }
    if let key = track.tags.key.flatMap(MusicalKey.init(parsing:)) {
      text += "<MUSICAL_KEY" + pair("VALUE", "\(key.tonic.semitonesAboveC + (key.mode == .minor ? 12 : 0))")
      text += "></MUSICAL_KEY>\n"
    }
    for marker in track.grid.map(markers) ?? [] {
      text += cue("AutoGrid", type: 4, marker.seconds + offset, length: 0, pad: -1, bpm: marker.bpm)
    }
    for pad in track.pads {
      text += cue(
        pad.label ?? "n.n.", type: pad.loop == nil ? 0 : 5, pad.time.value + offset, length: pad.loop?.value ?? 0,
        pad: pad.number - 1, colour: pad.colour?.rgb)
    }
    if let start = track.start { text += cue("n.n.", type: 3, start.value + offset, length: 0, pad: -1) }
    return text + "</ENTRY>\n"
  }

  /// One an anchor. Traktor's first marker is where a bar begins: it goes to a downbeat of the first tempo.
  private static func markers(_ grid: BeatGrid) -> [(seconds: Double, bpm: Double)] {
    var markers = grid.anchors.map { (seconds: $0.time.value, bpm: $0.bpm.value) }
    if let downbeat = grid.downbeat {
      let (first, bar) = (grid.anchors[0], Double(grid.beatsPerBar))
      var beats = (Double(downbeat) - first.beat.value).truncatingRemainder(dividingBy: bar)
      if beats < 0 { beats += bar }
      // Not beyond the next tempo.
      if grid.anchors.count > 1, first.beat.value + beats >= grid.anchors[1].beat.value { beats -= bar }
      markers[0].seconds += beats * 60 / first.bpm.value
    }
    return markers
  }

  private static func cue(
    _ name: String, type: Int, _ seconds: Double, length: Double, pad: Int, colour: UInt32? = nil, bpm: Double? = nil
  ) -> String {
    let pair = XMLText.pair
    var text = "<CUE_V2" + pair("NAME", name) + pair("DISPL_ORDER", "0") + pair("TYPE", "\(type)")
    text += pair("START", fixed(seconds * 1000, 6)) + pair("LEN", fixed(length * 1000, 6))
    text += pair("REPEATS", "-1") + pair("HOTCUE", "\(pad)")
    if let colour {
      let digits = String(colour, radix: 16, uppercase: true)
      text += pair("COLOR", "#" + String(repeating: "0", count: 6 - digits.count) + digits)
    }
    return text + ">" + (bpm.map { "<GRID" + pair("BPM", fixed($0, 6)) + "></GRID>" } ?? "") + "</CUE_V2>\n"
  }

  /// A path as Traktor takes it apart.
  struct Place {
    let volume: String
    let folders: String
    let file: String

    init(_ path: String) {
      var parts = path.split(separator: "/").map(String.init)
      if ForeignPath.isDrive(path), let drive = parts.first {
        volume = drive
        parts.removeFirst()
      } else if parts.first == "Volumes", parts.count > 2 {
        volume = parts[1]
        parts.removeFirst(2)
      } else {
        volume = "Macintosh HD"
      }
      let signed = parts.map { $0.replacing(":", with: "//") }
      file = signed.last ?? ""
      folders = "/:" + signed.dropLast().map { $0 + "/:" }.joined()
    }

    /// What playlists call it.
    var key: String { volume + folders + file }
  }

  private static func node(_ folder: Folder) -> String {
    let pair = XMLText.pair
    var text = "<NODE TYPE=\"FOLDER\"" + pair("NAME", folder.name)
    text += "><SUBNODES" + pair("COUNT", "\(folder.folders.count + folder.lists.count)") + ">\n"
    for inner in folder.folders { text += node(inner) }
    for list in folder.lists {
      text += "<NODE TYPE=\"PLAYLIST\"" + pair("NAME", list.name) + "><PLAYLIST"
      text += pair("ENTRIES", "\(list.tracks.count)") + " TYPE=\"LIST\">\n"
      for path in list.tracks {
        text += "<ENTRY><PRIMARYKEY TYPE=\"TRACK\"" + pair("KEY", Place(path).key) + "></PRIMARYKEY></ENTRY>\n"
      }
      text += "</PLAYLIST></NODE>\n"
    }
    return text + "</SUBNODES></NODE>\n"
  }
}
