import Glibc
import Music
import Platform
import Support
import Testing

/// The words of songs as a DJ meets them: found in the list, seen on the deck, cued by line.
@Suite(.waits) struct SungLineTests {
  private static let words = """
    [00:04.00]Amazing grace! how sweet the sound
    [00:10.00]That saved a wretch like me!
    [00:15.00]I once was lost, but now am found
    [00:20.00]Was blind, but now I see
    """

  @Test("A track is found by what is sung, stands at that line, and goes to another one at the bar")
  func lines() throws {
    let booth = try Booth()
    try write(ClickTracks.kicks(bpm: 120, seconds: 30), to: booth.music + "/song.wav")
    try write(ClickTracks.kicks(bpm: 126, seconds: 20), to: booth.music + "/bare.wav")
    try writeText(Self.words, to: booth.music + "/song.lrc")
    try booth.scanMusic(tracks: 2)
    booth.say("search lyric saved a wretch")
    try booth.wait(for: "the track in the list") { $0.browser.rows.map(\.title) == ["song"] }
    booth.say("deck a load selected")
    try booth.wait(for: "the line") { abs($0.engine[.a].position.value - 441_000) < 1 && $0.deckA.lyrics != nil }
    let state = booth.snapshot
    #expect(state.deckA.lines(at: TrackTime(11)).sung == "That saved a wretch like me!")
    #expect(state.deckA.lines(at: TrackTime(11)).next == "I once was lost, but now am found")
    // Nothing was heard in the mix that sings: the lines say it.
    #expect(state.deckA.vocals.first?.start_seconds == 4)
    booth.say("deck a quantize off", "deck a line \"but now I\"")
    try booth.wait(for: "the last line") { abs($0.engine[.a].position.value - 20 * 44_100) < 1 }
    // In time, as any jump.
    booth.say("deck a line \"amazing\"", "deck a play", "deck a line \"lost\" at bar")
    try booth.wait(for: "the jump") { $0.engine[.a].position.value > 15 * 44_100 && $0.engine[.a].isPlaying }
    booth.say("deck a line \"nobody sings this\"")
    try booth.wait(forMessage: "no line says “nobody sings this”")
    try booth.load(booth.music + "/bare.wav", onto: .b)
    try booth.wait(for: "that there are no words") { state in
      // They are read while the track is.
      booth.say("deck b line \"amazing\"")
      return state.status.messages.contains { $0.text.contains("no words were found of this track") }
    }
  }

  @Test("Words that come beside a track later, or change, are found without a rescan")
  func laterWords() throws {
    let booth = try Booth()
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: booth.music + "/song.wav")
    try booth.scanMusic(tracks: 1)
    booth.say("search lyric:later")
    var looks = 0
    let came = eventually {
      if looks % 400 == 0 { try? writeText("[00:01]sung later \(looks)", to: booth.music + "/song.lrc") }
      looks += 1
      return booth.snapshot.browser.rows.map(\.title) == ["song"]
    }
    #expect(came)
  }
}
