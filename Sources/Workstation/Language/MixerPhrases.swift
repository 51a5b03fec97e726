// What people say of levels, stems and the mixer.
extension NaturalPhrase {
  static let levels: [NaturalPhrase] = [
    NaturalPhrase("volume|vol|level <rest>", "deck <deck> fader <rest>"),
    NaturalPhrase("fader|volume|vol up|max|full|on", "deck <deck> fader = 1"),
    NaturalPhrase("fader|volume|vol down|min|off|zero", "deck <deck> fader = 0"),
    NaturalPhrase("fade out", "deck <deck> fader = 0"),
    NaturalPhrase("gain <rest>", "deck <deck> trim <rest>"),
    NaturalPhrase("auto gain <rest>", "deck <deck> autogain <rest>"),
    // Bands.
    NaturalPhrase("eq low|bass|lows <rest>", "deck <deck> low <rest>"),
    NaturalPhrase("eq mid|mids|middle <rest>", "deck <deck> mid <rest>"),
    NaturalPhrase("eq high|highs|hi|treble <rest>", "deck <deck> high <rest>"),
    NaturalPhrase("bass|lows <number> <rest>", "deck <deck> low <number> <rest>"),
    NaturalPhrase("mids|middle <number> <rest>", "deck <deck> mid <number> <rest>"),
    NaturalPhrase("highs|hi|treble <number> <rest>", "deck <deck> high <number> <rest>"),
    NaturalPhrase("kill|cut low|bass|lows <rest>", "deck <deck> kill low <rest>"),
    NaturalPhrase("kill|cut mid|mids|middle <rest>", "deck <deck> kill mid <rest>"),
    NaturalPhrase("kill|cut high|highs|hi|treble <rest>", "deck <deck> kill high <rest>"),
    NaturalPhrase("low|lows kill|cut <rest>", "deck <deck> kill low <rest>"),
    NaturalPhrase("mid|mids|middle kill|cut <rest>", "deck <deck> kill mid <rest>"),
    NaturalPhrase("high|highs|hi|treble kill|cut <rest>", "deck <deck> kill high <rest>"),
    NaturalPhrase("bass kill|cut <rest>", "deck <deck> kill low <rest>"),
    NaturalPhrase("low|lows off", "deck <deck> kill low on"),
    NaturalPhrase("mid|mids off", "deck <deck> kill mid on"),
    NaturalPhrase("high|highs|hi|treble off", "deck <deck> kill high on"),
    NaturalPhrase("low|lows on|back", "deck <deck> kill low off"),
    NaturalPhrase("mid|mids on|back", "deck <deck> kill mid off"),
    NaturalPhrase("high|highs|hi|treble on|back", "deck <deck> kill high off"),
    NaturalPhrase("eq reset|flat|off|neutral", flat),
    NaturalPhrase("reset|flat|flatten eq", flat),
    // The filter.
    NaturalPhrase("filter off|reset|out|neutral", "deck <deck> filter = 0"),
    NaturalPhrase("reset filter", "deck <deck> filter = 0"),
    NaturalPhrase("low pass|cut <number>", "deck <deck> filter = -<number>"),
    NaturalPhrase("high pass|cut <number>", "deck <deck> filter = <number>"),
    NaturalPhrase("lowpass|lpf|low-pass <number>", "deck <deck> filter = -<number>"),
    NaturalPhrase("highpass|hpf|high-pass <number>", "deck <deck> filter = <number>"),
    NaturalPhrase("lowpass|lpf|low-pass", "deck <deck> filter = -0.5"),
    NaturalPhrase("highpass|hpf|high-pass", "deck <deck> filter = 0.5"),
    NaturalPhrase("low pass", "deck <deck> filter = -0.5"),
    NaturalPhrase("high pass", "deck <deck> filter = 0.5"),
    NaturalPhrase("filter low|down <number>", "deck <deck> filter = -<number>"),
    NaturalPhrase("filter high|up <number>", "deck <deck> filter = <number>"),
    // Effects.
    NaturalPhrase("fx|effect|effects off|reset|none", "deck <deck> effects off"),
    NaturalPhrase("no effects|fx", "deck <deck> effects off"),
    NaturalPhrase("delay <rest>", "deck <deck> echo <rest>"),
    NaturalPhrase("echo|reverb|flanger|gate <number> <rest>", "deck <deck> echo|reverb|flanger|gate = <number> <rest>"),
    // Headphones.
    NaturalPhrase("phones|pfl|headphone|prelisten <rest>", "deck <deck> headphones <rest>"),
    NaturalPhrase("listen", "deck <deck> headphones on"),
    NaturalPhrase("cue|listen in|on headphones|phones", "deck <deck> headphones on"),
  ]

  private static let flat = "deck <deck> low = 0; deck <deck> mid = 0; deck <deck> high = 0"

