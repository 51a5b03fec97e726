// What people say to the list, the queue and the program.
extension NaturalPhrase {
  /// Said by themselves they steer.
  private static let moods = "darker|brighter|calmer|harder|softer|deeper|happier|warmer"

  static let program: [NaturalPhrase] = [
    NaturalPhrase("go|going on air", "air on"),
    NaturalPhrase("on air", "air on"),
    NaturalPhrase("go off air", "air off"),
    NaturalPhrase("off air", "air off"),
    NaturalPhrase("record|rec|recording", "record on"),
    NaturalPhrase("record|rec this|it|set|now", "record on"),
    NaturalPhrase("rec|recording on|off|toggle", "record on|off|toggle"),
    NaturalPhrase("rec|record|recording start", "record on"),
    NaturalPhrase("rec|record|recording stop|end", "record off"),
    NaturalPhrase("start|begin recording|record|rec", "record on"),
    NaturalPhrase("stop|end recording|record|rec", "record off"),
    NaturalPhrase("record|rec to|as|into <rest>", "record on <rest>"),
    // The list.
    NaturalPhrase("find|look <rest>", "search <rest>"),
    NaturalPhrase("why this|that|it", "why"),
    NaturalPhrase("why this|that one", "why"),
    NaturalPhrase("like this|these but|and <rest>", "steer like this but <rest>"),
    NaturalPhrase("suggest|play|find something|anything <rest>", "steer <rest>"),
    NaturalPhrase("something|anything <rest>", "steer <rest>"),
    NaturalPhrase("look|search for <rest>", "search <rest>"),
    NaturalPhrase("clear|reset|end search", "search"),
    NaturalPhrase("show|list all|everything|tracks", "search"),
    NaturalPhrase("show all tracks", "search"),
    NaturalPhrase("all tracks|songs", "search"),
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
    NaturalPhrase("split this|it", "split selected"),
    NaturalPhrase("split into stems", "split <deck>"),
    NaturalPhrase("analyze everything|library", "analyze all"),
    // What comes next.
    NaturalPhrase("next", "queue load next"),
    NaturalPhrase("next track|song", "queue load next"),
    NaturalPhrase("load next", "queue load next"),
    NaturalPhrase("load next track|song", "queue load next"),
    NaturalPhrase("queue", "say queue"),
    NaturalPhrase("show|list queue", "say queue"),
    NaturalPhrase("queue list|show", "say queue"),
    NaturalPhrase("enqueue", "queue add selected"),
    NaturalPhrase("queue|enqueue this|it|selected|track", "queue add selected"),
    NaturalPhrase("queue|enqueue this track|song", "queue add selected"),
    NaturalPhrase("queue|enqueue suggested|suggestion", "queue add suggested"),
    NaturalPhrase("clear|empty queue", "queue clear"),
    NaturalPhrase("queue empty", "queue clear"),
    NaturalPhrase("save queue|playlist|set <rest>", "queue save <rest>"),
    NaturalPhrase("queue|enqueue next <any> <rest>", "queue put 1 <any> <rest>"),
    NaturalPhrase("queue|enqueue <any> <rest>", "queue add <any> <rest>"),
    // Crates.
    NaturalPhrase("show|open|list crate <any> <rest>", "crate open <any> <rest>"),
    NaturalPhrase("show|list crates", "crates"),
    NaturalPhrase("crate close|off", "search"),
    NaturalPhrase("close|leave crate", "search"),
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
    NaturalPhrase("make blend|mix|fade longer|shorter", "auto longer|shorter"),
    // Heard ahead.
    NaturalPhrase("preview|prelisten|prehear", "audition"),
    NaturalPhrase("preview|audition this|it|selected|track", "audition selected"),
    NaturalPhrase("preview|prelisten <any> <rest>", "audition <any> <rest>"),
    NaturalPhrase("preview|audition suggested|suggestion", "audition suggested"),
    NaturalPhrase("preview blend|mix|transition", "audition blend"),
    NaturalPhrase("transition", "macro transition"),
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
    NaturalPhrase("skip this|that one", "answer skip"),
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
    NaturalPhrase("say left", "say time"),
    NaturalPhrase("say sync", "say phase"),
    NaturalPhrase("say bpm", "say tempo"),
    NaturalPhrase("say", "say deck <deck>"),
    NaturalPhrase("say selection|selected|list|search", "say library"),
    NaturalPhrase("say suggestion|next", "say suggestions"),
    NaturalPhrase("say recordings", "say recording"),
    NaturalPhrase("say crates", "crates"),
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
    NaturalPhrase("what did i|we just do|did", "history"),
    NaturalPhrase("what did i|we do", "history"),
    NaturalPhrase("show|list history", "history"),
    NaturalPhrase("show|list|last messages", "messages"),
    NaturalPhrase("log|errors", "messages"),
    NaturalPhrase("where|show|list recording|recordings", "say recording"),
    NaturalPhrase("recordings", "say recording"),
    NaturalPhrase("decks", "say decks"),
    NaturalPhrase("mixer", "say mixer"),
    NaturalPhrase("in phase|sync|time", "say phase"),
    NaturalPhrase("stop fade|fading|crossfade", "cancel"),
    NaturalPhrase("never mind", "cancel"),
    NaturalPhrase("forget it", "cancel"),
    NaturalPhrase("cancel all|everything|it|that|this", "cancel"),
    NaturalPhrase("undo last thing|step", "undo"),
    NaturalPhrase("open <any> <rest>", "crate open <any> <rest>"),
  ]

