import Engine
import Music
import Platform

/// How the station does, for whoever asks over the control socket.
extension Snapshot {
  var radioJSON: JSON {
    .object([
      ("now", JSON(status.air?.title ?? heardTitle)),
      ("next", JSON(status.coming?.title)), ("plan", .list((status.coming?.words ?? []).map(JSON.text))),
      ("reasons", .list((status.coming?.reasons ?? []).map(JSON.text))), ("autopilot", JSON(status.auto)),
      ("tracks", JSON(status.trackCount)), ("loudness_lufs", JSON(master.integrated?.value)),
      ("true_peak_dbtp", JSON(master.truePeak?.value)), ("load", JSON(status.load)),
      ("dropouts", JSON(status.dropouts)), ("air", status.air?.json ?? .null),
    ])
  }

  var radioSentences: [String] {
    var lines = [(status.air?.title ?? heardTitle).map { "Now: \($0.printable)." } ?? "Nothing plays."]
    if let coming = status.coming {
      lines.append("Next: \(coming.title.printable), \(coming.words.joined(separator: ", ")).")
      if !coming.reasons.isEmpty { lines.append("Because: \(coming.reasons.joined(separator: "; ")).") }
    }
    if let auto = status.auto { lines.append("Autopilot: \(auto).") }
    lines += status.air?.sentences ?? ["Not on air."]
    if let air = status.air { lines.append("On since \(clock(air.seconds)) ago.") }
    return lines
  }

  private var heardTitle: String? {
    DeckID.allCases.first { sound[$0].isPlaying }.flatMap { self[$0].track }.map { track in
      track.artist.map { "\($0) - \(track.title)" } ?? track.title
    }
  }
}
