import Engine
import Music
import Platform
import Suggestion

/// What was done in a mashup, in words and as JSON.
struct SongReport {
  let song: PlannedSong
  let levels: SongLevels
  let arrange: MashupArrangement

  private var terms: SongTerms { song.lines.terms }

  /// A piece of the voice, in the times of all three.
  private func times(of placement: VoicePlacement) -> (out: ClosedRange<Double>, voice: ClosedRange<Double>) {
    (song.lines.span(of: placement), placement.heard.lowerBound.value...placement.heard.upperBound.value)
  }

  /// For people, a line each.
  var lines: [String] {
    let plan = song.lines
    var lines = [
      "voice\t\(plan.voice.title)", "instrumental\t\(plan.beat.title)", "arrangement\t\(arrange.rawValue)",
      "tempo\t\(fixed(plan.beat.bpm.value, 2)) BPM; \(stretchWords)\(counting)",
      "key\t\(keyWords)",
      "gains\tvoice \(signed(terms.voiceGain, 1)) dB, instrumental 0.0 dB, "
        + "master \(signed(levels.master, 1)) dB: voice \(signed(levels.balance, 1)) LU over the instrumental",
      "loudness\t\(signed(levels.measured.integrated?.value ?? -70, 1)) LUFS, true peak "
        + "\(signed(levels.measured.truePeak?.value ?? -100, 2)) dBTP"
        + (levels.limited > 0 ? ", the highest peak limited by \(fixed(levels.limited, 1)) dB" : ""),
    ]
    lines.append("room\t\(roomWords)")
    if let leftover = terms.leftover {
      lines.append(
        "leftover\tof its own voice in the instrumental: \(signed(leftover.value, 0)) dB"
          + (terms.parts.contains(.gate) ? ", held down while the other one sings" : ""))
    }
    if let best = terms.plan {
      lines.append(
        "score\t\(fixed(100 * best.score, 0)) of 100, its best \(counted(best.bars, "bar")): "
          + best.reasons.joined(separator: ", "))
      lines += best.arithmetic.map { "part\t\($0)" }
    }
    for placement in plan.placements {
      let times = times(of: placement)
      let name = placement.label.map { $0 + (placement.over.map { " over \($0)" } ?? "") } ?? "voice"
      lines.append(
        "\(clock(times.out.lowerBound)) – \(clock(times.out.upperBound))\t\(name), from "
          + "\(clock(times.voice.lowerBound)) of the voice" + (words(of: placement).map { ": “\($0)”" } ?? ""))
    }
    return lines + (song.notes + levels.notes(balance: terms.balance)).map { "note\t\($0)" }
  }

  private var stretchWords: String {
    let isStretched = abs(terms.stretch) >= 0.005
    return isStretched ? "voice stretched by \(signed(terms.stretch, 2)) %" : "voice in its own tempo"
  }

  private var counting: String {
    switch terms.multiple {
    case 1: ""
    case 2...: ", sung at half time"
    default: ", sung at double time"
    }
  }

  private var keyWords: String {
    let codes = [terms.keys.voice, terms.keys.beat].map { $0?.camelot.code ?? "unknown" }
    func shifted(_ name: String, _ shift: Double) -> String? {
      shift == 0 ? nil : "\(name) shifted by \(signed(shift, 2)) semitones"
    }
    let shifts = [shifted("voice", terms.shifts.voice), shifted("instrumental", terms.shifts.beat)].compactMap(\.self)
    return "\(codes[0]) over \(codes[1]), \(shifts.isEmpty ? "not shifted" : shifts.joined(separator: ", "))"
      + (terms.isShiftedByHand ? " by hand: " : ": ")
      + (terms.fit.isByNotes ? "its notes fit" : terms.fit.relation.rawValue.replacing("_", with: " "))
  }

  private var roomWords: String {
    let parts: [(MashPart, String)] = [
      (.eq, "a dynamic equaliser takes back the instrumental under the voice"), (.lowCut, "the voice's low end is cut"),
      (.glue, "both are in one room"),
    ]
    return parts.filter { terms.parts.contains($0.0) }.map { $0.1 + "; " }.joined()
      + "the voice keeps its formants, and its level follows the song's parts"
  }

  /// The first line that is sung in it; nil where no words are known.
  private func words(of placement: VoicePlacement) -> String? {
    let lyrics = song.lines.voice.lyrics
    return lyrics.lines.first { !$0.text.isEmpty && placement.heard.contains($0.start) }?.text
  }

  /// One object. - Parameter files: all that were written.
  func json(files: [String]) -> String {
    let plan = song.lines
    func rounded(_ value: Double) -> JSON { .number(thousandths(value)) }
    let placements = plan.placements.map { placement -> JSON in
      let times = times(of: placement)
      return .object([
        ("out_start_seconds", rounded(times.out.lowerBound)), ("out_end_seconds", rounded(times.out.upperBound)),
        ("voice_start_seconds", rounded(times.voice.lowerBound)),
        ("voice_end_seconds", rounded(times.voice.upperBound)), ("voice_beat", JSON(placement.voiceBeat)),
        ("instrumental_beat", JSON(placement.beat)), ("section", JSON(placement.label)),
        ("over", JSON(placement.over)), ("words", JSON(words(of: placement))),
      ])
    }
    return JSON.object([
      ("files", .list(files.map(JSON.text))), ("vocals", .text(plan.voice.path)),
      ("instrumental", .text(plan.beat.path)), ("arrange", .text(arrange.rawValue)),
      ("bpm", rounded(plan.beat.bpm.value)), ("voice_stretch_percent", rounded(terms.stretch)),
      ("tempo_multiple", .number(terms.multiple)), ("key_shift_semitones", rounded(terms.shifts.voice)),
      ("instrumental_key_shift_semitones", rounded(terms.shifts.beat)),
      ("shifted_by_hand", .bool(terms.isShiftedByHand)),
      ("camelot_voice", JSON(terms.keys.voice?.camelot.code)),
      ("camelot_instrumental", JSON(terms.keys.beat?.camelot.code)),
      ("camelot_relation", .text(terms.fit.relation.rawValue)),
      ("notes_agreement", JSON((terms.fit.agreement?.notes).map(thousandths))),
      ("sound_agreement", JSON((terms.fit.agreement?.sound).map(thousandths))), ("balance_lu", rounded(terms.balance)),
      ("measured_balance_lu", rounded(levels.balance)),
      ("voice_gain_db", rounded(terms.voiceGain)), ("instrumental_gain_db", 0),
      ("master_gain_db", rounded(levels.master)),
      ("limited_db", rounded(levels.limited)),
      ("integrated_lufs", JSON(levels.measured.integrated.map { thousandths($0.value) })),
      ("true_peak_dbtp", JSON(levels.measured.truePeak.map { thousandths($0.value) })),
      ("leftover_db", JSON(terms.leftover?.value)), ("gated", .bool(terms.parts.contains(.gate))),
      ("score", JSON(terms.plan.map { thousandths($0.score) })), ("parts", parts),
      ("reasons", .list((terms.plan?.reasons ?? []).map(JSON.text))), ("placements", .list(placements)),
      ("notes", .list((song.notes + levels.notes(balance: terms.balance)).map(JSON.text))),
    ]).line
  }

  /// The score's parts and what each counts; null where there is no score.
  private var parts: JSON {
    guard let plan = terms.plan else { return .null }
    return .object(
      MashupPart.allCases.map { part in
        let (value, weight) = (thousandths(plan.parts[part]), thousandths(plan.weights[part]))
        return (part.rawValue, .object([("value", .number(value)), ("weight", .number(weight))]))
      })
  }
}
