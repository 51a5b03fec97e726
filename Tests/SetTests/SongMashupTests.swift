import Glibc
import Music
import Platform
import Support
import Testing
import Workstation

/// `segue mashup` through the built program: a whole song, measured in what was rendered.
@Suite("segue mashup", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct SongMashupTests {
  /// Where the instrumental is silent but for a tone of −110 dBFS, seconds.
  private static let quiet = 30.0..<34.0
  private static let toneHz = 1000.0

  /// Where a voice's strikes begin in a file, seconds: the level rises to a tenth of the loudest after silence.
  private static func strikes(in sound: [Float]) -> [Double] {
    ClickTracks.onsets(in: sound, channel: 0, channels: 2, gap: 16_000).map { $0 / 44_100 }
  }

  @Test func aWholeSong() throws {
    let segue = try InstalledSegue()
    // The instrumental would be stretched by less than the voice: it keeps its tempo all the same.
    let (a, b) = (
      SyntheticTrack(tempo: { _ in 110 }, seconds: 44, seed: 3),
      SyntheticTrack(tempo: { _ in 120 }, seconds: 44, seed: 4)
    )
    var music = b.signal.samples
    for frame in Int(Self.quiet.lowerBound * 44_100)..<Int(Self.quiet.upperBound * 44_100) {
      let tone = Float(pow(10, -110.0 / 20) * sin(2 * Double.pi * Self.toneHz * Double(frame) / 44_100))
      (music[2 * frame], music[2 * frame + 1]) = (tone, tone)
    }
    let voice = try writeTrack(
      "voice", in: segue.music,
      stems: [
        (.vocals, struckVoice(a, seconds: 44, level: 0.35, decay: 9, frames: 15_000)),
        (.instrumental, a.signal.samples),
      ])
    let beat = try writeTrack(
      "beat", in: segue.music, stems: [(.vocals, [Float](repeating: 0, count: music.count)), (.instrumental, music)])
    let (out, journal) = (segue.music + "/out.flac", segue.music + "/out.journal")
    let made = try segue.run(
      "mashup", "--vocals", voice, "--instrumental", beat, "-o", out, "--stems", "--journal", journal, "--json")
    try #require(made.status == 0, "\(made.errors)")
    for key in [
      "files", "voice_stretch_percent", "key_shift_semitones", "true_peak_dbtp", "placements", "camelot_relation",
      "score", "parts", "leftover_db", "measured_balance_lu",
    ] {
      #expect(made.output.contains("\"\(key)\":"), "\(key)")
    }
    let text = Programs.contents(segue.music + "/out.txt")
    #expect(text.contains("voice stretched by +9.0") && text.contains("\nscore\t") && text.contains("\npart\tkey "))

    // Voice and beat: each strike of the voice on a beat of the instrumental, which is as it was but for a gain.
    let (sung, played) = (
      try sound(of: segue.music + "/out-voice.flac"), try sound(of: segue.music + "/out-instrumental.flac")
    )
    let place = try #require(Self.place(of: music, in: played))
    let beats = b.beats.map { $0 + place.seconds }
    let strikes = Self.strikes(in: sung)
    try #require(strikes.count >= 16, "\(strikes)")
    let offsets = strikes.map { strike in beats.map { strike - $0 }.min { abs($0) < abs($1) } ?? 1 }
    // A strike is found a little after it begins.
    #expect(offsets.allSatisfy { abs($0 - 0.001) < 0.005 }, "\(offsets)")
    // Bar on bar: the voice rests in the last two bars of each eight.
    #expect(strikes.count % 24 == 0 || strikes.count < 24, "\(strikes.count)")

    // A tone far below 16 bits is there, at its level.
    let from = Int((Self.quiet.lowerBound + 0.5 + place.seconds) * 44_100)
    let level = ClickTracks.level(of: Self.toneHz, in: Self.left(played), from: from, frames: 3 * 44_100)
    let wanted = pow(10, -110.0 / 20) * place.gain
    // Where somebody sings, up to 4 dB are taken back.
    #expect((-4.5...1).contains(20 * log10(level / wanted)), "\(20 * log10(level / wanted)) dB")

    let whole = try sound(of: out)
    let frames = stride(from: 0, to: whole.count, by: 2).map { SIMD2(whole[$0], whole[$0 + 1]) }
    #expect(EightfoldPeak.decibels(frames) <= -1)
    // Rendered again it is the same, bit for bit.
    let again = try segue.run("render", journal, "-o", segue.music + "/again.flac")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try sound(of: segue.music + "/again.flac") == whole)
  }

  private static func left(_ sound: [Float]) -> [Float] { stride(from: 0, to: sound.count, by: 2).map { sound[$0] } }

  /// Where a sound lies in a file, and how loud, by its first ten seconds.
  private static func place(of sound: [Float], in file: [Float]) -> (seconds: Double, gain: Double)? {
    let (mine, theirs) = (left(sound), left(file))
    let range = 44_100..<(10 * 44_100)
    var best: (lag: Int, value: Double)?
    for lag in 20_000..<24_500 {
      var sum = 0.0
      for index in stride(from: range.lowerBound, to: range.upperBound, by: 37) {
        sum += Double(mine[index]) * Double(theirs[index + lag])
      }
      if sum > best?.value ?? 0 { best = (lag, sum) }
    }
    guard let best else { return nil }
    let power = stride(from: range.lowerBound, to: range.upperBound, by: 37).reduce(0) {
      $0 + Double(mine[$1]) * Double(mine[$1])
    }
    return (Double(best.lag) / 44_100, best.value / power)
  }

  @Test func whatIsMissingIsSaid() throws {
    let segue = try InstalledSegue()
    let track = SyntheticTrack(tempo: { _ in 118 }, seconds: 30, seed: 5)
    let bare = segue.music + "/bare.wav"
    try write(track.signal.samples, to: bare)
    let silence = [Float](repeating: 0, count: track.signal.samples.count)
    let mute = try writeTrack(
      "mute", in: segue.music, stems: [(.vocals, silence), (.instrumental, track.signal.samples)])
    let noise = segue.music + "/noise.wav"
    try write(ClickTracks.sine(hz: 200, amplitude: 0.1, seconds: 20), to: noise)
    func said(_ voice: String, _ beat: String) throws -> String {
      let ended = try segue.run("mashup", "--vocals", voice, "--instrumental", beat, "-o", segue.music + "/x.flac")
      #expect(ended.status == 1)
      #expect(!segue.hasFile("x.flac"))
      return ended.errors
    }
    #expect(try said(bare, mute).contains("bare.wav has no stems: split it"))
    #expect(try said(mute, mute).contains("nobody sings in mute.wav"))
    #expect(try said(noise, mute).contains("noise.wav: no beat grid is known"))
    #expect(try said(segue.music + "/gone.wav", mute).contains("gone.wav"))
    let both = ["--vocals", bare, "--instrumental", bare, "-o", "x.flac"]
    for words in [
      ["--vocals", bare], both + ["--arrange", "up"], both + ["--shift", "13"], both + ["--shift-beat", "up"],
      both + ["--balance", "4"],
    ] {
      #expect(try Programs.run([segue.program, "mashup"] + words, environment: segue.environment).status == 2)
    }
    let ending = try segue.run("mashup", "--vocals", bare, "--instrumental", mute, "-o", segue.music + "/x.pdf")
    #expect(ending.status == 2 && ending.errors.contains(".pdf"))
  }
}

extension InstalledSegue {
  fileprivate func hasFile(_ name: String) -> Bool { access(music + "/" + name, F_OK) == 0 }
}
