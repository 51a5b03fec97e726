import Library
import Music
import Support
import Testing

@testable import Workstation

/// Another program's library comes in while Segue runs.
@Suite("Imports in the program", .waits)
struct ImportSetTests {
  private func rekordbox(_ path: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <DJ_PLAYLISTS Version="1.0.0">
      <PRODUCT Name="rekordbox" Version="6.7.0" Company="AlphaTheta"/>
      <COLLECTION Entries="1">
        <TRACK TrackID="1" Name="Kicks" Location="file://localhost\(path)" Rating="204">
          <TEMPO Inizio="0.000" Bpm="120.00" Metro="4/4" Battito="1"/>
          <POSITION_MARK Name="Drop" Type="0" Start="1.500" Num="0" Red="255" Green="0" Blue="0"/>
        </TRACK>
      </COLLECTION>
      <PLAYLISTS>
        <NODE Type="0" Name="ROOT" Count="1">
          <NODE Name="Friday" Type="1" KeyType="0" Entries="1"><TRACK Key="1"/></NODE>
        </NODE>
      </PLAYLISTS>
    </DJ_PLAYLISTS>
    """
  }

  @Test("Cues, stars and crates are there at once, and gone again when it is taken back; what is no library says so")
  func importsAndTakesBack() throws {
    let booth = try Booth()
    let path = booth.music + "/kicks.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: path)
    try booth.scanMusic(tracks: 1)
    let file = booth.folder.path + "/rekordbox.xml"
    AudioFiles.write(Array(rekordbox(path).utf8), to: file)
    booth.say("import \"\(file)\"")
    try booth.wait(forMessage: "1 crate came in")
    // The details are in the list, and do not come up one after another.
    #expect(booth.state.status.messages.filter { $0.text.contains("playlist") }.isEmpty)
    #expect(booth.workstation.log.past.contains { $0.message.text.contains("1 crate of 1 playlist came in") })
    let track = try #require(try booth.library.track(at: path))
    #expect(track.notes.rating == 4)
    try booth.load(path, onto: .a)
    try booth.wait(for: "the hot cue") { $0.engine.deckA.hotCues[0] == FramePosition(66_150) }
    booth.say("crate open friday")
    try booth.wait(for: "the crate's track") { $0.browser.rows.map(\.id) == [track.id] && $0.browser.isInCrateOrder }
    booth.say("import undo")
    try booth.wait(forMessage: "taken back: rekordbox.xml")
    #expect(try booth.library.crates().isEmpty && booth.library.track(track.id)?.notes.rating == nil)
    booth.say("import \"\(booth.music)\"")
    try booth.wait(forMessage: "no library of rekordbox")
    booth.say("import \"\(path)\"")
    try booth.wait(for: "a refusal") { $0.status.jobs.isEmpty && $0.status.messages.contains { $0.weight == .failure } }
  }
}
