// What people say to the list, the queue and the program.
extension NaturalPhrase {
  /// Said by themselves they steer.
  private static let moods = "darker|brighter|calmer|harder|softer|deeper|happier|warmer"

  static let program: [NaturalPhrase] = [
    NaturalPhrase("record|rec|recording", "record on"),
    NaturalPhrase("rec|recording on|off|toggle", "record on|off|toggle"),
    NaturalPhrase("rec|record|recording start", "record on"),
    NaturalPhrase("rec|record|recording stop|end", "record off"),
    NaturalPhrase("start|begin recording|record|rec", "record on"),
    NaturalPhrase("stop|end recording|record|rec", "record off"),
    NaturalPhrase("record|rec to|as|into <rest>", "record on <rest>"),
    // The list.
    NaturalPhrase("find|look <rest>", "search <rest>"),
    NaturalPhrase("look|search for <rest>", "search <rest>"),
    NaturalPhrase("clear|reset|end search", "search"),
    NaturalPhrase("show|list all|everything|tracks", "search"),
    NaturalPhrase("show all tracks", "search"),
    NaturalPhrase("sort|order by <rest>", "sort <rest>"),
    NaturalPhrase("order <rest>", "sort <rest>"),
    NaturalPhrase("up|down|top|bottom", "browse up|down|top|bottom"),
    NaturalPhrase("page up|down", "browse page up|down"),
    NaturalPhrase("pageup|pgup", "browse page up"),
    NaturalPhrase("pagedown|pgdn", "browse page down"),
    NaturalPhrase("scroll|cursor|select up|down", "browse up|down"),
    NaturalPhrase("scan|import folder <rest>", "add <rest>"),
    NaturalPhrase("scan <rest>", "add <rest>"),
    NaturalPhrase("add folder <rest>", "add <rest>"),
    NaturalPhrase("refresh|update library", "rescan"),
    NaturalPhrase("rescan|scan library", "rescan"),
    NaturalPhrase("scan|refresh", "rescan"),
    NaturalPhrase("analyse|analyze", "analyze all"),
    NaturalPhrase("analyse all|everything|library", "analyze all"),
    NaturalPhrase("analyze everything|library", "analyze all"),
    // What comes next.
    NaturalPhrase("next", "queue load next"),
    NaturalPhrase("next track|song", "queue load next"),
    NaturalPhrase("load next", "queue load next"),
    NaturalPhrase("load next track|song", "queue load next"),
    NaturalPhrase("queue|enqueue", "queue add selected"),
    NaturalPhrase("queue|enqueue this|it|selected|track", "queue add selected"),
    NaturalPhrase("queue|enqueue suggested|suggestion", "queue add suggested"),
    NaturalPhrase("clear|empty queue", "queue clear"),
    NaturalPhrase("queue empty", "queue clear"),
    NaturalPhrase("save queue|playlist|set <rest>", "queue save <rest>"),
    NaturalPhrase("autodj|autopilot|auto-dj|automix|autoplay|auto-play|auto-mix", "auto on"),
    NaturalPhrase("autodj|autopilot|auto-dj|automix|autoplay|auto-play|auto-mix on|off|toggle", "auto on|off|toggle"),
    NaturalPhrase("autodj|autopilot|automix|autoplay start", "auto on"),
    NaturalPhrase("autodj|autopilot|automix|autoplay stop|end", "auto off"),
    NaturalPhrase("auto dj|pilot|mix <rest>", "auto <rest>"),
    NaturalPhrase("autodj|autopilot <rest>", "auto <rest>"),
    NaturalPhrase("start|begin autodj|autopilot|auto", "auto on"),
    NaturalPhrase("stop|end autodj|autopilot|auto", "auto off"),
    NaturalPhrase("skip|another", "auto skip|another"),
    NaturalPhrase("skip track|song", "auto skip"),
    NaturalPhrase("blend|mix now", "auto next"),
    // Heard ahead.
    NaturalPhrase("preview|prelisten|prehear", "audition"),
    NaturalPhrase("preview|audition this|it|selected|track", "audition selected"),
    NaturalPhrase("preview|audition suggested|suggestion", "audition suggested"),
    NaturalPhrase("preview blend|mix|transition", "audition blend"),
    NaturalPhrase("preview drop|best|highlight", "audition best"),
    NaturalPhrase("preview mashup", "audition mashup"),
    NaturalPhrase("preview|prelisten stop|off|end", "audition stop"),
    NaturalPhrase("stop|end preview|audition", "audition stop"),
    NaturalPhrase("partners", "mashups"),
    NaturalPhrase("mashup|mash partners", "mashups"),
    // Answers and taste.
    NaturalPhrase("keep|grower|classic", "answer keep|grower|classic"),
    NaturalPhrase("keep|grower|classic this|it", "answer keep|grower|classic"),
    NaturalPhrase("skip this|it", "answer skip"),
    NaturalPhrase("skip this track|song", "answer skip"),
    NaturalPhrase("like|love", "answer keep"),
    NaturalPhrase("like|love this|it", "answer keep"),
    NaturalPhrase("dislike|hate", "answer skip"),
    NaturalPhrase("dislike|hate this|it", "answer skip"),
    NaturalPhrase("undo answer", "answer undo"),
    NaturalPhrase("more|less <any>", "steer more|less <any>"),
    NaturalPhrase("more|less <any> <rest>", "steer more|less <any> <rest>"),
    NaturalPhrase("a bit|little <rest>", "steer a bit|little <rest>"),
    NaturalPhrase("\(moods)", "steer \(moods)"),
    NaturalPhrase("reset steering|sliders", "steer reset"),
    NaturalPhrase("steering reset", "steer reset"),
    // Words for who does not look.
    NaturalPhrase("tell|read <rest>", "say <rest>"),
    NaturalPhrase("say all|everything", "say decks"),
    NaturalPhrase("say keys|commands|help", "help"),
    NaturalPhrase("where|position|time", "say deck <deck>"),
    NaturalPhrase("where am|are i|we", "say deck <deck>"),
    NaturalPhrase("waveform|waveforms|wave bigger|closer|in", "zoom in"),
    NaturalPhrase("waveform|waveforms|wave smaller|further|out", "zoom out"),
    NaturalPhrase("status", "say status"),
    NaturalPhrase("library", "say library"),
    // The program.
    NaturalPhrase("exit|bye|leave|q|close", "quit"),
    NaturalPhrase("keys|?|manual", "help"),
    NaturalPhrase("? <rest>", "help <rest>"),
    NaturalPhrase("themes", "theme list"),
    NaturalPhrase("list|show themes", "theme list"),
    NaturalPhrase("colours|colors|skin <rest>", "theme <rest>"),
    NaturalPhrase("sound|audio device|card <rest>", "device <rest>"),
    NaturalPhrase("output|card <rest>", "device <rest>"),
    NaturalPhrase("resume|restore last|set|session", "resume"),
    NaturalPhrase("resume|restore last set|session", "resume"),
    NaturalPhrase("double up", "doubles"),
    NaturalPhrase("instant doubles|double", "doubles"),
    NaturalPhrase("take that|it|this back", "undo"),
    NaturalPhrase("take back", "undo"),
    NaturalPhrase("oops|revert", "undo"),
    NaturalPhrase("undo that|it|this|last", "undo"),
    NaturalPhrase("undo undo", "redo"),
    NaturalPhrase("redo that|it|this", "redo"),
    NaturalPhrase("do it|that again", "redo"),
    NaturalPhrase("undo history|list", "history"),
    NaturalPhrase("show|list history", "history"),
    NaturalPhrase("show|list|last messages", "messages"),
    NaturalPhrase("log|errors", "messages"),
    // Where it was written is said when it ends.
    NaturalPhrase("where|show recording|recordings", "messages"),
    NaturalPhrase("where is|are my recording|recordings", "messages"),
    NaturalPhrase("never mind", "cancel"),
    NaturalPhrase("forget it", "cancel"),
    NaturalPhrase("cancel all|everything|it", "cancel"),
  ]

  /// What the table would take for something else, such as a folder named "to queue", and `/words`, which seek as the
  /// key does. - Returns: nil for all other lines.
  static func first(_ words: [String]) -> [String]? {
    if let seek = words.first, seek.hasPrefix("/"), !seek.dropFirst().contains("/") {
      let text = ([String(seek.dropFirst())] + words.dropFirst()).joined(separator: " ")
      return ["search", text.trimmed]
    }
    return before.lazy.compactMap { $0.translate(words) }.first
  }

  private static let before: [NaturalPhrase] = [
    NaturalPhrase("add|append to queue", "queue add selected"),
    NaturalPhrase("add|append this|it|selected to queue", "queue add selected"),
    NaturalPhrase("panic", "cancel; deck a neutral; deck b neutral"),
  ]
}
