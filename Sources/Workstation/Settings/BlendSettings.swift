import Music
import Suggestion

/// How blends are planned and how a set goes on by itself, as the config file names it.
struct BlendSetting: Sendable {
  let name: String
  /// What it may be, as a complaint says it.
  let values: String
  /// Takes it as it is written. - Returns: whether it is one of those values.
  let take: @Sendable (inout Settings, String) -> Bool

  static let all: [BlendSetting] = [
    BlendSetting(name: "blend_bars", values: "is 4, 8, 16 or 32") {
      guard let bars = Int($1), [4, 8, 16, 32].contains(bars) else { return false }
      $0.blend.bars = bars
      return true
    },
    number("blend_tempo_window", 0...20, \.blend.tempoWindow), number("blend_tempo_limit", 0...50, \.blend.tempoLimit),
    number("blend_tempo_ramp", 0...20, \.blend.tempoRamp), number("blend_dead_zone", 0...5, \.blend.tempoDeadZone),
    number("blend_return_beats", 0...512, \.blend.returnBeats), number("blend_calm", 0...1.5, \.blend.calm),
    number("blend_sure_grid", 0...1, \.blend.sureGrid), number("blend_least_grid", 0...1, \.blend.leastGrid),
    number("blend_voices", 0...60, \.blend.voicesAllowed), number("blend_fade", 1...60, \.blend.fadeSeconds),
    BlendSetting(name: "blend_bass_window", values: "is two shares of the blend, as in 0.35 0.65") {
      let ends = $1.split(separator: " ").map { Double($0) ?? -1 }
      guard ends.count == 2, ends[0] >= 0, ends[0] < ends[1], ends[1] <= 1 else { return false }
      $0.blend.bassWindow = ends[0]...ends[1]
      return true
    },
    BlendSetting(
      name: "blend_kinds", values: "is some of " + BlendPlan.Kind.allCases.map(\.word).joined(separator: ", ")
    ) {
      let kinds = $1.split(separator: " ").map { BlendPlan.Kind(word: String($0)) }
      guard !kinds.isEmpty, !kinds.contains(nil) else { return false }
      $0.blend.kinds = Set(kinds.compactMap(\.self))
      return true
    },
    whole("auto_top", 1...50, \.set.topCount), number("auto_cooldown_hours", 0...10_000, \.set.cooldownHours),
    whole("auto_artist_gap", 0...100, \.set.artistGap), number("auto_course_width", 0.1...9, \.set.courseWidth),
  ]

  private static func number(
    _ name: String, _ range: ClosedRange<Double>, _ place: any Sendable & WritableKeyPath<Settings, Double>
  ) -> BlendSetting {
    BlendSetting(
      name: name,
      values: "lies between \(CommandText.number(range.lowerBound)) and \(CommandText.number(range.upperBound))"
    ) {
      guard let value = Double($1), range.contains(value) else { return false }
      $0[keyPath: place] = value
      return true
    }
  }

  private static func whole(
    _ name: String, _ range: ClosedRange<Int>, _ place: any Sendable & WritableKeyPath<Settings, Int>
  ) -> BlendSetting {
    BlendSetting(name: name, values: "is a whole number from \(range.lowerBound) to \(range.upperBound)") {
      guard let value = Int($1), range.contains(value) else { return false }
      $0[keyPath: place] = value
      return true
    }
  }
}

extension BlendPlan.Kind {
  /// As a command or a setting says it: "long-blend".
  package var word: String { rawValue.split(separator: " ").joined(separator: "-") }

  /// Reads what `word` writes.
  package init?(word: String) { self.init(rawValue: word.split(separator: "-").joined(separator: " ")) }
}
