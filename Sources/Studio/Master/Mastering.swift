import DSP
import Glibc
import Music
import Platform

/// What a mastering came to.
package struct MasterReport: Sendable, Hashable {
  /// What was wanted.
  package var goal: MasterGoal
  /// The track as it came.
  package var before: MasterAnalysis
  /// The master.
  package var after: MasterAnalysis
  /// What each stage did.
  package var settings: MasterSettings
  /// How often sound was worked on and measured.
  package var rounds: Int
  /// The limiter's greatest reduction, dB.
  package var limited: Double
  /// What could not be had, and why, in sentences.
  package var notes: [String]

  /// The loudness is within 0.2 LU of the goal, and no peak above it.
  package var isReached: Bool {
    guard let loudness = after.loudness.integrated, let peak = after.loudness.truePeak else { return false }
    return abs(loudness - goal.loudness) <= 0.2 && peak <= goal.truePeak + 0.05
  }
}

/// Masters a whole track: looks at it, sets the stages, renders, measures and corrects, until the goal is reached or
/// more would do harm. One thread; memory for a second copy of the track where a stage before the gain has something to
/// do.
package final class Mastering {
  private let source: UnsafeBufferPointer<Float>
  private let keptSource: PCM
  private let rate: SampleRate
  private let goal: MasterGoal
  private let progress: (String) -> Void
  private let before: MasterAnalysis
  private var settings = MasterSettings()
  private var shaped: PCM?
  private var rounds = 0
  private var notes: [String] = []
  /// Why it is not as loud as was wanted.
  private var refusal: String?
  /// What is aimed at: the goal, or less where that does harm.
  private var aim: Double

  /// Of the stages and of how they are set: a master made by another one is made anew.
  package static let version = 1
  /// The samples will not be what they were.
  package var isChanging: Bool { !settings.isNeutral }

  /// Looks at the track, and finds the settings. - Parameters:
  ///   - source: a whole track.
  ///   - before: what was measured of it, where that is known.
  ///   - progress: is told what is being done.
  package init(
    _ source: PCM, _ goal: MasterGoal, before: MasterAnalysis? = nil, progress: @escaping (String) -> Void = { _ in }
  ) {
    keptSource = source
    self.source = UnsafeBufferPointer(start: source.samples, count: 2 * source.framesReady)
    (rate, self.goal, self.progress) = (source.sampleRate, goal, progress)
    self.before = before ?? MasteringMeter.measure(self.source, at: source.sampleRate)
    aim = goal.loudness
    findSettings()
  }

  /// Renders the master. - Parameter emit: gets frames × 2, interleaved, in order.
  package func write(_ emit: (UnsafeBufferPointer<Float>) throws -> Void) rethrows -> MasterReport {
    let meter = MasteringMeter(sampleRate: rate)
    let limited = try LevelStage.render(gain: settings.gain, ceiling: settings.ceiling, samples, at: rate) { piece in
      meter.add(piece)
      try emit(piece)
    }
    return MasterReport(
      goal: goal, before: before, after: settings.isNeutral ? before : meter.finish(), settings: settings,
      rounds: rounds, limited: limited, notes: notes)
  }

  /// What goes into the gain.
  private var samples: UnsafeBufferPointer<Float> {
    shaped.map { UnsafeBufferPointer(start: $0.samples, count: 2 * $0.framesReady) } ?? source
  }

  // MARK: Settings

  private func findSettings() {
    guard let loudness = before.loudness.integrated, let peak = before.loudness.truePeak else {
      notes.append("nothing in it is loud enough to be mastered: it stays as it is")
      return
    }
    settings = MasterSettings(for: before, goal)
    guard settings.isShaping || abs(loudness - aim) > 0.2 || peak > goal.truePeak + 0.05 else { return }
    var now = settings.isShaping ? shape() : before
    // The bands help where the limiter would have to take more than four decibels from the highest peak.
    let excess = needed(now)
    if excess > 4 {
      settings.compress(now.loudness.loudLevel == nil ? before : now, strength: min(1, (excess - 4) / 6))
      now = shape()
    }
    setLevel(now)
  }

  /// How far the highest peak would be above the ceiling at the wanted loudness, dB.
  private func needed(_ now: MasterAnalysis) -> Double {
    guard let loudness = now.loudness.integrated, let peak = now.loudness.truePeak else { return 0 }
    return peak + aim - loudness - (goal.truePeak - goal.encoderRoom)
  }

  /// Renders the stages before the gain, and corrects the equaliser by what comes out. - Returns: what that measures.
  private func shape() -> MasterAnalysis {
    var best: (settings: MasterSettings, found: MasterAnalysis, sound: PCM)?
    for round in 0..<3 {
      rounds += 1
      progress("shaping, round \(round + 1)")
      guard let made = PCM(capacity: source.count / 2, sampleRate: rate) else {
        notes.append("there is no memory for the equaliser and what follows it: only the level is mastered")
        settings = MasterSettings()
        return before
      }
      let meter = MasteringMeter(sampleRate: rate)
      ShapingChain.render(settings, source, at: rate) { piece in
        made.append(piece)
        meter.add(piece)
      }
      made.finish()
      let found = meter.finish()
      let off = distance(found)
      if let best, distance(best.found) <= off + 0.05 { break }
      best = (settings, found, made)
      // Taste has a wide corridor; another record is to be met.
      guard let curve = found.tone?.curve, goal.tone != nil, off > 0.3 else { break }
      settings.correctTone(of: curve, goal)
    }
    guard let best else { return before }
    (settings, shaped) = (best.settings, best.sound)
    return best.found
  }

  private func distance(_ found: MasterAnalysis) -> Double {
    found.tone?.curve.distance(to: goal.tone ?? .balanced) ?? 0
  }

  // MARK: Level

  /// Finds the gain, and whether it takes the limiter.
  private func setLevel(_ now: MasterAnalysis) {
    guard let loudness = now.loudness.integrated, let peak = now.loudness.truePeak else { return }
    let wanted = aim - loudness
    settings.gain = abs(wanted) <= 0.05 ? 0 : wanted
    let room = goal.truePeak - goal.encoderRoom
    guard peak + settings.gain > room else { return }
    settings.ceiling = room
    var heard = aim
    for round in 1...goal.rounds {
      rounds += 1
      progress("level, round \(round)")
      let (measured, harm) = levelled()
      heard = measured ?? aim
      if let harm, aim > loudness + 0.5 {
        aim -= harm.by
        settings.gain -= harm.by
        refusal = "louder than \(fixed(aim, 1)) LUFS would do harm: \(harm.why)"
        continue
      }
      guard abs(heard - aim) > 0.08, settings.gain < wanted + Self.mostPushed else { break }
      // A limiter gives back less than it is given: a little more is asked for.
      settings.gain = min(wanted + Self.mostPushed, settings.gain + (aim - heard) * (heard < aim ? 1.25 : 1))
    }
    if abs(heard - goal.loudness) > 0.2 {
      notes.append(refusal ?? "the limiter would have to take too much for \(fixed(goal.loudness, 1)) LUFS")
    }
  }

  /// How much more than the loudness that lacks may be pushed into the limiter, dB.
  private static let mostPushed = 8.0

  /// The loudness of the whole behind the limiter, and what is lost there that should not be, with how much less loud
  /// it had better be.
  private func levelled() -> (loudness: Double?, harm: (why: String, by: Double)?) {
    let (meter, levels) = (LoudnessMeter(sampleRate: rate), LevelMeter(sampleRate: rate))
    LevelStage.render(gain: settings.gain, ceiling: settings.ceiling, samples, at: rate) { piece in
      meter?.addWeighted(piece)
      levels.add(piece)
    }
    levels.finish()
    let programme = meter?.programme
    var harm: (why: String, by: Double)?
    if let crest = levels.crest, let was = before.loudness.crest, crest < goal.leastCrest, was - crest > 1 {
      harm = ("its crest would be \(fixed(crest, 1)) dB", max(0.3, goal.leastCrest - crest))
    }
    if let sharp = levels.dynamics?.transientSharpness, let was = before.dynamics?.transientSharpness,
      was - sharp > goal.mostSharpnessLost
    {
      harm = ("its strikes would lose \(fixed(was - sharp, 1)) dB", 0.5)
    }
    if let range = programme?.range?.value, let was = before.loudness.range, was - range > goal.mostRangeLost {
      harm = ("its loudness range would shrink by \(fixed(was - range, 1)) LU", 0.5)
    }
    return (programme?.integrated?.value, harm)
  }
}
