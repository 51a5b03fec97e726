import Suggestion
import Workstation

/// `segue manual`: the manual page, made from the usage text and the table of commands: `segue manual | man -l -`.
func manualPage() -> String {
  var page = [
    ".TH SEGUE 1", ".SH NAME", "segue \\- a DJ workstation for the terminal", ".SH SYNOPSIS", ".nf", roff(usage), ".fi",
    ".SH COMMANDS",
    "Keys, the : prompt and the journal of a set share these commands. Commands that change the sound can be",
    "scheduled with", ".B at beat|bar|phrase", "at the end, and take their time, with",
    ".B over N beats|bars|seconds .",
  ]
  for section in CommandRow.Section.allCases {
    page.append(".SS " + roff(section.rawValue))
    for row in CommandTable.rows where row.section == section {
      page += [".TP", ".B " + roff(row.syntax), roff(row.summary)]
    }
  }
  page += [".SH MACROS", "Several commands under one name, begun at the next bar with", ".B macro NAME ."]
  for macro in Macro.standard { page += [".TP", ".B " + roff(macro.name), roff(macro.summary)] }
  page += [".SH STEERING", roff(SteerWords.rules)]
  for entry in SteerWords.vocabulary {
    page += [".TP", ".B " + roff(entry.slider.rawValue), roff(entry.words)]
  }
  page += [".SH BLENDS", "How blends are planned, and how a set goes on by itself, in the config:"]
  for setting in BlendSetting.all { page += [".TP", ".B " + roff(setting.name), roff(setting.summary)] }
  page += [
    ".SH PROGRAMME", "What a station plays when nobody sits in the chair, in the config: a table, a line a daypart:",
    ".TP", ".B radio_daypart", roff(Daypart.form),
    roff("Days are mon-fri, sat,sun, daily, weekdays, weekends; hours may go over midnight: 22:00-2:00."),
    roff("bpm, energy (1 to 10) and vocals (percent of a track) are bands; of crates each is played as it weighs."),
    roff("Of two that overlap the first one counts; in hours without one all music is played."),
  ]
  for setting in BlendSetting.programme { page += [".TP", ".B " + roff(setting.name), roff(setting.summary)] }
  page += [
    ".SH FILES", ".TP", "~/.config/segue/config", "settings, one name = value a line", ".TP", "~/.config/segue/keys",
    "keys, one key = command a line", ".TP", "~/.config/segue/themes/NAME.theme", "colours", ".TP",
    "~/.local/share/segue/", "library, journals and recordings", ".SH RECORDINGS",
    "recording = wav|float|flac|ogg|opus|mp3 in the config sets the format of record on;",
    "record_decks = on adds a file for each deck. If the machine dies, every format keeps all but the last second",
    "(Ogg Vorbis may lose its last page: under a second of dense music, up to six of sparse or silent).",
    "A full disk ends the recording, never the music.",
  ]
  return page.joined(separator: "\n")
}

/// Backslashes, hyphens and leading dots mean something to roff.
private func roff(_ text: String) -> String {
  text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(separator: "\n", omittingEmptySubsequences: false)
    .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0) }.joined(separator: "\n")
}
