import Engine
import Media
import Music
import Platform

/// A set of planned blends as a journal: deck after deck, each line at a time of the track that it waits for.
struct SetLines {
  /// A track of it.
  struct Track {
    var spec: Journal.TrackSpec
    /// Brings it to the target loudness.
    var gain: Decibels
    /// When its sound ends.
    var end: TrackTime
  }

  private var lines = [Journal.header]
  private let tracks: [Track]
  private let plans: [BlendPlan]

  /// How long before a blend the next track is loaded, and made ready.
  private static let (loading, readying) = (Seconds(20), Seconds(0.25))

  private init(_ tracks: [Track], _ plans: [BlendPlan], _ rate: SampleRate) {
    (self.tracks, self.plans) = (tracks, plans)
    lines.append("rate \(Int(rate.hz))")
  }

  /// The journal's text.
  /// - Parameters:
  ///   - tracks: in order, one at least.
  ///   - plans: one from each to the next.
  ///   - first: what its deck is told before that.
  ///   - start: where the first track begins.
  ///   - tail: how long the last track goes on behind the last blend; nil: to its end.
  static func text(
    _ tracks: [Track], _ plans: [BlendPlan], rate: SampleRate, first: [DeckAction] = [], from start: TrackTime,
    tail: Seconds? = nil
  ) -> String {
    var lines = SetLines(tracks, plans, rate)
    lines.begin(at: start, first)
    for index in plans.indices { lines.blend(index, from: index == 0 ? start : plans[index - 1].in.upperBound) }
    lines.end(tail)
    return lines.lines.joined(separator: "\n") + "\n"
  }

  private func deck(_ index: Int) -> DeckID { index % 2 == 0 ? .a : .b }

  private mutating func add(_ time: String, _ commands: [Command]) {
    for command in commands { lines.append("\(time) \(command.line)") }
  }

  private mutating func load(_ index: Int, at time: String) {
    let deck = deck(index)
    lines.append("\(time) deck \(deck.word) load \(tracks[index].spec.words)")
    let ready: [DeckAction] = [.autoGain(tracks[index].gain), .set(.filter, 0), .quantize(.off)]
    add(time, ready.map { Command(.engine(.deck(deck, $0))) })
  }

  private mutating func begin(at start: TrackTime, _ first: [DeckAction]) {
    load(0, at: "@0s")
    add("@0s", first.map { Command(.engine(.deck(.a, $0))) })
    add("@0s", [Command(.engine(.mixer(.set(.crossfader, -1)))), Command(.engine(.deck(.a, .seek(start))))])
    add("@0.1s", [Command(.engine(.deck(.a, .play)))])
  }

  /// - Parameter begin: where what goes out has come in.
  private mutating func blend(_ index: Int, from begin: TrackTime) {
    let (plan, out) = (plans[index], deck(index))
    func time(_ time: TrackTime) -> String { "@\(out.word):\(fixed(max(0, time.value), 4))s" }
    let start = plan.out.lowerBound
    load(index + 1, at: time(max(begin, start - Self.loading)))
    add(time(max(begin, start - Self.readying)), plan.preparation(out: out))
    for step in plan.steps { add(time(start + step.at), step.commands(out: out)) }
    // What the blend took away from the deck that is free now.
    for case .muteOut(let stem) in plan.steps.map(\.move) {
      add("+0.1 seconds", [Command(.stem(out, stem, .mute(.off)))])
    }
  }

  private mutating func end(_ tail: Seconds?) {
    let last = deck(tracks.count - 1)
    if let tail {
      lines.append("+\(fixed(tail.value, 4)) seconds end")
    } else {
      lines.append("@\(last.word):\(fixed(tracks[tracks.count - 1].end.value, 4))s end")
    }
  }
}

extension SetLines.Track {
  /// A file as a set plays it. - Parameter stems: those beside it are loaded too.
  init(_ path: String, _ analysis: TrackAnalysis, stems: Bool, _ settings: Settings) {
    spec = Journal.TrackSpec(
      path: absolutePath(path), grid: analysis.grid.map(Journal.GridSpec.known) ?? .none, stems: stems)
    gain = AutoGainControl(isOn: settings.autoGain, target: settings.targetLoudness).gain(for: analysis.loudness)
    end = TrackTime(analysis.cues.last_sound_seconds ?? analysis.duration_seconds ?? 0)
  }
}
