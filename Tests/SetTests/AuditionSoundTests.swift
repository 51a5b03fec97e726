import Engine
import Glibc
import Media
import Music
import Support
import Testing

@testable import Workstation

/// What auditions sound like where they come out: on outputs 3 and 4 of a card that the room hears 1 and 2 of.
@Suite("Auditions as they are heard", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct AuditionSoundTests {
  /// Kicks over a pad, twelve decibels apart as files.
  private static let (loud, quiet): (Float, Float) = (0.6, 0.15)
  private static let rate = 44_100

  /// Four channels, interleaved.
  private func heard(on card: SoundCard) -> [Float] {
    card.received().withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  @Test("Its kicks fall on the room's and it is as loud, whatever its tempo and its level are", .tags(.slow))
  func inTheHeadphones() throws {
    let card = try SoundCard(speed: 4)
    let booth = try Booth(card: card)
    for (name, bpm, level) in [("room", 124.0, Self.quiet), ("next", 119, Self.loud), ("half", 61.5, Self.quiet)] {
      let kicks = ClickTracks.kicks(bpm: bpm, seconds: 90, firstBeat: 9000, pad: 0.1).map { $0 * level }
      try write(kicks, to: "\(booth.music)/\(name).flac", .flac, tags: Tags(title: name))
    }
    try booth.scanMusic(tracks: 3)
    booth.say("headphones to 3-4")
    try booth.load("\(booth.music)/room.flac", onto: .a)
    // The room's kicks go on for as long as it takes until the others are heard.
    booth.say("deck a tempo = 2", "deck a play", "deck a loop 4")
    try booth.wait(for: "the room") { $0.engine.deckA.isPlaying && $0.engine.deckA.isLooping }
    var starts = 0
    for line in [
      "audition \"\(booth.music)/next.flac\"", "audition start \"\(booth.music)/half.flac\"",
      "audition best \"\(booth.music)/next.flac\"", "audition forward", "audition back",
    ] {
      booth.say(line)
      starts += 1
      let now = try booth.wait(for: line) { $0.engine.preview.serial != nil && $0.screen.audition?.position != nil }
      try booth.wait(for: "six seconds of it") { $0.engine.frame.value > now.engine.frame.value + Int64(6 * Self.rate) }
    }
    booth.say("audition stop")
    try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.audition == nil }
    booth.workstation.close()
    let sound = heard(on: card)
    // While something is heard in the headphones, with a second's margin for whole beats.
    let phones = stride(from: 2, to: sound.count, by: 4).map { sound[$0] }
    let first = try #require(phones.firstIndex { $0 != 0 })
    let last = try #require(phones.lastIndex { $0 != 0 })
    #expect(last - first > 20 * Self.rate)
    let part = Array(sound[(4 * first)..<(4 * last)])
    let room = ClickTracks.onsets(in: part, channel: 0, from: 0)
    let kicks = ClickTracks.onsets(in: part, channel: 2, from: 0).dropFirst().dropLast()
    let offsets = kicks.map { kick in (room.map { abs($0 - kick) }.min() ?? 1e6) / Double(Self.rate) * 1000 }.sorted()
    // A jump may cut into a kick, whose beginning is then the jump's: one at most for each line said. An audition that
    // lies wrong has a dozen kicks in its six seconds.
    let cut = offsets.filter { $0 > 1 }
    #expect(offsets.count > 30 && cut.count <= starts, "\(offsets)")
    // Both are made of the same sounds: their powers differ as their loudness does.
    func level(_ channel: Int) -> Double {
      let values = stride(from: channel, to: part.count, by: 4).map { Double(part[$0]) }
      return 10 * log10(values.reduce(0) { $0 + $1 * $1 } / Double(values.count))
    }
    #expect(abs(level(2) - level(0)) < 1, "\(level(2)) in the headphones, \(level(0)) in the room")
  }
}
