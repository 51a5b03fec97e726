import Engine
import Music
import Suggestion
import Testing

@testable import Workstation

/// When the voice's deck starts in a whole mashup, and where in the voice.
@Suite struct VoiceStartTests {
  /// 120 BPM: a beat lasts half a second; the first downbeat of each lies elsewhere.
  private let voice = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.25), downbeat: 0)
  private let beat = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(1.5), downbeat: 0)

  private func start(_ number: Int, multiple: Double = 1) -> (place: TrackTime, moment: Moment) {
    VoicePlacement(voiceBeat: 8, beat: number, heard: TrackTime(5)...TrackTime(9))
      .start(voice: voice, beat: beat, multiple: multiple, from: TrackTime(0.3))
  }

  @Test func aBarOfTheInstrumentalIsWaitedFor() {
    let start = start(4)
    #expect(start.moment == .bar && abs(start.place.value - 4.25) < 1e-9)
  }

  /// The bar began half a second before the file did: waited for, the next one would be two seconds late.
  @Test func aBarBeforeTheInstrumentalBeginsIsNotWaitedFor() {
    let start = start(-4)
    // Beat −4 lies at −0.5 s; the instrumental begins 0.8 s later.
    #expect(start.moment == .now && abs(start.place.value - (4.25 + 0.8)) < 1e-9)
  }

  @Test func aVoiceInHalfTimeIsHalfAsFarIn() {
    let start = start(-4, multiple: 2)
    #expect(start.moment == .now && abs(start.place.value - (4.25 + 0.4)) < 1e-9)
  }
}