  /// What the table would take for something else, such as a folder named "to queue", and `/words`, which seek as the
  /// key does. - Returns: nil for all other lines.
  static func first(_ words: [String]) -> [String]? {
    if let search = SearchWords.query(words) { return ["search", search] }
    if let title = titleForNext(words) { return ["queue", "put", "1", title] }
    if let row = rowToTake(words) { return ["queue", "remove"] + row }
    if let title = titleForQueue(words) {
      let parts = title.split(separator: " ")
      let isNext = parts.count > 1 && ["first", "next"].contains(parts.last?.lowercased())
      return isNext ? ["queue", "put", "1", parts.dropLast().joined(separator: " ")] : ["queue", "add", title]
    }
    if let seek = words.first, seek.hasPrefix("/"), !seek.dropFirst().contains("/") {
      let text = ([String(seek.dropFirst())] + words.dropFirst()).joined(separator: " ")
      return ["search", text.trimmed]
    }
    return before.lazy.compactMap { $0.translate(words) }.first
  }

  private static let before: [NaturalPhrase] = [
    NaturalPhrase("add|append|put to|in|into queue", "queue add selected"),
    NaturalPhrase("add|append|put to|in|into the queue", "queue add selected"),
    NaturalPhrase("add|append|put this|it|selected to|in|into queue", "queue add selected"),
    NaturalPhrase("add|append|put this|it|selected to|in|into the queue", "queue add selected"),
    NaturalPhrase("add|append|put this|it|selected to|in|into crate <any> <rest>", "crate add <any> <rest>"),
    NaturalPhrase("add|append|put this|it|selected to|in|into <any> <rest>", "crate add <any> <rest>"),
    NaturalPhrase("search off|none|clear|reset|all|everything", "search"),
    NaturalPhrase("filter by <any> <rest>", "search <any> <rest>"),
    NaturalPhrase("tag this|it|selected as|with <any> <rest>", "tag <any> <rest>"),
    NaturalPhrase("tag this track as|with <any> <rest>", "tag <any> <rest>"),
    NaturalPhrase("rate this|it|selected <any>", "rate <any>"),
    NaturalPhrase("rate this|it|selected <any> star|stars", "rate <any>"),
    NaturalPhrase("rate <any> star|stars", "rate <any>"),
    NaturalPhrase("panic", "cancel; deck a neutral; deck b neutral"),
  ]

  /// "queue harbour lights next".
  private static func titleForNext(_ words: [String]) -> String? {
    guard words.count > 2, ["queue", "enqueue"].contains(words[0].lowercased()), words.last?.lowercased() == "next",
      !["add", "put", "load"].contains(words[1].lowercased())
    else { return nil }
    return words[1..<words.count - 1].joined(separator: " ")
  }

  /// "remove 2 from the queue", "take this out of the queue". - Returns: the row, no word for the selected one.
  private static func rowToTake(_ words: [String]) -> [String]? {
    let said = words.map { $0.lowercased() }.filter { !["the", "of", "row", "number", "track"].contains($0) }
    guard said.count == 4, ["remove", "delete", "take", "drop"].contains(said[0]), ["from", "out"].contains(said[2]),
      said[3] == "queue"
    else { return nil }
    if ["this", "it", "selected"].contains(said[1]) { return [] }
    return Int(said[1]) == nil ? nil : [said[1]]
  }

  /// "put slow satellite in the queue".
  private static func titleForQueue(_ words: [String]) -> String? {
    guard words.count > 3, ["add", "put", "append"].contains(words[0].lowercased()),
      words.last?.lowercased() == "queue"
    else { return nil }
    var title = words[1..<words.count - 1]
    if title.last?.lowercased() == "the" { title.removeLast() }
    guard let last = title.popLast(), ["to", "in", "into", "on"].contains(last.lowercased()), !title.isEmpty,
      !["this", "it", "selected"].contains(title.joined(separator: " ").lowercased())
    else { return nil }
    return title.joined(separator: " ")
  }

  // MARK: What has to be asked

