import DSP
import Engine
import Glibc
import Media
import Music
import Platform

/// What a mashup sounds like before its levels are set: each of its two buses is rendered alone, without the limiter.
/// The engine levels the voice by the bars that come, so that over a song with a quiet part it stands lower than was
/// asked for; what it is told instead makes up for that.
struct SongMeasure {
  /// What the mash is to be told, LU, so that the voice lies where it is wanted.
  let balance: Double
  /// The voice's loudness less the instrumental's over the pieces of the voice, with that, LU.
  let heardBalance: Double
  /// Of both together, with that.
  let programme: ProgrammeLoudness

  /// Less is not worth a word, LU.
  private static let tolerance = 0.1
  /// What a mash takes.
  private static let balances = -1.0...3.0
  /// How far it is is told so often, samples: whoever gives it up waits no longer than a second of sound takes.
  private static let toldSamples = 2 * 44_100

  /// Renders both; takes as long as two songs do.
  /// - Parameters:
  ///   - directories: where stems are kept.
  ///   - say: is told after every few seconds how many there are, which pass it is, from 0, and of what; what it
  ///     throws ends it.
  init(
    of lines: SongMashupLines, _ directories: AppDirectories, say: (Double, Int, String) throws -> Void
  ) throws {
    func bus(_ bus: SongMashupLines.Bus, _ pass: Int, _ name: String) throws -> [Float] {
      let journal = try Journal(parsing: lines.text(master: 0, only: bus), name: "the mashup")
      var set = OfflineSet(rate: journal.rate, media: try MediaProgram.find(directories), period: 512)
      var (sound, told): ([Float], Int) = ([], 0)
      try set.play(journal) { samples in
        sound.append(contentsOf: samples)
        guard sound.count - told > Self.toldSamples else { return }
        told = sound.count
        try say(Double(sound.count / 2) / journal.rate.hz, pass, name)
      }
      return sound
    }
    var voice = try bus(.voice, 0, "voice")
    let instrumental = try bus(.instrumental, 1, "instrumental")
    let wanted = lines.terms.balance
    let spans = lines.placements.map { lines.span(of: $0) }
    let heard = Self.loudness(of: voice, in: spans) - Self.loudness(of: instrumental, in: spans)
    let short = wanted - heard
    let isOff = short.isFinite && abs(short) > Self.tolerance
    balance = isOff ? min(Self.balances.upperBound, max(Self.balances.lowerBound, wanted + short)) : wanted
    heardBalance = heard + balance - wanted
    let gain = Float(pow(10, (balance - wanted) / 20))
    for index in voice.indices {
      voice[index] = voice[index] * gain + (index < instrumental.count ? instrumental[index] : 0)
    }
    programme = Self.programme(of: voice[...])
  }

  private static func programme(of sound: ArraySlice<Float>) -> ProgrammeLoudness {
    guard let meter = LoudnessMeter(sampleRate: .cd) else { return ProgrammeLoudness() }
    var pieces = PieceBuffer()
    sound.withUnsafeBufferPointer { pieces.add($0) { meter.add($0) } }
    pieces.finish { meter.add($0) }
    return meter.programme
  }

  /// Integrated over all spans together, LUFS; not a number in silence.
  private static func loudness(of sound: [Float], in spans: [ClosedRange<Double>]) -> Double {
    var cut: [Float] = []
    for span in spans {
      let first = min(sound.count, max(0, 2 * Int(span.lowerBound * SampleRate.cd.hz)))
      let last = min(sound.count, max(first, 2 * Int(span.upperBound * SampleRate.cd.hz)))
      cut += sound[first..<last]
    }
    return programme(of: cut[...]).integrated?.value ?? .nan
  }
}
