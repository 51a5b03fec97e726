import DSP
import Engine
import Glibc
import Music
import Support
import Testing

/// Each part of a mash heard alone in the headphones: it is what the part changes in the mix, and the mix does not
/// notice. Deck A sings on the left, deck B plays on the right; levels are not known, so that all gains are one.
@Suite struct MashListenTests {
  private static let seconds = 12.0

  /// A voice with rumble under it and a hiss each half second; an instrumental with tones where the voice has them, and
  /// a voice of its own.
  private static let tracks: [MashTrack] = {
    var random = SeededRandom(seed: 21)
    func sound(_ value: (Double) -> Double) -> [Float] {
      (0..<Int(seconds * 44_100)).flatMap { frame -> [Float] in
        let sample = Float(value(Double(frame) / 44_100))
        return [sample, sample]
      }
    }
    func tone(_ hz: Double, _ t: Double) -> Double { sin(2 * Double.pi * hz * t) }
    var last = Float(0)
    let voice = sound { t in
      let white = random.sample()
      defer { last = white }
      let hiss = (2 * t).truncatingRemainder(dividingBy: 1) > 0.5 ? 0.15 * Double(white - last) : 0
      return 0.05 * (tone(400, t) + tone(1200, t)) + 0.02 * tone(40, t) + hiss
    }
    let music = sound { t in 0.08 * (tone(410, t) + tone(1190, t)) }
    let own = sound { t in 0.05 * tone(900, t) }
    return [
      MashTrack(.a, bpm: 120, voice: voice, music: music), MashTrack(.b, bpm: 120, voice: own, music: music),
    ]
  }()

  private static let frames = Int(10 * 44_100)

  /// - Parameters:
  ///   - parts: those that are on; all others are off.
  ///   - key: of the voice, semitones; nil: nothing is mashed.
  private func rendered(
    _ parts: [MashPart], key: Double?, listening: MashPart? = nil, knowsLevels: Bool = false, endsAt end: Int64? = nil
  ) -> [Float] {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    booth.say(.mixer(.fairBlend(.off)))
    for (index, track) in Self.tracks.enumerated() {
      booth.load(track.deck, track.loaded(serial: UInt64(index + 1), knowsLevels: knowsLevels))
      booth.say(track.deck, .sync(.on), at: 640)
      booth.say(track.deck, .play, at: 640)
    }
    for part in MashPart.allCases { booth.say(.mixer(.mashPart(part, parts.contains(part) ? .on : .off))) }
    if let key { booth.say(.mixer(.mash(MashSetup(voice: .a, keys: MashKeys(voice: key, beat: 0)))), at: 44_096) }
    if let listening { booth.say(.mixer(.mashListen(listening)), at: 66_048) }
    if let end {
      booth.say(.mixer(.mashOff), at: end)
      booth.say(.mixer(.mashListen(nil)), at: end + 88_192)
    }
    return booth.render(Self.frames)
  }

  /// The greatest sample of one channel from a second on.
  private func greatest(_ sound: [Float], _ channel: Int, from second: Double, to end: Double = 10) -> Float {
    (Int(second * 44_100)..<Int(end * 44_100)).reduce(0) { max($0, abs(sound[4 * $1 + channel])) }
  }

  /// The first channels of two outputs are the same, bit for bit, from a second on.
  private func isSame(_ one: [Float], _ other: [Float], channels: Int, from second: Double) -> Bool {
    for frame in Int(second * 44_100)..<Self.frames {
      for channel in 0..<channels where one[4 * frame + channel] != other[4 * frame + channel] { return false }
    }
    return true
  }

  /// The other parts are off: what stands behind a part would change what it did. The gate asks where a deck's own
  /// voice sings, so that levels are known there.
  @Test(arguments: MashPart.allCases)
  func whatAPartChangesIsHeardAlone(part: MashPart) {
    let key: Double = part == .deEss ? 2 : 0
    let heard = rendered([part], key: key, listening: part, knowsLevels: part == .gate)
    let plain = rendered([part], key: key, knowsLevels: part == .gate)
    let without = rendered([], key: key, knowsLevels: part == .gate)
    // The room hears nothing of it, and the headphones nothing else.
    #expect(isSame(heard, plain, channels: 2, from: 0))
    #expect(greatest(plain, 2, from: 0) == 0 && greatest(plain, 3, from: 0) == 0)
    let side = part == .eq || part == .gate ? 1 : 0
    #expect(greatest(heard, 2 + side, from: 2) > 0.002, "it does something")
    var apart: Float = 0
    for frame in Int(2 * 44_100)..<Self.frames {
      let change = plain[4 * frame + side] - without[4 * frame + side]
      apart = max(apart, abs(change - heard[4 * frame + 2 + side]))
    }
    // Sums of floats round otherwise.
    #expect(apart < 2e-6, "\(apart)")
  }

  /// All on, one listened to: back at unity the room has what it would have had, and the headphones nothing. The shared
  /// room, which rings on, is on for itself alone.
  @Test(arguments: MashPart.allCases)
  func allGoesBackBitForBit(part: MashPart) {
    let end: Int64 = 4 * 44_100 + 48
    let parts = MashPart.allCases.filter { $0 != .glue || part == .glue }
    let sound = rendered(parts, key: 2, listening: part, knowsLevels: true, endsAt: end)
    let plain = rendered([], key: nil)
    #expect(isSame(sound, plain, channels: 4, from: 9.5))
    // Nothing is left of what was listened to while it still had the headphones.
    if part != .glue { #expect(greatest(sound, 2, from: 5, to: 6) == 0 && greatest(sound, 3, from: 5, to: 6) == 0) }
  }
}
