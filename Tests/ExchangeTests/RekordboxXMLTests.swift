import Foundation
import Music
import Testing

@testable import Exchange

@Suite struct RekordboxXMLTests {
  private static let collection = """
    <?xml version="1.0" encoding="UTF-8"?>
    <DJ_PLAYLISTS Version="1.0.0">
      <PRODUCT Name="rekordbox" Version="6.7.3" Company="AlphaTheta"/>
      <COLLECTION Entries="99">
        <TRACK TrackID="7" Name="One &amp; &#x1F3B5;" Artist="Â" Genre="" Year="0" AverageBpm="116.28" TotalTime="279"
          Size="1234" Rating="153" PlayCount="4" Comments="late&#10;night" Tonality="F#m"
          Location="file://localhost/D:/A%20%26%20B/one#two+%2B.mp3">
          <TEMPO Inizio="0.198" Bpm="116.28" Metro="4/4" Battito="3"/>
          <POSITION_MARK Name="" Type="0" Start="0.198" Num="0" Red="40" Green="226" Blue="20"/>
          <POSITION_MARK Name="Drop" Type="0" Start="16.710" Num="1" Red="230" Green="40" Blue="40"/>
          <POSITION_MARK Name="" Type="4" Start="148.804" End="157.059" Num="5" Red="255" Green="140" Blue="0"/>
          <POSITION_MARK Name="" Type="0" Start="0.198" Num="-1"/>
        </TRACK>
        <TRACK TrackID="8" Name="Stream" Location="tidal:tracks:123"/>
      </COLLECTION>
      <PLAYLISTS>
        <NODE Type="0" Name="ROOT" Count="1">
          <NODE Name="Folder/with slash" Type="0" Count="2">
            <NODE Name="Same" Type="1" KeyType="0" Entries="2"><TRACK Key="8"/><TRACK Key="7"/></NODE>
            <NODE Name="Same" Type="1" KeyType="1" Entries="1">
              <TRACK Key="file://localhost/D:/A%20%26%20B/x.mp3"/></NODE>
          </NODE>
        </NODE>
      </PLAYLISTS>
    </DJ_PLAYLISTS>
    """

  @Test func tracksCuesAndListsAreRead() throws {
    let read = try read(Self.collection, named: "a.xml")
    #expect(read.fault == nil && read.format == .rekordboxXML && read.program == "rekordbox 6.7.3")
    let track = try #require(read.tracks.first)
    #expect(track.path == "D:/A & B/one#two++.mp3" && track.key == "7" && track.size == 1234)
    #expect(track.tags == Tags(title: "One & 🎵", artist: "Â", bpm: 116.28, key: "F#m"))
    #expect(track.rating == 3 && track.plays == 4 && track.comment == "late\nnight" && track.seconds == 279)
    #expect(track.marks == [.init(seconds: 0.198, bpm: 116.28, barBeat: 3)])
    #expect(
      track.cues == [
        ForeignCue(.cue, pad: 1, seconds: 0.198, colour: 0x28E214),
        ForeignCue(.cue, pad: 2, seconds: 16.71, name: "Drop", colour: 0xE62828),
        ForeignCue(.loop, pad: 6, seconds: 148.804, end: 157.059, colour: 0xFF8C00),
        ForeignCue(.cue, seconds: 0.198),
      ])
    #expect(read.tracks.count == 2 && read.tracks[1].isStream && !track.isStream)
    #expect(
      read.lists == [
        ForeignList(folders: ["Folder/with slash"], name: "Same", tracks: ["8", "7"]),
        ForeignList(folders: ["Folder/with slash"], name: "Same", tracks: ["D:/A & B/x.mp3"]),
      ])
  }

  @Test func itsGridAndPadsAreSegues() throws {
    let track = try #require(try read(Self.collection, named: "a.xml").tracks.first)
    let grid = try #require(ForeignGrid.grid(track.marks, offset: 0.025))
    #expect(abs(grid.anchors[0].time.value - 0.173) < 1e-9)
    // The first mark is the third beat of its bar: the next bar starts two beats later.
    #expect(grid.isDownbeat(2) && grid.isDownbeat(-2) && !grid.isDownbeat(0))
    let pads = ForeignPads(track.cues, offset: 0.025)
    #expect(pads.pads.map(\.number) == [1, 2, 6])
    #expect(pads.pads[0].colour == nil, "its green means that none was chosen")
    #expect(pads.pads[1].colour == .red && pads.pads[1].label == "Drop")
    #expect(abs((pads.pads[2].loop?.value ?? 0) - 8.255) < 1e-9 && pads.pads[2].colour == .orange)
    #expect(abs((pads.start?.value ?? 0) - 0.173) < 1e-9 && pads.left == 0)
  }

  @Test func whatWouldDoHarmIsRefused() throws {
    let bomb = """
      <?xml version="1.0"?><!DOCTYPE DJ_PLAYLISTS [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
      <DJ_PLAYLISTS><COLLECTION><TRACK Name="&b;"/></COLLECTION></DJ_PLAYLISTS>
      """
    let read = try read(bomb, named: "bomb.xml")
    #expect(read.fault?.contains("entities of its own") == true && read.tracks.isEmpty)
    let outside = """
      <?xml version="1.0"?><!DOCTYPE DJ_PLAYLISTS [<!ENTITY x SYSTEM "file:///etc/passwd">]>
      <DJ_PLAYLISTS><COLLECTION><TRACK Name="a">&x;</TRACK></COLLECTION></DJ_PLAYLISTS>
      """
    #expect(try readXML(outside).fault?.contains("entities of its own") == true)
    let deep = "<DJ_PLAYLISTS>" + String(repeating: "<NODE>", count: 100_000)
    #expect(try readXML(deep).fault?.contains("deep") == true)
  }

  private func readXML(_ text: String) throws -> Read { try read(text, named: "x.xml") }

  @Test func whatCameBeforeDamageIsThere() throws {
    let end = try #require(Self.collection.range(of: "</COLLECTION>")).lowerBound
    let cut = Self.collection[..<end]
    let read = try read(String(cut), named: "cut.xml")
    #expect(read.fault?.hasPrefix("line ") == true && read.tracks.count == 2)
  }
}
