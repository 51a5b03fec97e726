import Analysis
import Glibc
import Music
import Support
import Testing

@Suite struct ShapeTests {
  private func tone(_ frequency: Double, level: Float) -> Signal {
    var signal = Signal(seconds: 4)
    signal.add(at: 0, for: 4) { level * Float(sin(2 * Double.pi * frequency * $0)) }
    return signal
  }

  /// A tone in the middle of a band shows in that band at its own amplitude, and little in the others.
  @Test func tonesShowInTheirBand() {
    for (frequency, band) in [(50.0, 0), (600.0, 1), (8000.0, 2)] {
      let waveform = listen(tone(frequency, level: 0.5)).waveform
      let column = waveform[waveform.columns / 2]
      let heights = [column.low, column.mid, column.high].map(Double.init)
      #expect(abs(heights[band] - 127.5) < 20, "\(frequency) Hz: \(heights)")
      for other in 0..<3 where other != band {
        #expect(heights[other] < 0.45 * heights[band], "\(frequency) Hz: \(heights)")
      }
    }
  }

  /// Each column has the peak of the signal: three tones reach full scale together, where they meet, though no
  /// band does; just below it nothing is full; of two channels the higher one counts.
  @Test func peaksAreThoseOfTheSignal() {
    func chord(_ level: Float) -> Signal {
      var signal = Signal(seconds: 4)
      for frequency in [50.0, 600, 8000] {
        signal.add(at: 0, for: 4) { level * Float(sin(2 * Double.pi * frequency * $0)) }
      }
      return signal
    }
    func highest(_ signal: Signal, _ column: Int) -> Float {
      let rate = 44_100 / Waveform.columnsPerSecond
      let frames = Int(Double(column) * rate)..<Int(Double(column + 1) * rate)
      return signal.samples[2 * frames.lowerBound..<2 * frames.upperBound].map(abs).max() ?? 0
    }
    let loud = chord(0.4)
    let waveform = listen(loud).waveform
    #expect(waveform.peaks.count == waveform.columns)
    #expect(waveform.peaks.contains(255) && (30..<570).allSatisfy { waveform[$0].peak < 200 })
    for column in stride(from: 30, to: 570, by: 3) {
      let expected = min(255, 255 * highest(loud, column))
      #expect(abs(Float(waveform.peaks[column]) - expected) <= 1.01, "\(column)")
      #expect((waveform.peaks[column] == 255) == (expected == 255))
    }
    #expect(!listen(chord(0.33)).waveform.peaks.contains(255))
    var right = tone(600, level: 0.8)
    for frame in 0..<right.samples.count / 2 { right.samples[2 * frame] = 0 }
    #expect(listen(right).waveform.peaks[100...400].allSatisfy { abs(Int($0) - 204) <= 1 })
    // What a file of 16 bits calls full scale is it.
    #expect(listen(tone(441, level: 32_767 / 32_768)).waveform.peaks[100...400].max() == 255)
  }

  /// A click is drawn in the column of its time.
  @Test func columnsAreInTime() {
    var signal = Signal(seconds: 10)
    signal.addKick(at: 6, level: 0.8)
    let waveform = listen(signal).waveform
    let first = (0..<waveform.columns).first { waveform[$0].peak > 20 }
    #expect(abs(Double(first ?? 0) / Waveform.columnsPerSecond - 6) <= 1 / Waveform.columnsPerSecond)
  }

  @Test func energyFollowsTheArrangement() throws {
    var track = SyntheticTrack(tempo: { _ in 128 }, seconds: 60)
    // The middle third is a breakdown.
    for index in 2 * 20 * 44_100..<2 * 40 * 44_100 { track.signal.samples[index] *= 0.1 }
    let curve = try #require(listen(track.signal).analysis.energy_curve)
    #expect(curve.count == 60)
    let breakdown = curve[22..<38].reduce(0, +) / 16
    let drop = curve[42..<58].reduce(0, +) / 16
    #expect(drop - breakdown > 0.3, "\(breakdown) against \(drop)")
  }

  /// A breakdown of eight bars in the middle is found where it starts and ends, and named.
  @Test func theBreakdownIsASection() throws {
    var track = SyntheticTrack(tempo: { _ in 128 }, seconds: 120, firstBeat: 0)
    let phrase = 32 * 60 / 128.0
    let (start, end) = (3 * phrase, 4 * phrase)
    for index in 2 * Int(start * 44_100)..<2 * Int(end * 44_100) { track.signal.samples[index] *= 0.15 }
    let sections = try #require(listen(track.signal).analysis.sections)
    // Its notes leave the low band as the chords rise: 13 dB less in each third bar, which the search takes for parts
    // of four bars that thin out; they begin a bar before the true ones.
    withKnownIssue("a bass that fades over each four bars outweighs a part that is merely softer") {
      #expect(
        sections.contains {
          $0.label == "breakdown" && abs($0.start_seconds - start) < 0.1 && abs($0.end_seconds - end) < 0.1
        }, "\(sections)")
    }
    #expect(zip(sections, sections.dropFirst()).allSatisfy { $0.end_seconds == $1.start_seconds })
  }

  @Test func brightnessRisesWithTheTone() throws {
    let low = try #require(listen(tone(400, level: 0.5)).analysis.brightness_hz)
    let high = try #require(listen(tone(3000, level: 0.5)).analysis.brightness_hz)
    #expect(abs(low - 400) < 20 && abs(high - 3000) < 60)
  }

  @Test func soundStartsAndEndsWhereItDoes() throws {
    var signal = Signal(seconds: 20)
    signal.addTone(note: 57, at: 2, for: 15, level: 0.3)
    let cues = listen(signal).analysis.cues
    #expect(abs(try #require(cues.first_sound_seconds) - 2) < 0.01)
    #expect(abs(try #require(cues.last_sound_seconds) - 17) < 0.05)
  }

  @Test func progressRisesToOne() {
    let signal = Signal.noise(seconds: 5)
    nonisolated(unsafe) var told: [Double] = []
    _ = signal.samples.withUnsafeBufferPointer { analyze($0, sampleRate: .cd) { told.append($0) } }
    #expect(told == told.sorted() && told.last == 1)
  }
}
