import Engine
import Library
import Media
import Music
import Platform

/// A planned blend as it will sound: rendered ahead of time by the engine on the other clock.
struct BlendClip: Sendable {
  var sound: PCM
  /// The beats of what goes out, in the clip's own time: bars and phrases are the track's.
  var grid: BeatGrid?
  var plan: BlendPlan

  /// What is to be rendered; on a thread that may take seconds.
  struct Job: Sendable {
    var wish: Autopilot.PlanWish
    var facts: BlendFacts
    /// The file that goes out, which a deck holds.
    var out: PCM
    var tempoPercent: Double
    var keyShift: Double
    var settings: Settings
    var rate: SampleRate
    var media: MediaProgram

    /// Seconds behind the blend.
    private static let tail = Seconds(12)

    /// The blend, and a phrase before it: the room may be anywhere in one when the clip begins.
    func render() throws -> BlendClip {
      let decoding = try media.decode(wish.to, rate: rate)
      try decoding.wait()
      let a = try facts.analysis(at: wish.from, length: wish.lengths.x)
      let b = try facts.analysis(at: wish.to, length: 0)
      var plan = try facts.plan(wish).plan
      if plan.tempoChangePercent != nil, out.isComplete, let theirs = a.grid, let mine = b.grid {
        plan = plan.locked(HeardTrack(sound: out, grid: theirs), HeardTrack(sound: decoding.pcm, grid: mine))
      }
      let text = SetLines.text(
        [SetLines.Track(wish.from, a, stems: false, settings), SetLines.Track(wish.to, b, stems: false, settings)],
        [plan], rate: rate,
        first: [.tempoRange(50), .set(.tempo, tempoPercent), .set(.keyShift, keyShift)], from: start(plan, a.grid),
        tail: Self.tail)
      var files = [FilePath(absolutePath(wish.to)): decoding.pcm]
      if out.isComplete { files[FilePath(absolutePath(wish.from))] = out }
      var set = OfflineSet(rate: rate, media: media, period: 512, decoded: files)
      var samples: [Float] = []
      try set.play(try Journal(parsing: text, name: "the blend")) { samples += $0 }
      guard let sound = PCM(interleaved: samples, sampleRate: rate) else {
        throw OfflineSet.Failure(description: "there is no memory left: close another program")
      }
      let grid = a.grid.flatMap { grid in
        Self.grid(set.beats, until: grid.beat(at: plan.out.lowerBound), like: grid, rate)
      }
      return BlendClip(sound: sound, grid: grid, plan: plan)
    }

    private func start(_ plan: BlendPlan, _ grid: BeatGrid?) -> TrackTime {
      let begin = plan.out.lowerBound
      guard let grid else { return TrackTime(max(0, begin.value - 15)) }
      let phrase = Double(grid.beatsPerBar * grid.barsPerPhrase)
      return TrackTime(max(0, grid.time(of: grid.beat(at: begin) - Beats(phrase)).value))
    }

    /// From where the beats of deck A came out before the blend: in it the tempo goes where the plan leads it.
    private static func grid(
      _ beats: [OfflineSet.RenderedBeat], until end: BeatPosition, like grid: BeatGrid, _ rate: SampleRate
    ) -> BeatGrid? {
      let heard = beats.filter { $0.deck == .a }.prefix { Double($0.beat) <= end.value + 0.5 }
      guard let first = heard.first, let last = heard.last, last.beat > first.beat else { return nil }
      let length = (last.outputFrame - first.outputFrame) / rate.hz / Double(last.beat - first.beat)
      let anchor = BeatGrid.Anchor(
        time: TrackTime(first.outputFrame / rate.hz), beat: BeatPosition(Double(first.beat)), bpm: BPM(60 / length))
      return BeatGrid(
        anchors: [anchor], beatsPerBar: grid.beatsPerBar, downbeat: grid.downbeat, phraseStart: grid.phraseStart,
        barsPerPhrase: grid.barsPerPhrase)
    }
  }
}
