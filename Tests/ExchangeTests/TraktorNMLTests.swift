import Music
import Testing

@testable import Exchange

@Suite struct TraktorNMLTests {
  private static let collection = """
    <?xml version="1.0" encoding="UTF-8" standalone="no" ?>
    <NML VERSION="20"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor Pro 4"></HEAD>
    <COLLECTION ENTRIES="5">
    <ENTRY TITLE="One" ARTIST="A &amp; B"><LOCATION DIR="/:Music/:9//30/:" FILE="one.mp3" VOLUME="C:"></LOCATION>
    <ALBUM TITLE="Record"></ALBUM>
    <INFO GENRE="House" COMMENT="hi" KEY="2m" PLAYCOUNT="11" PLAYTIME="466" PLAYTIME_FLOAT="465.084076"
      LAST_PLAYED="2019/8/29" RELEASE_DATE="2012/1/1" RANKING="204"></INFO>
    <TEMPO BPM="111.999931"></TEMPO><MUSICAL_KEY VALUE="16"></MUSICAL_KEY>
    <CUE_V2 NAME="AutoGrid" TYPE="4" START="53.484213" LEN="0.000000" HOTCUE="0"><GRID BPM="112.5"></GRID></CUE_V2>
    <CUE_V2 NAME="n.n." TYPE="0" START="34339.219518" LEN="0.000000" HOTCUE="1" COLOR="#E62828"></CUE_V2>
    <CUE_V2 NAME="Beat Marker" TYPE="4" START="60000" LEN="0.000000" HOTCUE="-1"></CUE_V2>
    <CUE_V2 NAME="Out" TYPE="5" START="240053.631351" LEN="17142.867653" HOTCUE="4"></CUE_V2>
    <CUE_V2 NAME="in" TYPE="3" START="1000" LEN="0" HOTCUE="-1"></CUE_V2>
    </ENTRY></COLLECTION>
    <PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES COUNT="1"><NODE TYPE="FOLDER" NAME="F"><SUBNODES>
    <NODE TYPE="PLAYLIST" NAME="Night"><PLAYLIST ENTRIES="1" TYPE="LIST"><ENTRY>
    <PRIMARYKEY TYPE="TRACK" KEY="C:/:Music/:9//30/:one.mp3"></PRIMARYKEY></ENTRY></PLAYLIST></NODE>
    </SUBNODES></NODE></SUBNODES></NODE></PLAYLISTS></NML>
    """

  @Test func tracksCuesAndListsAreRead() throws {
    let read = try read(Self.collection, named: "collection.nml")
    #expect(read.fault == nil && read.format == .traktor && read.program == "Traktor 20" && read.tracks.count == 1)
    let track = try #require(read.tracks.first)
    #expect(track.path == "C:/Music/9:30/one.mp3" && track.seconds == 465.084076 && track.rating == 4)
    #expect(track.tags.key == "E minor" && track.tags.bpm == 111.999931 && track.tags.year == 2012)
    #expect(track.plays == 11 && track.lastPlayed == "2019-08-29" && track.comment == "hi")
    #expect(track.marks.map(\.bpm) == [112.5, 111.999931] && track.marks.map(\.barBeat) == [1, nil])
    #expect(abs(track.marks[0].seconds - 0.053484213) < 1e-12 && track.marks[1].seconds == 60)
    #expect(track.cues.map(\.kind) == [.grid, .cue, .loop, .load] && track.cues.map(\.pad) == [1, 2, 5, nil])
    #expect(track.cues[1].name.isEmpty && track.cues[2].name == "Out" && track.cues[1].colour == 0xE62828)
    #expect(abs((track.cues[2].end ?? 0) - 257.196499004) < 1e-6)
    #expect(read.lists == [ForeignList(folders: ["F"], name: "Night", tracks: [track.key])])
  }

  @Test func aGridOnAPadIsACueOnlyWhereItIsWanted() throws {
    let cues = try #require(try read(Self.collection, named: "c.nml").tracks.first).cues
    #expect(ForeignPads(cues).pads.map(\.number) == [2, 5])
    #expect(ForeignPads(cues, takesGridPads: true).pads.map(\.number) == [1, 2, 5])
    #expect(ForeignPads(cues).start == TrackTime(1))
  }
}
