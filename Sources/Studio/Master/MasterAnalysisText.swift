import Music
import Platform

extension MasterAnalysis {
  /// As `segue master --analyze --json` has it; keys carry their units. Levels to a thousandth.
  package var json: JSON {
    .object([
      ("seconds", .number(seconds)), ("sample_rate_hz", .number(sampleRate.hz)),
      ("loudness", loudnessJSON), ("tone", tone.map(Self.json) ?? .null),
      (
        "dynamics",
        dynamics.map { moves in
          .object([
            ("pumping_risk", Self.rounded(moves.pumpingRisk)),
            ("transient_sharpness_db", Self.rounded(moves.transientSharpness)),
            ("kick_over_bass_db", Self.rounded(moves.kickOverBass)),
          ])
        } ?? .null
      ),
      ("stereo", stereo.map(Self.json) ?? .null),
      ("dc_offset", .list([.number(offset.x), .number(offset.y)])),
      ("clipped_runs", JSON(clippedRuns)), ("quietest_dbfs", Self.rounded(quietest)),
      ("warnings", .list(warnings.map(JSON.text))),
    ])
  }

  private var loudnessJSON: JSON {
    .object([
      ("integrated_lufs", Self.rounded(loudness.integrated)),
      ("short_term_max_lufs", Self.rounded(loudness.shortTermMost)),
      ("momentary_max_lufs", Self.rounded(loudness.momentaryMost)),
      ("range_lu", Self.rounded(loudness.range)),
      ("true_peak_dbtp", Self.rounded(loudness.truePeak)),
      ("sample_peak_dbfs", Self.rounded(loudness.samplePeak)),
      ("crest_db", Self.rounded(loudness.crest)), ("loud_rms_dbfs", Self.rounded(loudness.loudLevel)),
    ])
  }

  private static func json(_ tone: Tone) -> JSON {
    .object([
      ("bands_db", .object(ToneBand.allCases.map { ($0.word, rounded(tone.curve[$0])) })),
      ("sub_build_up_db", rounded(tone.subBuildUp)), ("mud_db", rounded(tone.mud)),
      ("harshness_db", rounded(tone.harshness)), ("dullness_db", rounded(tone.dullness)),
      ("hollowness_db", rounded(tone.hollowness)), ("rumble_db", rounded(tone.rumble)),
      ("distance_db", rounded(tone.curve.distance(to: .balanced))),
    ])
  }

  private static func json(_ stereo: Stereo) -> JSON {
    .object([
      ("correlation", rounded(stereo.correlation)),
      (
        "side_over_mid_db",
        .object(zip(ToneBand.allCases, stereo.sideOverMid).map { ($0.word, rounded($1)) })
      ),
      ("mono_loss_of_lows_db", rounded(stereo.monoLossOfLows)), ("phase_risk", rounded(stereo.phaseRisk)),
    ])
  }

  static func rounded(_ value: Double?) -> JSON { JSON(value.map { ($0 * 1000).rounded() / 1000 }) }

  /// For people: what is measured, a line a subject, warnings behind it.
  package var lines: [String] {
    func level(_ value: Double?, _ unit: String) -> String { value.map { "\(fixed($0, 1)) \(unit)" } ?? "–" }
    var lines = [
      "loudness  \(level(loudness.integrated, "LUFS")), at most \(level(loudness.shortTermMost, "LUFS")) in 3 s, "
        + "\(level(loudness.momentaryMost, "LUFS")) in 0.4 s; range \(level(loudness.range, "LU"))",
      "peaks     \(level(loudness.truePeak, "dBTP")), \(level(loudness.samplePeak, "dBFS")); "
        + "crest \(level(loudness.crest, "dB"))",
    ]
    if let tone {
      let bands = zip(ToneBand.allCases, tone.curve.above(.balanced)).map { "\($0.name) \(signed($1, 1))" }
      lines.append("tone      " + bands.joined(separator: ", ") + " dB from the balanced curve")
      lines.append(
        "          sub build-up \(signed(tone.subBuildUp, 1)), mud \(signed(tone.mud, 1)), "
          + "harshness \(signed(tone.harshness, 1)), dullness \(signed(tone.dullness, 1)), "
          + "hollowness \(signed(tone.hollowness, 1)) dB")
    }
    if let dynamics {
      lines.append(
        "dynamics  strikes rise \(fixed(dynamics.transientSharpness, 1)) dB, "
          + "kick \(fixed(dynamics.kickOverBass, 1)) dB over the bass, "
          + "pumping risk \(fixed(100 * dynamics.pumpingRisk, 0)) %"
      )
    }
    if let stereo {
      lines.append(
        "stereo    correlation \(fixed(stereo.correlation, 2)), "
          + "lows lose \(fixed(stereo.monoLossOfLows, 1)) dB in mono, "
          + "out of phase \(fixed(100 * stereo.phaseRisk, 0)) % of the time"
      )
    }
    return lines + warnings.map { "warning   \($0)" }
  }
}

extension ToneBand {
  /// As people read it.
  package var name: String {
    switch self {
    case .lowMids: "low mids"
    default: word
    }
  }
}
