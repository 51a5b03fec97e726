import Foundation
import Music
import Support
import Testing

@testable import Exchange

/// Sticks that rekordbox filled.
@Suite struct RekordboxStickTests {
  @Test("Tracks, lists, beats and cues of a stick; what was deleted is not there")
  func stick() throws {
    let folder = try ScratchFolder()
    let read = readFile(try StickFiles.write(in: folder.path))
    #expect(read.fault == nil && read.format == .rekordboxStick)
    #expect(read.tracks.map(\.tags.title) == ["One – été", "Two"])
    let track = read.tracks[0]
    #expect(track.path == folder.path + "/Contents/X/a.mp3" && track.seconds == 240 && track.size == 5000)
    #expect(track.tags.artist == "Artist" && track.tags.album == "Album" && track.tags.genre == "House")
    #expect(track.tags.key == "Am" && track.tags.bpm == 128.5 && track.tags.year == 2019)
    #expect(track.rating == 4 && track.plays == 9 && track.comment == "note")
    #expect(
      track.cues == [
        ForeignCue(.cue, pad: 1, seconds: 1, name: "Drop ✨", colour: 0x00C800),
        ForeignCue(.loop, pad: 5, seconds: 2, end: 4, colour: 0xFF0000), ForeignCue(.cue, seconds: 0.5),
      ])
    #expect(read.tracks[1].marks.isEmpty && read.tracks[1].cues.isEmpty)
    #expect(read.lists == [ForeignList(folders: ["Folder"], name: "List", tracks: ["9", "7"])])
  }

  @Test("Every beat of a stick makes one line, to a millisecond")
  func beats() throws {
    let folder = try ScratchFolder()
    let track = try #require(readFile(try StickFiles.write(in: folder.path)).tracks.first)
    let grid = try #require(ForeignGrid.grid(track.marks))
    #expect(grid.anchors.count == 1 && grid.downbeat == -2)
    for beat in 0..<500 {
      let truth = 0.037 + Double(beat) * 60 / 128.5
      #expect(abs(grid.time(of: BeatPosition(Double(beat))).value - truth) < 0.001)
    }
  }

  @Test("Few marks for beats that glide, are left out or jump; lines stay within two milliseconds")
  func lines() {
    // 120 a minute, a beat missing, then a jump of a third of a beat, then a whole tempo.
    var times = (0..<50).filter { $0 != 20 }.map { Double($0) * 0.5 }
    times += (0..<50).map { 24.66 + Double($0) * 0.5 }
    let marks = ForeignGrid.marks(of: times.map { .init(seconds: $0) })
    #expect(marks.count <= 3 && marks.first?.bpm == 120 && marks.last?.bpm == 120)
    #expect(ForeignGrid.marks(of: []).isEmpty && ForeignGrid.marks(of: [.init(seconds: 1)]).isEmpty)
    let same = ForeignGrid.marks(of: (0..<9).map { _ in .init(seconds: 3) })
    #expect(same.isEmpty)
    // A tempo that rises from 120 to 126: each line is near all of its beats.
    var (place, glide): (Double, [Double]) = (0, [])
    for beat in 0..<400 {
      glide.append(place)
      place += 60 / (120 + 6 * Double(beat) / 400)
    }
    let grid = ForeignGrid.grid(ForeignGrid.marks(of: glide.map { .init(seconds: $0) }))
    #expect((2..<60).contains(grid?.anchors.count ?? 0))
    for (beat, time) in glide.enumerated() {
      #expect(abs((grid?.time(of: BeatPosition(Double(beat))).value ?? 0) - time) < 0.0025)
    }
  }
}
