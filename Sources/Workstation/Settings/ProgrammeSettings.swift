import Suggestion

/// What a station plays when nobody sits in the chair, as the config file names it; the table itself is lines of
/// `radio_daypart`, each of them read by `Programme.add`.
extension BlendSetting {
  /// All but the table, in the order of the manual.
  package static let programme: [BlendSetting] = [
    number(
      "radio_cooldown_hours", "hours before a track comes again (24)", 0...10_000, \.programme.rotation.cooldownHours),
    whole("radio_artist_gap", "plays before an artist comes again (4)", 0...100, \.programme.rotation.artistGap),
    whole("radio_album_gap", "plays before a record comes again (10)", 0...1000, \.programme.rotation.albumGap),
    whole("radio_top", "the next track is one of so many of the best (4)", 1...50, \.programme.rotation.topCount),
    number(
      "radio_tempo_step", "percent that the tempo changes by from one track to the next, at most (6)", 1...10,
      \.programme.tempoStep),
    whole(
      "radio_request_tracks", "what is asked for, and fits, comes within so many tracks (5)", 1...50,
      \.programme.requestWait),
    number("radio_max_bpm", "faster tracks are left out (170)", 60...400, \.programme.fastest),
    number("radio_min_seconds", "shorter tracks are left out (60)", 0...3600, \.programme.shortest.value),
    BlendSetting(
      name: "radio_leave_out", summary: "genres that are not played (podcast, audiobook, speech, spoken word)",
      values: "is genres with commas between them, or none"
    ) {
      let kinds = $1 == "none" ? [] : $1.split(separator: ",").map { String($0).trimmed }
      guard !$1.isEmpty, !kinds.contains("") else { return false }
      $0.programme.kindsLeftOut = kinds
      return true
    },
    BlendSetting(
      name: "radio_jingles", summary: "the station's idents: a crate, a folder or a file (none)",
      values: "is a crate's name, a path that begins with / or ~, or none"
    ) {
      guard !$1.isEmpty else { return false }
      $0.programme.jingles = $1 == "none" ? nil : $1
      return true
    },
    BlendSetting(
      name: "radio_jingle_minutes", summary: "an ident at the full hour, and then every so many minutes (15)",
      values: "is 5, 10, 15, 20, 30 or 60"
    ) {
      guard let minutes = Int($1), [5, 10, 15, 20, 30, 60].contains(minutes) else { return false }
      $0.programme.jingleMinutes = minutes
      return true
    },
    number("radio_jingle_dip", "dB that the music is softer under an ident (8)", 0...24, \.programme.jingleDip),
  ]
}
