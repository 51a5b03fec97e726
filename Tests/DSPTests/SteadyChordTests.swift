import DSP
import Glibc
import Support
import Testing

/// Attacks are the source's own samples; what only beats is not taken for one.
@Suite struct SteadyChordTests {
  private static let chords = SteadyChord.all(seconds: 3.5)
  private static let drums = DrumHits.all(seconds: 3.5)

  /// No run of the source's own samples, which lie on whole steps of 24 bits, in a chord that is held.
  @Test(arguments: TimeStretcher.Engine.allCases, [0.93, 1.087])
  func steadyChordsAreNeverSpliced(engine: TimeStretcher.Engine, ratio: Double) {
    for chord in Self.chords {
      let sound = Stretched.sound(chord.sound, engine, ratio: ratio).sound
      var (splices, run) = (0, 0)
      for value in sound.dropFirst(44_100) {
        let steps = value * 8_388_608
        run = steps == steps.rounded() && steps != 0 ? run + 1 : 0
        if run == 64 { splices += 1 }
      }
      #expect(splices == 0, "\(chord.name), \(engine) at \(ratio)")
    }
  }

  /// Each hit is found in the output sample for sample, where the account has it, alone as over a pad.
  @Test(arguments: TimeStretcher.Engine.allCases, [0.93, 1.087])
  func drumsKeepTheirAttacks(engine: TimeStretcher.Engine, ratio: Double) {
    for drums in Self.drums {
      let (sound, places) = Stretched.sound(drums.sound, engine, ratio: ratio, places: drums.hits.map(Double.init))
      #expect(places.count > 4)
      for (hit, place) in zip(drums.hits, places).dropFirst() {
        let source = drums.sound[(hit - 88)..<(hit + 529)]
        let from = Int(place.rounded())
        guard from + 700 < sound.count else { continue }
        let best = (-24...24).map { Self.likeness(source, sound[(from - 88 + $0)..<(from + 529 + $0)]) }.max() ?? 0
        #expect(best > 0.995, "\(drums.name) at \(hit), \(engine) at \(ratio)")
      }
    }
  }

  /// What is heard from 30 to 3 ms ahead of an attack in silence, against the attack. R2 alone smears it over 23 ms on
  /// each side, 10 to 20 dB below it.
  @Test(arguments: TimeStretcher.Engine.allCases)
  func nothingIsHeardAheadOfAnAttack(engine: TimeStretcher.Engine) {
    for drums in Self.drums where drums.isAlone {
      let (sound, places) = Stretched.sound(drums.sound, engine, ratio: 1.087, places: drums.hits.map(Double.init))
      for place in places.dropFirst().map({ Int($0.rounded()) }) where place + 441 < sound.count {
        func energy(_ range: Range<Int>) -> Double { range.reduce(0) { $0 + Double(sound[$1] * sound[$1]) } }
        let echo = 10 * log10(energy((place - 1323)..<(place - 132)) / energy(place..<(place + 441)) + 1e-10)
        #expect(echo < -26, "\(drums.name), \(engine)")
      }
    }
  }

  /// R2 sets its phases anew at what it takes for attacks, which makes a tone warble by tens of cents, unless it is
  /// kept from it.
  @Test(arguments: TimeStretcher.Engine.allCases, [0.93, 0.97, 1.04, 1.087])
  func aPureToneKeepsItsPitch(engine: TimeStretcher.Engine, ratio: Double) {
    let tone = SteadyChord.sines("tone", [440], seconds: 3).sound
    let sound = Stretched.sound(tone, engine, ratio: ratio).sound
    // A window that knows 440 Hz alone holds all of it.
    for start in stride(from: 44_100, to: sound.count - 12_000, by: 4096) {
      let whole = ClickTracks.rms(sound, start..<(start + 8192)) * 2.0.squareRoot()
      #expect(abs(ClickTracks.level(of: 440, in: sound, from: start, frames: 8192) / whole - 1) < 0.01)
    }
  }

  private static func likeness(_ one: ArraySlice<Float>, _ other: ArraySlice<Float>) -> Double {
    var (product, a, b): (Float, Float, Float) = (0, 1e-12, 1e-12)
    for (x, y) in zip(one, other) {
      product += x * y
      a += x * x
      b += y * y
    }
    return Double(product / (a * b).squareRoot())
  }
}
