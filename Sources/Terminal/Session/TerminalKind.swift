@preconcurrency import CNcurses
import Glibc
import Workstation

/// What the terminal can do, from the environment and terminfo.
struct TerminalKind {
  /// The terminfo entry that is used: TERM's own, or its sister for direct colour.
  let terminfo: String
  let depth: ColourDepth
  let glyphs: GlyphSet
  /// What it is known to draw waveforms of.
  let waveGlyphs: WaveGlyphs
  /// May be asked whether it shows pictures: not in a multiplexer, which would take the question for a title, nor where
  /// there are too few colours.
  let mayShowPictures: Bool
  /// Of the xterm family: may be asked for bracketed paste and keyboard protocols.
  let isModern: Bool
  /// The bytes that restore the screen, whatever happened.
  let reset: [UInt8]

  init() throws(TerminalError) {
    let term = environment("TERM") ?? ""
    guard !term.isEmpty, term != "unknown", segue_knows(term) else { throw .unknownTerminal(term) }
    guard segue_capability("cup") != nil else { throw .cannotAddressCells(term) }
    let colours = Int(segue_number("colors"))
    let direct = Self.directEntry(term: term, colorTerm: environment("COLORTERM"))
    depth = Self.depth(
      colours: colours, hasDirect: direct != nil, noColour: environment("NO_COLOR").map { !$0.isEmpty } ?? false)
    terminfo = depth == .direct ? direct ?? term : term
    _ = segue_knows(terminfo)
    let isUTF8 = String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
    glyphs = !isUTF8 ? .ascii : term.hasPrefix("linux") ? .console : .full
    waveGlyphs = Self.waveGlyphs(glyphs, term: term, environment)
    let old = ["linux", "vt", "dumb", "ansi", "cons", "sun"].contains { term.hasPrefix($0) }
    isModern = !old
    mayShowPictures =
      !old && isUTF8 && (depth == .direct || depth == .palette) && !Self.isInMultiplexer(term, environment)
    reset = Self.reset(isModern: !old)
  }

  static func depth(colours: Int, hasDirect: Bool, noColour: Bool) -> ColourDepth {
    if noColour || colours < 8 { return .monochrome }
    if hasDirect { return .direct }
    return colours >= 256 ? .palette : colours >= 16 ? .sixteen : .eight
  }

  /// Sextants where the terminal draws them by itself, whatever the font has: kitty, foot, Ghostty, WezTerm, by TERM,
  /// as other variables outlive the terminal that set them. In a multiplexer nobody knows what is outside: quadrants,
  /// which all fonts have.
  static func waveGlyphs(_ glyphs: GlyphSet, term: String, _ variable: (String) -> String?) -> WaveGlyphs {
    switch glyphs {
    case .ascii: return .ascii
    case .console: return .half
    case .full: break
    }
    if isInMultiplexer(term, variable) { return .quadrant }
    let draws = ["xterm-kitty", "foot", "xterm-ghostty", "wezterm"].contains { term.hasPrefix($0) }
    return draws ? .sextant : .quadrant
  }

  private static func isInMultiplexer(_ term: String, _ variable: (String) -> String?) -> Bool {
    ["tmux", "screen"].contains { term.hasPrefix($0) } || ["TMUX", "STY"].contains { variable($0) != nil }
  }

  /// A terminfo entry with 24-bit colour for a terminal that says it has them: its own family's, or else xterm's, which
  /// nearly all terminals imitate.
  private static func directEntry(term: String, colorTerm: String?) -> String? {
    let claims = ["truecolor", "24bit"].contains(colorTerm ?? "")
    guard claims || term.hasSuffix("-direct") else { return nil }
    let family = String(term.prefix { $0 != "-" })
    let candidates = [term, family + "-direct"] + (family == "screen" ? ["tmux-direct"] : []) + ["xterm-direct"]
    return candidates.first { $0.hasSuffix("-direct") && segue_knows($0) && segue_number("colors") >= 1 << 24 }
  }

  /// Where the mouse was never asked for this changes nothing.
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l"

  /// Asks the entry that was looked at last.
  private static func reset(isModern: Bool) -> [UInt8] {
    var bytes = Array((isModern ? mouseOff + "\u{1B}[<u\u{1B}[?2004l" : "").utf8)
    for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
      guard let text = segue_capability(name) else { continue }
      bytes += withoutPadding(String(cString: text)).utf8
    }
    return bytes
  }

  /// Terminfo strings may hold delays for teletypes, `$<2/>`, which nobody needs any more.
  static func withoutPadding(_ text: String) -> String {
    var kept = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      kept += rest[..<dollar]
      let after = rest[rest.index(after: dollar)...]
      if after.first == "<", let close = after.firstIndex(of: ">") {
        rest = after[after.index(after: close)...]
      } else {
        kept += "$"
        rest = after
      }
    }
    return kept + rest
  }
}

private func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
