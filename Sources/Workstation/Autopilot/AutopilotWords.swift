import Engine
import Music
import Platform

/// A blend that the autopilot has planned, in words for the screen.
package struct ComingBlend: Sendable, Hashable {
  /// Of the track that comes in.
  package var title: String
  /// "out in 0:48", "16 bars", "bass swap at 33", "both instrumental".
  package var words: [String]
  /// "long blend".
  package var kind: String
  /// What speaks for it and against it, in sentences: most telling first.
  package var reasons: [String]
  /// What is shown of a blend.
  package init(title: String, words: [String], kind: String, reasons: [String]) {
    (self.title, self.words, self.kind, self.reasons) = (title, words, kind, reasons)
  }
}

/// What the autopilot says of itself.
extension Autopilot {
  /// What it will do, and when; nil while it is off.
  func words(_ look: SetLook) -> String? {
    guard isOn else { return nil }
    if let hands {
      let bars = hands.plan.bars
      let bar = hands.barsDone(look[hands.out].grid).map { " · bar \(min(bars, $0 + 1)) of \(bars)" }
      let held = hands.touched.isEmpty ? "" : " · what you touched is yours: auto on takes it back"
      return "\(hands.plan.kind.rawValue) into \(look[hands.out.other].title)\(bars > 0 ? bar ?? "" : "")\(held)"
    }
    guard let active else { return nothingSince == nil ? "starting" : "nothing is left to play" }
    if look[active.other].state.isPlaying { return "both decks play: this blend is yours" }
    guard let next else { return isChoosing ? "looking for what comes next" : "nothing is left to play after this" }
    guard let coming = coming(look) else { return "next: \(baseName(next.path))" }
    return (coming.words + [coming.title]).joined(separator: " · ")
  }

  /// The blend that it has planned; nil while there is none, and from where it begins.
  func coming(_ look: SetLook) -> ComingBlend? {
    guard isOn, hands == nil, let active, !look[active.other].state.isPlaying, let next, let plan = next.plan else {
      return nil
    }
    let left = look[active].heard(plan.out.lowerBound - look[active].position)
    let length = plan.bars > 0 ? counted(plan.bars, "bar") : plan.kind.rawValue
    let parts = ["out in \(clock(max(0, left.value)))", length, bassSwap(plan, look[active].grid), next.voices]
    return ComingBlend(
      title: look[active.other].title, words: parts.compactMap(\.self).filter { !$0.isEmpty }, kind: plan.kind.rawValue,
      reasons: plan.reasons)
  }

  /// "bass swap at 23": at which beat of the blend.
  private func bassSwap(_ plan: BlendPlan, _ grid: BeatGrid?) -> String? {
    guard let grid, let step = plan.steps.first(where: { if case .bass = $0.move { true } else { false } }) else {
      return nil
    }
    let beat = (grid.beat(at: plan.out.lowerBound + step.at) - grid.beat(at: plan.out.lowerBound)).value
    return "bass swap at \(Int(beat.rounded()) + 1)"
  }
}
