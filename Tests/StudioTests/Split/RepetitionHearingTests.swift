import CStudio
import Glibc
import Music
import Support
import Testing

@testable import Studio

struct RepetitionHearingTests {
  private static let rate = SampleRate(hz: 8000)

  /// A bar of noise at the sides and chords comes back every second; a tone that glides comes once, in the middle.
  @Test func whatComesOnceIsTheVoice() throws {
    let frames = 80_000
    var random = SeededRandom(seed: 5)
    let bar = (0..<16_000).map { _ in 0.2 * random.sample() }
    var voice = [Float](repeating: 0, count: 2 * frames)
    var phase = 0.0
    for frame in 30_000..<50_000 {
      phase += 2 * Double.pi * (400 + 0.02 * Double(frame - 30_000)) / Self.rate.hz
      let value = Float(0.15 * sin(phase))
      (voice[2 * frame], voice[2 * frame + 1]) = (value, value)
    }
    // A second is 43.4 hops of 189 samples: bars are as long as 42 of them.
    let period = 42 * FrameSize(at: Self.rate).hop
    let mix = voice.indices.map { voice[$0] + bar[$0 % (2 * period) % bar.count] }
    let splitter = TrackSplitter(
      .two, at: Self.rate, hearing: RepetitionHearing(FrameSize(at: Self.rate), at: Self.rate), grain: .float)
    var found: [Float] = []
    let emit: TrackSplitter.Emit = { found += $0[0] }
    try splitter.take(mix, emit)
    try splitter.finish(emit)
    // The mixture taken for it has 10 log (signal / bar) = −7 dB here; half of a noise's bins still hide the tone.
    #expect(distortionRatio(of: found, to: voice)! > 5)
    #expect(distortionRatio(of: mix, to: voice)! < -5)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 16]) func theMedianIsTheMiddle(rows: Int) {
    var random = SeededRandom(seed: UInt64(rows))
    let values = (0..<rows).map { _ in (0..<100).map { _ in random.sample() } }
    var out = [Float](repeating: 0, count: 100)
    var pointers: [UnsafePointer<Float>?] = []
    let memory = values.map { row -> UnsafeMutablePointer<Float> in
      let pointer = UnsafeMutablePointer<Float>.allocate(capacity: 100)
      pointer.initialize(from: row, count: 100)
      pointers.append(UnsafePointer(pointer))
      return pointer
    }
    segue_median_of_rows(pointers, Int32(rows), &out, 100)
    for pointer in memory { pointer.deallocate() }
    #expect(out == (0..<100).map { place in values.map { $0[place] }.sorted()[rows / 2] })
  }

  @Test(arguments: [0, 1, 15]) func theSlidingMedianIsTheMiddleOfItsWindow(half: Int) {
    var random = SeededRandom(seed: 9)
    // Whole numbers, so that many are equal.
    let values = (0..<80).map { _ in (8 * random.sample()).rounded() }
    var out = [Float](repeating: 0, count: 80)
    segue_sliding_median(values, 1, 80, Int32(half), 0, &out, 1, 80)
    for place in values.indices {
      let window = ((place - half)...(place + half)).map { index -> Float in
        let inside = index < 0 ? -index : index
        return values[inside > 79 ? 158 - inside : inside]
      }
      #expect(out[place] == window.sorted()[half])
    }
  }
}
