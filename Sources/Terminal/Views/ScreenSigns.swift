/// The signs on the screen and what they mean, for the list of keys and commands.
enum ScreenSigns {
  /// Signs, and what they mean.
  static let rows: [(signs: String, meaning: String)] = [
    ("▶ ▷ ◆ ■", "beside a deck: plays, waits to start, plays from its cue, stands"),
    ("filled title", "the room hears the deck; not filled though it plays: fader, crossfader or kills keep it out"),
    ("[SYNC] [SYNC waits]", "follows the other deck; will when that plays; a figure: its tempo range is too small"),
    ("[LEAD] [PHONES]", "the other deck follows it; it is heard in the headphones"),
    ("[KEY] [KEY+] [KEY']", "the key stays while the tempo moves: faster, finer, and finer with short windows"),
    ("[QNT] [QBAR] [QPHR]", "jumps, loops and cues keep the beat; starts wait for the bar, the phrase"),
    ("[GAIN]", "auto-gain: the track is as loud as others"),
    ("[LOOP 4] loop 4", "goes round in four beats; they are kept for later"),
    ("◆ ! A B", "in a list: has stems; missing or not readable; on that deck"),
    ("✓ × ↑ ★", "what you answered: keep, skip, grower, classic"),
    ("S −14.7 TP −1.3 r+0.9", "loudness of the last 3 s, LUFS; highest true peak; how alike left and right are"),
    (
      "≈ +1.2dB",
      "beside the level: what a fair blend adds while two decks sound, so that the sum is no louder than one"
    ),
    ("?", "behind a tempo or key: not sure"),
  ]
}