  /// Lines that could mean two things, or that nothing does as they are said, and the question for each.
  private static let unclear: [NaturalPhrase] = [
    NaturalPhrase(
      "no vocals|vocal|vox|voice|bass",
      "that could mean two things: mute vocals|vocal|vox|voice|bass takes it out of what plays, "
        + "steer no vocals|vocal|vox|voice|bass looks for tracks without"),
    NaturalPhrase(
      "new|create|make crate <rest>",
      "a crate is made with its first track: select one, and say crate add <rest>"),
    NaturalPhrase(
      "new|create|make a crate called|named <rest>",
      "a crate is made with its first track: select one, and say crate add <rest>"),
    NaturalPhrase(
      "save queue|playlist|set",
      "under which name? queue save friday keeps the queue, a recording is kept as it is made"),
    NaturalPhrase(
      "swap vocals|vocal|voice with a|b",
      "whose vocals? swap a has those of deck A over the music of deck B, swap b those of deck B"),
    NaturalPhrase(
      "preview|prelisten|audition first|second|third|next|last one|track|song|suggestion",
      "which one? suggest down goes down the suggestions, audition suggested plays the selected one ahead"),
    NaturalPhrase("reset", "reset what? panic a puts deck A back, stem a reset its stems, tempo reset its tempo"),
    NaturalPhrase("name|call it|this <rest>", "name what? name cue 1 <rest> names a hot cue"),
    NaturalPhrase("what did i|we play", "each evening is a crate: crates lists them, History among them"),
    NaturalPhrase(
      "hold", "hold what? loop 4 a repeats four beats of deck A, stop a stops it, auto longer makes a blend longer"),
    NaturalPhrase(
      "align|fix|match|correct bars|bar",
      "the screen says how far they are apart, and the line that puts them together: B BAR +2 :b jump 2"),
    NaturalPhrase(
      "play next",
      "next loads the queue's first track onto the free deck, queue add selected lines the selected one up"),
    NaturalPhrase(
      "export|save|show|list tracklist|setlist", "each evening is a crate: crates lists them, History among them"),
    NaturalPhrase("tracklist|setlist", "each evening is a crate: crates lists them, History among them"),
    NaturalPhrase(
      "why first|second|not|did|does|is <rest>",
      "why tells of the suggestion that is selected: F9 or suggest down takes you there"),
    NaturalPhrase(
      "autopilot|auto for <any> <rest>", "how shall it go? auto course arc 60 minutes plans it, auto on begins"),
    NaturalPhrase("start|begin recording to|as|into <any> <rest>", "to a file: record on <any> <rest>"),
    NaturalPhrase(
      "slow|slowly|quick|quickly|fast|long|short fade|crossfade|mix|blend <rest>",
      "over how long? fade <rest> over 8 bars"),
    NaturalPhrase(
      "find|search|show tracks|songs|something|anything with|without <any>",
      "a search knows titles, tempo and key: steer more <any> or steer no <any> looks for how tracks sound"),
    NaturalPhrase(
      "load next track|song|one on|onto|to a|b",
      "next loads the queue's next track onto the free deck, load suggested a the best suggestion onto deck A"),
    NaturalPhrase("crossfade|fade|mix|blend to a|b slowly|slow", "over how long? fade to a|b over 8 bars"),
    NaturalPhrase("go back", "back where? undo takes back what was done last, a jump -16 goes back four bars"),
  ]
  /// The same, whichever deck is named.
  private static let unclearOfAnyDeck: [NaturalPhrase] = [
    NaturalPhrase(
      "half|double time|tempo",
      "a tempo goes up or down by half at most: grid double or grid halve counts the beats of a track anew"),
    NaturalPhrase("set|put|drop hot cue here|now", "which one? hot cue 1 a sets the first"),
    NaturalPhrase("set|put|drop hotcue|cue here|now", "which one? hot cue 1 a sets the first"),
  ]

  /// - Returns: what is to be asked of a line; nil where it is clear, or not among these.
  static func question(_ typed: [String]) -> String? {
    let words = typed.filter { !["please", "pls", "the", "me"].contains($0.lowercased()) }
    let bare = words.filter { !["a", "b", "deck", "on"].contains($0.lowercased()) }
    let asked = unclear.lazy.compactMap { $0.translate(words) }.first
    if let asked = asked ?? unclearOfAnyDeck.lazy.compactMap({ $0.translate(bare) }).first {
      return asked.joined(separator: " ")
    }
    if words.count > 3, ["remove", "delete", "take"].contains(words[0].lowercased()), rowToTake(words) == nil,
      words.suffix(2).map({ $0.lowercased() }) == ["from", "queue"]
        || words.suffix(3).map({ $0.lowercased() }) == ["out", "of", "queue"]
    {
      return "which row of it? queue remove 2 takes the second one out; say queue tells them"
    }
    guard words.count > 3, words[0].lowercased() == "add", !words[1].contains(where: { "/~.".contains($0) }),
      let to = words.lastIndex(where: { ["to", "into"].contains($0.lowercased()) }), to > 1, to + 1 < words.count,
      !["this", "it", "selected"].contains(words[1].lowercased()), words.last?.lowercased() != "queue",
      !["echo", "reverb", "flanger", "gate", "some"].contains(words[1].lowercased())
    else { return nil }
    let crate = words[(to + 1)...].joined(separator: " ")
    return "add takes a folder; for a crate select the track, and say crate add \(crate)"
  }
}
