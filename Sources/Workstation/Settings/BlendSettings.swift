import Music
import Suggestion

/// How blends are planned, suggestions ranked and how a set goes on by itself, as the config file names it.
package struct BlendSetting: Sendable {
  /// As the config file says it.
  package let name: String
  /// What it sets, in a few words, with its unit and its default, for the manual.
  package let summary: String
  /// What it may be, as a complaint says it.
  let values: String
  /// Takes it as it is written. - Returns: whether it is one of those values.
  let take: @Sendable (inout Settings, String) -> Bool

  /// All of them, in the order of the manual.
  package static let all = blends + suggestions + mashups

  private static let blends: [BlendSetting] = [
    BlendSetting(name: "blend_bars", summary: "the length aimed at, bars (16)", values: "is 4, 8, 16 or 32") {
      guard let bars = Int($1), [4, 8, 16, 32].contains(bars) else { return false }
      $0.blend.bars = bars
      return true
    },
    number("blend_tempo_window", "percent that a tempo changes without a word (6)", 0...20, \.blend.tempoWindow),
    number("blend_tempo_limit", "percent that what comes in changes at most (10)", 0...50, \.blend.tempoLimit),
    number("blend_tempo_ramp", "percent that what goes out comes to meet it (4)", 0...20, \.blend.tempoRamp),
    number("blend_dead_zone", "percent below which a tempo is not brought back (0.4)", 0...5, \.blend.tempoDeadZone),
    number("blend_return_beats", "beats in which a track returns to its tempo (64)", 0...512, \.blend.returnBeats),
    BlendSetting(
      name: "blend_bass_window", summary: "where in the blend the bass changes hands (0.1 0.9)",
      values: "is two shares of the blend, as in 0.1 0.9"
    ) {
      let ends = $1.split(separator: " ").map { Double($0) ?? -1 }
      guard ends.count == 2, ends[0] >= 0, ends[0] < ends[1], ends[1] <= 1 else { return false }
      $0.blend.bassWindow = ends[0]...ends[1]
      return true
    },
    number("blend_voices", "seconds of two voices that are let pass (1)", 0...60, \.blend.voicesAllowed),
    number("blend_calm", "energy that is calm, a share of the loud parts' (0.94)", 0...1.5, \.blend.calm),
    number("blend_sure_grid", "grid confidence for more than 8 bars (0.5)", 0...1, \.blend.sureGrid),
    number("blend_least_grid", "grid confidence for any beat-matched blend (0.25)", 0...1, \.blend.leastGrid),
    number("blend_fade", "seconds of a fade without a common beat, at most (8)", 1...60, \.blend.fadeSeconds),
    BlendSetting(
      name: "blend_kinds", summary: "the kinds chosen unasked (all but breakdown-swap, double-drop and filter-sweep)",
      values: "is some of " + BlendPlan.Kind.allCases.map(\.word).joined(separator: ", ")
    ) {
      let kinds = $1.split(separator: " ").map { BlendPlan.Kind(word: String($0)) }
      guard !kinds.isEmpty, !kinds.contains(nil) else { return false }
      $0.blend.kinds = Set(kinds.compactMap(\.self))
      return true
    },
    whole("blend_key_shift", "semitones that a key is shifted by at most (2)", 0...2, \.blend.keyShift),
    whole("auto_top", "the next track is one of so many of the best (4)", 1...50, \.set.topCount),
    number("auto_cooldown_hours", "hours before a track comes again (12)", 0...10_000, \.set.cooldownHours),
    whole("auto_artist_gap", "plays before an artist comes again (4)", 0...100, \.set.artistGap),
    number("auto_course_width", "energy off the course that halves a track's chance (1)", 0.1...9, \.set.courseWidth),
  ]

  private static let suggestions: [BlendSetting] =
    [
      number("taste_peaks", "what drops and choruses count in the taste of a list (0)", 0...1, \.tastePeaks),
      number("suggest_energy_step", "step in energy that is wanted: 1 builds up (0.5)", -5...5, \.suggest.energyStep),
      number(
        "suggest_again_hours", "hours in which nothing is suggested again (12)", 0...10_000, \.suggest.againHours),
      number("suggest_same_artist", "history of the artist that plays (0.3)", 0...1, \.suggest.sameArtist),
      number("suggest_recent_artist", "history of an artist heard lately (0.5)", 0...1, \.suggest.recentArtist),
      number("suggest_other_time", "factor of a tempo in half or double time (0.85)", 0...1, \.suggest.otherTime),
      number("suggest_shift_one", "factor of a key shifted by a semitone (0.75)", 0...1, \.suggest.shiftByOne),
      number("suggest_shift_two", "factor of a key shifted by two (0.6)", 0...1, \.suggest.shiftByTwo),
      number(
        "suggest_steer", "what a slider at its end counts; 1: as much as all else (1.5)", 0...4, \.suggest.steerWeight),
    ]
    + ScorePart.rules.map { part in
      let usual = CommandText.number(SuggestRules()[weight: part])
      return number(
        "suggest_weight_\(part.rawValue)", "what this part of the score counts (\(usual))", 0...1,
        \.suggest[weight: part])
    }
    + CamelotRelation.allCases.map { relation in
      let usual = CommandText.number(SuggestRules()[relation])
      return number(
        "suggest_key_\(relation.rawValue)", "what such a key is worth (\(usual))", 0...1, \.suggest[relation])
    }

  private static let mashups: [BlendSetting] =
    [
      BlendSetting(
        name: "mashup_bars", summary: "bars that a mashup is planned for (16)", values: "is 4, 8, 16 or 32"
      ) {
        guard let bars = Int($1), [4, 8, 16, 32].contains(bars) else { return false }
        $0.mashup.bars = bars
        return true
      },
      whole("mashup_key_shift", "semitones that a voice is shifted by at most (3)", 0...6, \.mashup.keyShift),
      number("mashup_tempo_limit", "percent of stretch beyond which it takes work (10)", 1...30, \.mashup.tempoLimit),
    ]
    + MashupPart.allCases.map { part in
      let usual = CommandText.number(MashupRules()[weight: part])
      return number(
        "mashup_weight_\(part.rawValue)", "what this part of the score counts (\(usual))", 0...1,
        \.mashup[weight: part])
    }

  static func number(
    _ name: String, _ summary: String, _ range: ClosedRange<Double>,
    _ place: any Sendable & WritableKeyPath<Settings, Double>
  ) -> BlendSetting {
    BlendSetting(
      name: name, summary: summary,
      values: "lies between \(CommandText.number(range.lowerBound)) and \(CommandText.number(range.upperBound))"
    ) {
      guard let value = Double($1), range.contains(value) else { return false }
      $0[keyPath: place] = value
      return true
    }
  }

  static func whole(
    _ name: String, _ summary: String, _ range: ClosedRange<Int>, _ place: any Sendable & WritableKeyPath<Settings, Int>
  ) -> BlendSetting {
    BlendSetting(
      name: name, summary: summary, values: "is a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) {
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
