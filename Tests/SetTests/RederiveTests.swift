import Glibc
import Library
import Music
import Support
import Testing
import Workstation

/// `segue recue`, as a DJ meets it.
@Suite("segue recue", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct RederiveTests {
  /// The files may be gone: nothing is decoded. Sections follow the DJ's grid; what he made stays as it is.
  @Test func decidesByTheDJsGridWithoutTheFile() throws {
    let segue = try InstalledSegue()
    let track = ArrangedTrack(bpm: 126, plan: [("intro", 8), ("verse", 16), ("breakdown", 8), ("drop", 16)])
    let path = segue.music + "/one.flac"
    try write(track.signal.samples, to: path, .flac)
    #expect(try segue.run("scan", segue.music).status == 0)
    let place = segue.data + "/library.sqlite"
    let id: TrackID
    var mended: BeatGrid
    do {
      let library = try Library(path: place)
      let known = try #require(try library.track(at: path))
      id = known.id
      let heard = try #require(try library.analysis(of: id))
      #expect(heard.sections?.count ?? 0 > 2 && heard.energy == known.energy)
      mended = try #require(heard.grid)
      mended.downbeat = try #require(mended.downbeat) + 1
      try library.setGridEdit(mended, of: id)
      try library.lockGrid(true, of: id)
      try library.setKeyEdit(MusicalKey(parsing: "8A"), of: id)
    }
    try #require(rename(path, segue.folder.path + "/elsewhere.flac") == 0)
    let ended = try segue.run("recue", "--json")
    #expect(ended.status == 0 && ended.output.contains("\"tracks\":1") && ended.errors.isEmpty)
    let library = try Library(path: place)
    #expect(try library.gridEdit(of: id) == mended && library.isGridLocked(id))
    #expect(try library.track(id)?.key == MusicalKey(parsing: "8A"))
    let sections = try #require(try library.analysis(of: id)?.sections)
    for section in sections.dropFirst() {
      #expect(mended.isDownbeat(Int(mended.beat(at: TrackTime(section.start_seconds)).value.rounded())))
    }
    #expect(try segue.run("recue").output.contains("1 track derived again"))
    #expect(try segue.run("recue", "x.flac").status == 2)
    let stranger = segue.music + "/stranger.txt"
    try writeText("shopping list, long enough to be no database", to: stranger)
    #expect(try segue.run("recue", "--library", stranger).status == 1)
  }
}