  static let stems: [NaturalPhrase] = [
    NaturalPhrase("mute|no|drop|remove <stem>", "stem <deck> <stem> mute on"),
    NaturalPhrase("unmute <stem>", "stem <deck> <stem> mute off"),
    NaturalPhrase("<stem> mute", "stem <deck> <stem> mute on"),
    NaturalPhrase("<stem> unmute|on|back", "stem <deck> <stem> mute off"),
    NaturalPhrase("<stem> off|out", "stem <deck> <stem> mute on"),
    NaturalPhrase("toggle <stem>", "stem <deck> <stem> mute toggle"),
    NaturalPhrase("<stem> toggle", "stem <deck> <stem> mute toggle"),
    NaturalPhrase("<stem> mute|level <rest>", "stem <deck> <stem> mute|level <rest>"),
    NaturalPhrase("<stem> <number> <rest>", "stem <deck> <stem> level <number> <rest>"),
    NaturalPhrase("vocal|vox|voice off|mute", "stem <deck> vocals mute on"),
    NaturalPhrase("vocal|vox|voice on|unmute", "stem <deck> vocals mute off"),
    NaturalPhrase("mute|kill|no vocal|vox|voice", "stem <deck> vocals mute on"),
    NaturalPhrase("unmute vocal|vox|voice", "stem <deck> vocals mute off"),
    NaturalPhrase("kill|cut vocals|drums|other", "stem <deck> vocals|drums|other mute on"),
    NaturalPhrase("solo|only vocals|vocal|voice", acappella),
    NaturalPhrase("vocals|vocal|voice solo|only", acappella),
    NaturalPhrase("acapella|acappella|acapela", acappella),
    NaturalPhrase("a capella|cappella", acappella),
    NaturalPhrase(
      "solo|only drums",
      "stem <deck> reset; stem <deck> vocals mute on; stem <deck> bass mute on; "
        + "stem <deck> other mute on"),
    NaturalPhrase(
      "drums solo|only",
      "stem <deck> reset; stem <deck> vocals mute on; stem <deck> bass mute on; "
        + "stem <deck> other mute on"),
    NaturalPhrase(
      "solo|only bass",
      "stem <deck> reset; stem <deck> vocals mute on; stem <deck> drums mute on; "
        + "stem <deck> other mute on"),
    NaturalPhrase("instrumental", "stem <deck> reset; stem <deck> vocals mute on"),
    NaturalPhrase("instrumental only", "stem <deck> reset; stem <deck> vocals mute on"),
    NaturalPhrase("stems reset|on|back", "stem <deck> reset"),
    NaturalPhrase("reset stems", "stem <deck> reset"),
    NaturalPhrase("all stems", "stem <deck> reset"),
    NaturalPhrase("all stems on|back", "stem <deck> reset"),
    NaturalPhrase("unmute all|stems", "stem <deck> reset"),
    // One voice over the other beat.
    NaturalPhrase("swap vocals|vocal|voice|stems", "swap <deck>"),
    NaturalPhrase("vocals|vocal|voice|stem|stems swap", "swap <deck>"),
    NaturalPhrase("swap", "swap <deck>"),
    NaturalPhrase("unswap", "swap off"),
    NaturalPhrase("swap stop|end|back", "swap off"),
    NaturalPhrase("mash|mashup", "mash <deck>"),
    NaturalPhrase("mash up", "mash <deck>"),
    NaturalPhrase("unmash", "mash off"),
    NaturalPhrase("mashup|mash stop|end|off", "mash off"),
    NaturalPhrase("stop|end mash|mashup", "mash off"),
  ]

  private static let acappella =
    "stem <deck> reset; stem <deck> drums mute on; stem <deck> bass mute on; stem <deck> other mute on"

  /// The deck is where it goes.
  static let mixer: [NaturalPhrase] = [
    NaturalPhrase("crossfade|crossfader|fade|xfade|xfader|cross|mix|blend", "crossfade <deck>"),
    NaturalPhrase("cut|slam to a", "crossfade a"),
    NaturalPhrase("cut|slam to b", "crossfade b"),
    NaturalPhrase("fade in", "crossfade <deck>"),
    NaturalPhrase("crossfade|crossfader|fade|xfade|xfader center|middle|centre|mid", "crossfade centre"),
    NaturalPhrase("crossfade|crossfader|fade|xfade|xfader to center|middle|centre", "crossfade centre"),
    NaturalPhrase("center|centre|middle", "crossfade centre"),
    NaturalPhrase("center|centre crossfader|fader|xfader", "crossfade centre"),
    NaturalPhrase("crossfader|crossfade|xfader left|full|all left|left", "crossfade a"),
    NaturalPhrase("crossfader|crossfade|xfader left", "crossfade a"),
    NaturalPhrase("crossfader|crossfade|xfader right", "crossfade b"),
    NaturalPhrase("crossfader|xfader|xfade <number> <rest>", "crossfader = <number> <rest>"),
    NaturalPhrase("swap bass|basses|lows", "bass to <deck>"),
    NaturalPhrase("bass|low|lows swap", "bass to <deck>"),
    NaturalPhrase("bass|lows|low to|over|on", "bass to <deck>"),
    NaturalPhrase("give|hand|move|bring|pass bass|lows", "bass to <deck>"),
    NaturalPhrase("give|hand|move|bring|pass mids", "mids to <deck>"),
    NaturalPhrase("give|hand|move|bring|pass highs", "highs to <deck>"),
    NaturalPhrase("bass", "bass to <deck>"),
    NaturalPhrase("master volume|level|gain <rest>", "master <rest>"),
    NaturalPhrase("main <rest>", "master <rest>"),
    NaturalPhrase("headphone|headphones|phones volume|level|gain <rest>", "headphone level <rest>"),
    NaturalPhrase("headphone|headphones|phones|cue mix|blend <rest>", "headphone mix = <rest>"),
    NaturalPhrase("suggest|suggestions", "suggest for <deck>"),
    NaturalPhrase("what|what's next|fits", "suggest for <deck>"),
    NaturalPhrase("what fits next", "suggest for <deck>"),
    NaturalPhrase("suggest|suggestions next", "suggest for <deck>"),
    // Headphones, once called "cue" as the deck's cue is.
    NaturalPhrase("cue|phones|headphones to <rest>", "headphones to <rest>"),
    NaturalPhrase("cue|phones|headphones none|off", "headphones to none"),
    NaturalPhrase("cue|phones|headphones split", "headphones to split"),
    NaturalPhrase("cue|phones|headphones <pair>", "headphones to <pair>"),
    NaturalPhrase("limiter", "limiter toggle"),
  ]
}
