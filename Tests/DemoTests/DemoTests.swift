import Music
import Testing

@testable import Demo

/// One short track, rendered once for all tests here.
private let short = DemoTrack.generate(seed: 42, style: .garage, bpm: BPM(132), isShort: true)
private let rendered = short.render()

/// Root mean square of stereo samples between two times.
private func level(_ samples: [Float], _ start: Double, _ end: Double) -> Double {
  let range = (2 * Int(start * 44_100))..<(2 * Int(end * 44_100))
  return (samples[range].reduce(0.0) { $0 + Double($1 * $1) } / Double(range.count)).squareRoot()
}

private func section(_ label: String) throws -> TrackAnalysis.Section {
  try #require(short.sections.first { $0.label == label })
}

@Suite struct DemoTests {
  @Test("the same seed gives the same samples, another seed others")
  func deterministic() {
    let again = short.render()
    #expect(again.drums == rendered.drums)
    #expect(again.bass == rendered.bass)
    #expect(again.other == rendered.other)
    #expect(again.vocals == rendered.vocals)
    let other = DemoTrack.generate(seed: 43, style: .garage, bpm: BPM(132), key: short.key, isShort: true)
    #expect(other.render().drums != rendered.drums)
  }

  @Test("the mix is the sum of its stems to the last bit, in whole 24-bit steps, below −0.5 dBFS")
  func stemsSum() {
    let mix = rendered.mix()
    #expect(mix.count == 2 * Int((short.duration.value * 44_100).rounded()))
    var peak: Float = 0
    var mismatches = 0
    var unrounded = 0
    // Every 7th sample: both sides, all phases of the beat.
    for i in stride(from: 0, to: mix.count, by: 7) {
      let exact = rendered.stems.reduce(0.0) { $0 + Double($1.samples[i]) }
      if Double(mix[i]) != exact { mismatches += 1 }
      for stem in rendered.stems where (stem.samples[i] * 0x1p23).rounded() != stem.samples[i] * 0x1p23 {
        unrounded += 1
      }
      peak = max(peak, abs(mix[i]))
    }
    #expect(mismatches == 0)
    #expect(unrounded == 0)
    #expect(peak < 0.944)
    #expect(peak > 0.5)
    let mean = mix.reduce(0) { $0 + $1 / Float(mix.count) }
    #expect(abs(mean) < 1e-3)
  }

  @Test("drops are the loudest, breakdowns have no bass, nobody sings in the intro")
  func sectionsDiffer() throws {
    let (intro, drop, breakdown) = (try section("intro"), try section("drop"), try section("breakdown"))
    let mix = rendered.mix()
    func loud(_ s: TrackAnalysis.Section) -> Double { level(mix, s.start_seconds, s.end_seconds) }
    // At least 4 dB: kick and bass are missing in the breakdown.
    #expect(loud(drop) > loud(intro))
    // A consonant may come 0.15 s ahead of the bar on which the voice begins.
    #expect(level(rendered.vocals, 0, intro.end_seconds - 0.15) < 1e-5)
    #expect(level(rendered.bass, 0, intro.end_seconds - 0.15) < 1e-5)
    #expect(level(rendered.vocals, drop.start_seconds, drop.end_seconds) > 0.01)
    #expect(
      level(rendered.bass, breakdown.start_seconds + 1, breakdown.end_seconds) < 0.1
        * level(rendered.bass, drop.start_seconds, drop.end_seconds))
  }

  @Test("each bar of the drop begins with a kick exactly on the grid")
  func kicksOnGrid() throws {
    let drop = try section("drop")
    let grid = short.grid
    let bars = stride(from: 0, to: 32, by: 4).map {
      grid.time(of: BeatPosition((grid.beat(at: TrackTime(drop.start_seconds)).value).rounded() + Double($0))).value
    }
    let kicks = Set(short.kicks(at: .cd))
    for time in bars {
      let frame = Int((time * 44_100).rounded())
      #expect(kicks.contains(frame), "a kick at frame \(frame)")
    }
    // In the sound itself: the first bar of the intro is only kick and hat after 20 ms of silence.
    let onset = try #require(rendered.drums.firstIndex { abs($0) > 0.02 }) / 2
    #expect(abs(Double(onset) / 44_100 - DemoTrack.firstBeat.value) < 0.001)
    #expect(rendered.drums[..<(2 * 800)].allSatisfy { abs($0) < 1e-4 })
  }

  @Test("sections and vocal spans lie on the grid and inside the track", arguments: DemoTrack.all)
  func lattice(track: DemoTrack) {
    let grid = track.grid
    var end = DemoTrack.firstBeat.value
    for section in track.sections {
      #expect(abs(section.start_seconds - end) < 1e-9)
      let bars = grid.beat(at: TrackTime(section.start_seconds)).value / 4
      #expect(abs(bars - bars.rounded()) < 1e-6)
      #expect(Int(bars.rounded()) % 8 == 0)
      end = section.end_seconds
    }
    #expect(end < track.duration.value)
    #expect((150...225).contains(track.duration.value))
    #expect(track.sections.first?.label == "intro")
    #expect(track.sections.last?.label == "outro")
    #expect(!track.vocals.isEmpty)
    for span in track.vocals {
      #expect(span.start_seconds < span.end_seconds)
      let labels = track.sections.filter {
        $0.start_seconds <= span.start_seconds + 1e-6 && span.end_seconds <= $0.end_seconds + 1e-6
      }
      #expect(labels.count == 1)
    }
  }

  @Test("each of the six has a partner: keys that fit, tempos within 6 % with octaves folded")
  func partners() {
    for track in DemoTrack.all {
      let partner = DemoTrack.all.first { other in
        let (a, b) = (track.key.camelot, other.key.camelot)
        let turn = (a.hour - b.hour + 12) % 12
        let fits = a.mode == b.mode ? turn == 0 || turn == 1 || turn == 11 : turn == 0
        return other != track && fits && abs(other.bpm.folded(near: track.bpm).value / track.bpm.value - 1) <= 0.06
      }
      #expect(partner != nil, "\(track.title)")
    }
    #expect(Set(DemoTrack.all.map(\.title)).count == 6)
  }

  @Test("sketches keep what they are given and stay in range", arguments: 0..<40)
  func sketches(seed: Int) {
    let track = DemoTrack.generate(seed: UInt64(seed))
    #expect(track == DemoTrack.generate(seed: UInt64(seed)))
    #expect((60...200).contains(track.bpm.value))
    let key = MusicalKey(tonic: PitchClass(seed), mode: .minor)
    let fixed = DemoTrack.generate(seed: UInt64(seed), style: .techno, bpm: BPM(131.3), key: key)
    #expect(fixed.bpm == BPM(131.3))
    #expect(fixed.key == key)
    #expect(fixed.style == .techno)
  }

  @Test("drawn arrangements begin with an intro, lead to drops and end with an outro", arguments: 0..<40)
  func drawnArrangements(seed: Int) {
    let track = DemoTrack.generate(seed: UInt64(seed), isVaried: true)
    let labels = track.sections.map(\.label)
    #expect(labels.first == "intro" && labels.last == "outro")
    #expect(labels.count { $0 == "drop" } >= 2)
    #expect(zip(labels, labels.dropFirst()).allSatisfy { $0 != $1 })
    let plain = DemoTrack.generate(seed: UInt64(seed))
    #expect(plain.bpm == track.bpm && plain.key == track.key && plain.style == track.style)
  }
}
