import Engine

extension Macro {
  /// The macros that are built in; a key file may have others of the same names. Each begins at a bar of the deck that
  /// is heard and leaves the controls that it moved as it found them.
  package static let standard: [Macro] = texts.compactMap { text in
    try? Macro(text.name, text.lines.split(separator: ";").map { $0.trimmed }, summary: text.summary)
  }

  /// The built-in ones and the DJ's own, which go before those of the same names.
  package static func all(with own: [Macro]) -> [Macro] {
    standard.filter { standard in !own.contains { $0.name == standard.name } } + own
  }

  /// How many there are: one that cannot be read would be missing.
  static var standardCount: Int { texts.count }

  private static let texts: [(name: String, summary: String, lines: String)] = [
    (
      "transition", "blend over 12 bars: the other deck comes in without its bass, which is swapped in the middle",
      """
      deck IN sync on; bass stays on OUT; deck IN play at bar; crossfade centre over 16 beats; wait 16 beats; \
      bass to IN over 16 beats; wait 16 beats; crossfade IN over 16 beats; wait 16 beats; deck OUT pause; \
      deck OUT kill low off
      """
    ),
    (
      "echo-out", "the deck that is heard stops, its last beats echo away, the other one starts",
      """
      deck IN sync on; wait 4 beats; deck OUT echo out; deck IN play at bar; crossfade IN over 2 beats; \
      wait 8 beats; deck OUT effects off
      """
    ),
    (
      "double-drop", "both decks together for eight bars, the bass four bars from each, then the other one alone",
      """
      deck IN sync on; bass stays on OUT; deck IN play at bar; crossfade centre over 4 beats; wait 16 beats; \
      bass to IN over 1 beats; wait 16 beats; crossfade IN over 4 beats; wait 4 beats; deck OUT pause; \
      deck OUT kill low off
      """
    ),
    (
      "loop-out", "four beats of what is heard loop, shorter and shorter, under the other deck",
      """
      deck IN sync on; deck OUT loop 4; deck IN play at bar; crossfade IN over 24 beats; wait 8 beats; \
      deck OUT loop halve; wait 8 beats; deck OUT loop halve; wait 4 beats; deck OUT loop halve; wait 4 beats; \
      deck OUT pause; deck OUT loop toggle
      """
    ),
    (
      "acapella-in", "the other deck's voice alone over what is heard, for eight bars; then all of it",
      """
      deck IN sync on; stem IN drums mute on; stem IN bass mute on; stem IN other mute on; deck IN play at bar; \
      crossfade centre over 4 beats; wait 32 beats; stem IN reset; crossfade IN over 16 beats; wait 16 beats; \
      deck OUT pause
      """
    ),
    (
      "instrumental-out", "what is heard loses its voice, and goes out over eight bars",
      """
      deck IN sync on; stem OUT vocals mute on; deck IN play at bar; crossfade IN over 32 beats; wait 32 beats; \
      deck OUT pause; stem OUT reset
      """
    ),
    (
      "filter-fade", "what is heard is thinned out by the filter while the other deck comes in, over four bars",
      """
      deck IN sync on; deck IN play at bar; deck OUT filter = 0.7 over 16 beats; crossfade IN over 16 beats; \
      wait 16 beats; deck OUT pause; deck OUT filter = 0
      """
    ),
    (
      "brake-out", "what is heard stops like a turntable, and the other deck starts on the bar",
      """
      wait 2 beats; deck OUT brake over 2 beats; wait 2 beats; crossfade IN; deck IN play; wait 1 beats; deck OUT pause
      """
    ),
    (
      "spin-out", "what is heard is spun back, and the other deck starts on the bar",
      """
      wait 2 beats; deck OUT spinback; wait 2 beats; crossfade IN; deck IN play; wait 1 beats; deck OUT pause
      """
    ),
    (
      "drums-bridge", "only the drums of what is heard, for two bars, carry over to the other deck",
      """
      deck IN sync on; stem OUT vocals mute on; stem OUT bass mute on; stem OUT other mute on; wait 8 beats; \
      deck IN play at bar; crossfade IN over 16 beats; wait 16 beats; deck OUT pause; stem OUT reset
      """
    ),
    (
      "wash-out", "what is heard drowns in reverb over four bars, then the other deck starts",
      """
      deck IN sync on; deck OUT reverb = 1 over 16 beats; deck OUT filter = 0.5 over 16 beats; wait 16 beats; \
      deck OUT pause; deck IN play at bar; crossfade IN over 2 beats; wait 8 beats; deck OUT effects off; \
      deck OUT filter = 0
      """
    ),
    (
      "roll-build", "rolls of a beat, a half, a quarter, an eighth: four bars that build up to the drop",
      """
      deck THIS roll 1; wait 8 beats; deck THIS roll 1/2; wait 4 beats; deck THIS roll 1/4; wait 2 beats; \
      deck THIS roll 1/8; wait 2 beats; deck THIS roll off
      """
    ),
    (
      "stutter", "a bar that stutters: quarter-beat rolls on and off",
      """
      deck THIS roll 1/4; wait 1 beats; deck THIS roll off; wait 1 beats; deck THIS roll 1/4; wait 1 beats; \
      deck THIS roll off; wait 1 beats
      """
    ),
    (
      "power-down", "what is heard closes its filter for two bars and stops like a turntable",
      """
      deck THIS filter = -0.8 over 8 beats; wait 8 beats; deck THIS brake over 4 beats; wait 6 beats; deck THIS pause; \
      deck THIS filter = 0
      """
    ),
  ]
}
