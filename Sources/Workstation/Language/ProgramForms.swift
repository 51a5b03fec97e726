import Engine
import Music

/// Browser, library and the program itself.
extension CommandTable {
  static let browsing: [CommandForm] = [
    CommandForm("browse page up|down", "move by a page") { a, _, _ in
      .browse(a.lastWord == "up" ? .pageUp : .pageDown)
    },
    CommandForm("browse up|down|top|bottom", "move in the browser") { a, _, _ in
      .browse(Command.BrowseMove(rawValue: a.lastWord)!)
    },
    CommandForm("search", "show all tracks") { _, _, _ in .search("") },
    CommandForm("search <text>", "find tracks: words, bpm:122-128, key:8a, artist:…") { a, _, _ in .search(a.text) },
    CommandForm(
      "sort title|artist|album|genre|year|bpm|key|energy|duration|added", "sort the browser; again: the other way"
    ) { a, _, _ in .sort(a.lastWord) },
    CommandForm("suggest for <deck>", "what fits after this deck") { a, _, _ in .suggestFor(a.deck) },
    CommandForm("suggest up|down", "move in the suggestions") { a, _, _ in
      .suggestMove(a.lastWord == "up" ? -1 : 1)
    },
  ]

  static let program: [CommandForm] = [
    CommandForm("add <text>", "add a folder of music to the library") { a, _, _ in .addFolder(a.text) },
    CommandForm("rescan", "look for what changed in the library's folders") { _, _, _ in .rescan },
    CommandForm("analyze all", "analyse every track that is not yet") { _, _, _ in .analyzeAll },
    CommandForm("device <text>", "play through this sound device") { a, _, _ in .device(a.text) },
    CommandForm(
      "period <number>", "frames that the device takes at a time: less is quicker, more is safer", of: .period
    ) {
      a, _, _ in .period(Int(a.numbers[0]))
    },
    CommandForm("headphones to <text>", "where the headphones are: none, split, 3-4 or a second sound device") {
      a, _, _ in .headphonesPlace(a.text)
    },
    CommandForm("theme <text>", "change the colours; theme list says which there are") { a, _, _ in .theme(a.text) },
    CommandForm("help", "show the keys") { _, _, _ in .help },
    CommandForm("quit", "leave") { _, _, _ in .quit },
  ]
}
