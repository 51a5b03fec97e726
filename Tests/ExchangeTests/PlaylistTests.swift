import Music
import Testing

@testable import Exchange

@Suite struct PlaylistTests {
  private func paths(_ text: String, _ name: String) throws -> [String] {
    let read = try read(text, named: name)
    #expect(read.fault == nil && read.lists.count == 1 && read.lists[0].tracks == read.tracks.map(\.key))
    return read.tracks.map { track in
      // Relative ones lie in the folder of the list, which is another one each time.
      track.path.contains("segue-test-") ? "…/" + track.path.split(separator: "/").last! : track.path
    }
  }

  @Test func m3u() throws {
    let text =
      "\u{FEFF}#EXTM3U\r\n#EXTINF:185 logo=\"a,b\",Ann - One\r\n# a remark\r\nx:\\This\\is\\å.mp3\r\n"
      + "rel.mp3\r\nfile:///m/a%20%23.flac\r\nhttp://radio/stream\r\n"
    let read = try read(text, named: "Friday.m3u8")
    #expect(read.lists.map(\.name) == ["Friday"])
    #expect(try paths(text, "Friday.m3u8") == ["x:/This/is/å.mp3", "…/rel.mp3", "/m/a #.flac", "http://radio/stream"])
    #expect(read.tracks[0].seconds == 185 && read.tracks[0].tags == Tags(title: "One", artist: "Ann"))
    #expect(read.tracks[3].isStream && read.tracks[1].tags.title == nil)
  }

  @Test func pls() throws {
    let text = "[playlist]\nFile3=../rel/é.mp3\nfile1=file:///m/a%20%26%20b.flac\nTitle1=A - B\nLENGTH1=185\nX=1\n"
    let read = try read(text, named: "a.pls")
    #expect(read.tracks.count == 2 && read.tracks[0].path == "/m/a & b.flac" && read.tracks[0].seconds == 185)
    #expect(read.tracks[1].path.hasSuffix("/rel/é.mp3") && !read.tracks[1].path.contains(".."))
  }

  @Test func xspf() throws {
    let text = """
      <?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/" xml:base="file:///base/x">
      <title>Traps</title><trackList>
      <track><location>file:///m/a%20%26%20b%25.flac</location><title>T</title><duration>185000</duration></track>
      <track><location>rel/e%CC%81.mp3</location></track><track><title>nowhere</title></track>
      <track><location>http://a/b.ogg</location></track>
      <track><location>file:///C:/m/two.mp3</location><location>file:///m/two.mp3</location></track>
      </trackList></playlist>
      """
    let read = try read(text, named: "a.xspf")
    #expect(
      read.tracks.map(\.path) == ["/m/a & b%.flac", "/base/rel/e\u{301}.mp3", "", "http://a/b.ogg", "/m/two.mp3"])
    #expect(read.tracks[0].seconds == 185 && read.tracks[3].isStream && read.lists.map(\.name) == ["Traps"])
  }

  @Test func cueSheets() throws {
    let text = """
      PERFORMER "Ann"
      TITLE "Mix"
      FILE "mix.wav" WAVE
        TRACK 01 AUDIO
          TITLE "One"
          PERFORMER "Bo"
          INDEX 00 00:00:00
          INDEX 01 00:00:33
        TRACK 02 AUDIO
          TITLE "Two"
          INDEX 01 79:59:74
      """
    let read = try read(text, named: "mix.cue")
    #expect(read.tracks.count == 1 && read.lists[0].name == "Mix" && read.tracks[0].tags.title == "Mix")
    #expect(read.tracks[0].cues.map(\.name) == ["Bo - One", "Two"])
    let places: [Double] = [33.0 / 75, 4799.0 + 74.0 / 75]
    #expect(read.tracks[0].cues.map(\.seconds) == places)
  }

  @Test func iTunes() throws {
    let text = """
      <?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://x/y.dtd">
      <plist version="1.0"><dict><key>Application Version</key><string>12.1</string><key>Tracks</key><dict>
      <key>12</key><dict><key>Track ID</key><integer>12</integer><key>Name</key><string>A &amp; B</string>
      <key>Total Time</key><integer>182674</integer><key>Rating</key><integer>80</integer>
      <key>Location</key><string>file://localhost/Music/e%CC%81.mp3</string></dict></dict>
      <key>Playlists</key><array>
      <dict><key>Name</key><string>Library</string><key>Master</key><true/><key>Playlist Items</key><array>
      <dict><key>Track ID</key><integer>12</integer></dict></array></dict>
      <dict><key>Name</key><string>F</string><key>Folder</key><true/>
      <key>Playlist Persistent ID</key><string>AA</string></dict>
      <dict><key>Name</key><string>Mine</string><key>Parent Persistent ID</key><string>AA</string>
      <key>Playlist Items</key><array><dict><key>Track ID</key><integer>12</integer></dict></array></dict>
      </array></dict></plist>
      """
    let read = try read(text, named: "Library.xml")
    #expect(read.fault == nil && read.format == .iTunes && read.program == "iTunes 12.1")
    #expect(read.tracks.map(\.path) == ["/Music/e\u{301}.mp3"] && read.tracks[0].rating == 4)
    #expect(read.tracks[0].tags.title == "A & B" && read.tracks[0].seconds == 182.674)
    #expect(read.lists == [ForeignList(folders: ["F"], name: "Mine", tracks: ["12"])])
  }

  @Test func virtualDJ() throws {
    let text = """
      <?xml version="1.0"?><VirtualDJ_Database Version="2023">
      <Song FilePath="D:\\Music\\one.mp3" FileSize="99"><Tags Author="A" Title="T" Bpm="0.5" Key="Am" Stars="4"/>
      <Infos SongLength="200.5" PlayCount="3" LastPlay="1567072800"/><Comment>late</Comment>
      <Scan Bpm="0.480000" Key="F#m"/>
      <Poi Pos="0.1" Type="beatgrid" Bpm="125"/><Poi Pos="10.5" Num="2" Name="Drop" Color="4294901760"/>
      <Poi Pos="20" Type="loop" Slot="3" Size="8"/><Poi Pos="1" Type="automix" Point="realStart"/></Song>
      <Song FilePath="/m/a.mp3" Flag="64"/><Song FilePath="/m/x.vdjsample"/></VirtualDJ_Database>
      """
    let read = try read(text, named: "database.xml")
    #expect(read.fault == nil && read.format == .virtualDJ && read.tracks.map(\.path) == ["D:/Music/one.mp3"])
    let track = try #require(read.tracks.first)
    #expect(track.marks == [.init(seconds: 0.1, bpm: 125)] && track.tags.bpm == 125 && track.tags.key == "Am")
    #expect(track.rating == 4 && track.comment == "late" && track.seconds == 200.5 && track.plays == 3)
    #expect(track.lastPlayed == "2019-08-29")
    #expect(
      track.cues == [
        ForeignCue(.cue, pad: 2, seconds: 10.5, name: "Drop", colour: 0xFF0000),
        ForeignCue(.loop, pad: 3, seconds: 20, end: 23.84),
      ])
  }

  @Test func whatIsNothingIsSaid() throws {
    #expect(try read("hello", named: "a.txt").fault?.contains("nothing that is known") == true)
    #expect(try read("", named: "a.xml").fault == "it is empty")
    #expect(readFile("/nowhere/a.xml").fault?.contains("cannot be opened") == true)
  }
}
