import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Whole songs that are made of two while music plays.
@Suite("songs saved while music plays", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct SavedSongTests {
  /// Two tracks with stems, on the decks.
  private func booth(seconds: Double) throws -> Booth {
    let booth = try Booth()
    for (deck, bpm) in zip(DeckID.allCases, [118.0, 120]) {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: seconds, seed: UInt64(bpm))
      _ = try writeTrack(
        "No. \(Int(bpm)) (née)", in: booth.music,
        stems: [(.vocals, struckVoice(track, seconds: seconds)), (.instrumental, track.signal.samples)])
      try booth.load("\(booth.music)/No. \(Int(bpm)) (née).wav", onto: deck, stems: 2)
    }
    return booth
  }

  private func recordings(_ booth: Booth) -> [String] { (folderEntries(booth.directories.recordings) ?? []).sorted() }

  @Test("a mash becomes a song in the background, beside which the music plays, and nothing is written over")
  func aMashBecomesASong() throws {
    let booth = try booth(seconds: 20)
    booth.say("mash save", "mashups save", "mash save stop")
    try booth.wait(forMessage: "no mash is on: mash a begins one")
    try booth.wait(forMessage: "no partner is selected: mashups lists them")
    try booth.wait(forMessage: "no song is being saved")
    booth.say("mash balance 2", "mash a")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    booth.say("mash save song.pdf")
    try booth.wait(forMessage: "a song ends in .wav, .flac, .ogg, .opus or .mp3, not in .pdf")
    booth.say("mash save", "mash save")
    try booth.wait(forMessage: "No. 118 (née) over No. 120 (née) is being saved already")
    try booth.wait(for: "its progress") { $0.status.jobs.contains { $0.name.hasPrefix("saving No. 118 (née) over") } }
    try booth.wait(
      forMessage: "No. 118 (née) over No. 120 (née) is saved: \(booth.directories.recordings)/", within: .backgroundWork
    )
    #expect(recordings(booth) == ["No-118-née-over-No-120-née.flac", "No-118-née-over-No-120-née.txt"])
    #expect(booth.snapshot.engine.mash.voice == .a && booth.snapshot.status.dropouts == 0)
    let path = "\(booth.directories.recordings)/\(recordings(booth)[0])"
    #expect(try abs(Double(sound(of: path).count) / 88_200 - 20) < 2)
    let said = Programs.contents("\(booth.directories.recordings)/\(recordings(booth)[1])")
    #expect(said.contains("voice +2.0 LU over the instrumental") && !said.contains("by hand"), "\(said)")
    // What the DJ has set is what the song has.
    booth.say("deck a key = 3", "deck b key = -1", "mash eq off")
    try booth.wait(for: "the keys") { $0.engine.deckA.keyShiftTarget == 3 && $0.engine.deckB.keyShiftTarget == -1 }
    booth.say("mash save")
    try booth.wait(
      forMessage: "is saved: \(booth.directories.recordings)/No-118-née-over-No-120-née-2.flac", within: .backgroundWork
    )
    #expect(recordings(booth).count == 4)
    let other = Programs.contents("\(booth.directories.recordings)/No-118-née-over-No-120-née-2.txt")
    #expect(
      other.contains("voice shifted by +3.00 semitones, instrumental shifted by −1.00 semitones by hand"), "\(other)")
    #expect(said.contains("a dynamic equaliser") && !other.contains("a dynamic equaliser"))
  }

  @Test("a partner becomes a song, in a file that is named; what is given up or fails leaves nothing")
  func aPartnerBecomesASong() throws {
    let booth = try booth(seconds: 60)
    try booth.scanMusic(tracks: 2)
    booth.say("mashups of b")
    let state = try booth.wait(for: "partners") { $0.screen.mashups?.rows.isEmpty == false }
    let isOwnVoice = try #require(state.screen.mashups).rows[0].way == "this voice over its beat"
    booth.say("mashups save \"\(booth.music)/both of them.wav\"")
    let title = isOwnVoice ? "No. 120 (née) over No. 118 (née)" : "No. 118 (née) over No. 120 (née)"
    try booth.wait(forMessage: "the whole of \(title) is being saved")
    try booth.wait(for: "a part of the song", within: .backgroundWork) {
      $0.status.jobs.contains { $0.done > 0 && $0.left != nil }
    }
    booth.say("mash save stop")
    try booth.wait(forMessage: "1 song not saved")
    try booth.wait(for: "no job", within: .backgroundWork) { $0.status.jobs.isEmpty }
    #expect(!Set(names(in: booth.music)).contains { $0.hasPrefix("both") })
    // Its stems are gone.
    for track in ["118", "120"] {
      for stem in ["vocals", "instrumental"] { unlink("\(booth.music)/stems/No. \(track) (née)/\(stem).wav") }
    }
    booth.say("mashups save both")
    try booth.wait(
      forMessage: "\(title) is not saved: No. \(isOwnVoice ? "120" : "118") (née).wav has no stems",
      within: .backgroundWork)
    #expect(recordings(booth).isEmpty)
  }

  @Test("the song of a listed partner has the keys that are listed, those of the decks among them")
  func aListedPartnersKeys() throws {
    let booth = try booth(seconds: 24)
    try booth.scanMusic(tracks: 2)
    booth.say("deck b key = -1", "deck a key = 4")
    try booth.wait(for: "the keys") { $0.engine.deckA.keyShiftTarget == 4 && $0.engine.deckB.keyShiftTarget == -1 }
    booth.say("mashups of b")
    try booth.wait(for: "partners") { $0.screen.mashups?.rows.isEmpty == false }
    // Its voice over what deck b holds.
    func isOverB(_ list: MashupList?) -> Bool {
      list.map { $0.rows[$0.selected].way == "its voice over this beat" } ?? false
    }
    for _ in 0..<4 where !isOverB(booth.snapshot.screen.mashups) {
      let selected = booth.snapshot.screen.mashups?.selected
      booth.say("mashups down")
      try booth.wait(for: "the next one") { $0.screen.mashups?.selected != selected }
    }
    let list = try #require(booth.snapshot.screen.mashups)
    try #require(isOverB(list))
    booth.say("mashups save")
    try booth.wait(forMessage: "No. 118 (née) over No. 120 (née) is saved: ", within: .backgroundWork)
    let said = Programs.contents("\(booth.directories.recordings)/No-118-née-over-No-120-née.txt")
    // Keys of the decks, and what the list puts on top.
    #expect(list.rows[list.selected].reasons[0] == "12A over 1A, voice +2")
    #expect(
      said.contains("voice shifted by +6.00 semitones, instrumental shifted by −1.00 semitones: up"), "\(said)")
  }

  @Test("titles as names of files")
  func titles() {
    #expect(fileWords("Blue Room (feat. X) – Live!") == "Blue-Room-feat-X-Live")
    #expect(fileWords("../..") == "song" && fileWords("") == "song")
    #expect(fileWords(String(repeating: "夜", count: 60)).utf8.count <= 80)
  }
}
