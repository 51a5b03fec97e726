import Music
import Platform

/// A collection for rekordbox (File → Import Collection in xml format): hot cues with colours, each as a memory cue
/// too, since players cue to those; grids, loops, playlists, ratings, comments.
package enum RekordboxExport {
  /// - Parameters:
  ///   - tracks: each path once.
  ///   - lists: of paths.
  /// - Returns: the file's text.
  package static func text(_ tracks: [ExportTrack], lists: [ForeignList]) -> String {
    var numbers: [String: Int] = [:]
    for (index, track) in tracks.enumerated() { numbers[track.path] = index + 1 }
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <DJ_PLAYLISTS Version="1.0.0">
        <PRODUCT Name="Segue" Version="1" Company=""/>
        <COLLECTION Entries="\(tracks.count)">

      """
    for (index, track) in tracks.enumerated() { text += Self.text(track, number: index + 1) }
    text += "  </COLLECTION>\n  <PLAYLISTS>\n"
    text += node(Folder(of: lists, named: "ROOT"), numbers, indent: "    ")
    return text + "  </PLAYLISTS>\n</DJ_PLAYLISTS>\n"
  }

  private static func text(_ track: ExportTrack, number: Int) -> String {
    let pair = XMLText.pair
    let offset = track.origin.offset(of: .rekordboxXML) ?? 0
    var text = "    <TRACK" + pair("TrackID", "\(number)") + pair("Name", track.title)
    text += pair("Artist", track.tags.artist ?? "") + pair("Album", track.tags.album ?? "")
    text += pair("Genre", track.tags.genre ?? "") + pair("Year", "\(track.tags.year ?? 0)")
    text += pair("TotalTime", "\(Int((track.seconds ?? 0).rounded()))")
    text += pair("AverageBpm", fixed(track.grid?.anchors[0].bpm.value ?? track.tags.bpm ?? 0, 2))
    text += pair("Rating", "\(51 * (track.notes.rating ?? 0))") + pair("PlayCount", "\(track.plays)")
    text += pair("Comments", track.notes.comment ?? "") + pair("Tonality", track.tags.key ?? "")
    text += pair("Location", ForeignPath.url(ofPath: track.path)) + ">\n"
    for mark in marks(of: track) {
      text += "      <TEMPO" + pair("Inizio", fixed(mark.seconds + offset, 3)) + pair("Bpm", fixed(mark.bpm, 2))
      text += pair("Metro", "\(mark.beatsPerBar)/4") + pair("Battito", "\(mark.barBeat ?? 1)") + "/>\n"
    }
    for pad in track.pads { text += mark(pad, number: pad.number - 1, offset) }
    if let start = track.start {
      text += "      <POSITION_MARK" + pair("Name", "") + pair("Type", "3")
      text += pair("Start", fixed(start.value + offset, 3)) + pair("Num", "-1") + "/>\n"
    }
    for pad in track.pads { text += mark(pad, number: -1, offset) }
    return text + "    </TRACK>\n"
  }

  private static func mark(_ pad: ForeignPads.Pad, number: Int, _ offset: Double) -> String {
    let pair = XMLText.pair
    var text = "      <POSITION_MARK" + pair("Name", pad.label ?? "") + pair("Type", pad.loop == nil ? "0" : "4")
    text += pair("Start", fixed(pad.time.value + offset, 3))
    if let loop = pad.loop { text += pair("End", fixed(pad.time.value + offset + loop.value, 3)) }
    text += pair("Num", "\(number)")
    if number >= 0 {
      // The green by which rekordbox means that none was chosen.
      let colour = pad.colour?.rgb ?? 0x28_E214
      text += pair("Red", "\(colour >> 16 & 255)") + pair("Green", "\(colour >> 8 & 255)")
      text += pair("Blue", "\(colour & 255)")
    }
    return text + "/>\n"
  }

  /// The marks of a grid: one an anchor, and where a tempo of two decimals would drift, one each few bars that lies on
  /// its beat to a millisecond.
  static func marks(of track: ExportTrack) -> [ForeignTrack.GridMark] {
    guard let grid = track.grid else { return [] }
    var marks: [ForeignTrack.GridMark] = []
    for (index, anchor) in grid.anchors.enumerated() {
      let bar = Double(grid.beatsPerBar)
      let end =
        index + 1 < grid.anchors.count
        ? grid.anchors[index + 1].beat.value
        : anchor.beat.value + max(0, (track.seconds ?? 600) - anchor.time.value) * anchor.bpm.value / 60
      let said = (anchor.bpm.value * 100).rounded() / 100
      // Beats until the drift is a sixth of a millisecond.
      let error = abs(60 / said - 60 / anchor.bpm.value)
      let apart = error < 1e-9 ? .infinity : max(bar, (0.000_15 / error / bar).rounded(.down) * bar)
      var beat = anchor.beat.value
      repeat {
        let seconds = anchor.time.value + (beat - anchor.beat.value) * 60 / anchor.bpm.value
        let place = grid.downbeat.map { Int((beat - Double($0)).rounded()) }
        let barBeat = place.map { (($0 % grid.beatsPerBar) + grid.beatsPerBar) % grid.beatsPerBar + 1 }
        marks.append(.init(seconds: seconds, bpm: anchor.bpm.value, barBeat: barBeat, beatsPerBar: grid.beatsPerBar))
        beat += apart
      } while beat < end - 0.5
    }
    return marks
  }

  private static func node(_ folder: Folder, _ numbers: [String: Int], indent: String) -> String {
    let pair = XMLText.pair
    var text = "\(indent)<NODE Type=\"0\"" + pair("Name", folder.name)
    text += pair("Count", "\(folder.folders.count + folder.lists.count)") + ">\n"
    for inner in folder.folders { text += node(inner, numbers, indent: indent + "  ") }
    for list in folder.lists {
      let keys = list.tracks.compactMap { numbers[$0] }
      text += "\(indent)  <NODE Type=\"1\" KeyType=\"0\"" + pair("Name", list.name) + pair("Entries", "\(keys.count)")
      text += ">\n" + keys.map { "\(indent)    <TRACK Key=\"\($0)\"/>\n" }.joined() + "\(indent)  </NODE>\n"
    }
    return text + "\(indent)</NODE>\n"
  }
}

/// Lists as a tree of folders, in their order.
struct Folder {
  let name: String
  private(set) var folders: [Folder] = []
  private(set) var lists: [ForeignList] = []

  init(of lists: [ForeignList] = [], named name: String) {
    self.name = name
    for list in lists { add(list, list.folders[...]) }
  }

  private mutating func add(_ list: ForeignList, _ path: ArraySlice<String>) {
    guard let first = path.first else { return lists.append(list) }
    if let index = folders.firstIndex(where: { $0.name == first }) {
      folders[index].add(list, path.dropFirst())
    } else {
      var folder = Folder(named: first)
      folder.add(list, path.dropFirst())
      folders.append(folder)
    }
  }
}
