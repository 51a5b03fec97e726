import Broadcast
import Music
import Platform

/// What a station's page shows: plain values, and the page that they make. All that comes from files is text there, and
/// nothing of it is fetched from elsewhere.
struct StationPage: Sendable {
  /// What is heard.
  struct Now: Sendable, Equatable {
    var title: String
    var artist: String?
    /// 0…1; nil where its length is not known.
    var share: Double?
    /// How far it is, in words.
    var clock = ""
    /// 0…255, a column each; none where it was not analysed.
    var outline: [UInt8] = []
  }

  /// What was heard: when, by the clock on the wall, and what.
  struct Played: Sendable, Equatable {
    var time: String
    var title: String
  }

  var station = "Segue"
  var now: Now?
  var next: ComingBlend?
  /// The newest first.
  var played: [Played] = []
  var loudness = MasterLoudness()
  /// Each mount, and how it stands.
  var streams: [(name: String, state: String)] = []
  /// How long it has been on air, in words; nil: it is not.
  var onSince: String?

  // MARK: HTML

  /// The whole page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="refresh" content="10">
    <title>\(Self.text(now.map { Self.line($0.artist, $0.title) } ?? "Nothing plays")) · \(Self.text(station))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <a class="skip" href="#now">To what plays</a>
    <header><h1>\(Self.text(station))</h1><p>\(onSince.map { "On air for \($0)" } ?? "Not on air")</p>
    <nav aria-label="Parts of this page"><a href="#now">Now</a> <a href="#next">Next</a> <a href="#levels">Levels</a>
    <a href="#played">Played</a> <a href="/">Read again</a></nav></header>
    <main>
    \(nowPart)
    \(nextPart)
    \(levelsPart)
    \(playedPart)
    </main>
    </body>
    </html>

    """
  }

  private var nowPart: String {
    guard let now else { return Self.section("now", "Now", "<p>Nothing plays.</p>") }
    let by = now.artist.map { "<p class=\"by\">\(Self.text($0))</p>" } ?? ""
    let share = Int(100 * min(1, max(0, now.share ?? 0)))
    let bar =
      now.share == nil
      ? "" : "<progress max=\"100\" value=\"\(share)\" aria-label=\"How far it is\">\(share) %</progress>"
    return Self.section(
      "now", "Now",
      "<p class=\"title\">\(Self.text(now.title))</p>\(by)\(waveform(now))\(bar)<p>\(Self.text(now.clock))</p>")
  }

  /// A bar for each column, what has been heard of it in another colour.
  private func waveform(_ now: Now) -> String {
    guard !now.outline.isEmpty else { return "" }
    let count = now.outline.count
    let heard = Int(Double(count) * min(1, max(0, now.share ?? 0)))
    func bars(_ range: Range<Int>) -> String {
      range.map { column in
        let height = max(1, Int(now.outline[column]) * 60 / 255)
        return "M\(column) \(30 - height / 2)v\(height)"
      }.joined()
    }
    return "<svg viewBox=\"0 0 \(count) 60\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Waveform\">"
      + "<path class=\"heard\" d=\"\(bars(0..<heard))\"/><path d=\"\(bars(heard..<count))\"/></svg>"
  }

  private var nextPart: String {
    guard let next else { return Self.section("next", "Next", "<p>Not chosen yet.</p>") }
    let reasons = next.reasons.map { "<li>\(Self.text($0))</li>" }.joined()
    return Self.section(
      "next", "Next",
      "<p class=\"title\">\(Self.text(next.title))</p><p>\(Self.text(next.words.joined(separator: ", ")))</p>"
        + (reasons.isEmpty ? "" : "<ul>\(reasons)</ul>"))
  }

  private var levelsPart: String {
    func row(_ name: String, _ value: Double?, _ unit: String) -> String {
      let words = value.map { "\(fixed($0, 1).replacing("-", with: "−")) \(unit)" } ?? "–"
      return "<tr><th scope=\"row\">\(name)</th><td>\(words)</td></tr>"
    }
    let streams = streams.map { stream in
      "<tr><th scope=\"row\">\(Self.text(stream.name))</th><td>\(Self.text(stream.state))</td></tr>"
    }
    let rows =
      [
        row("Last three seconds", loudness.shortTerm?.value, "LUFS"),
        row("Since the start", loudness.integrated?.value, "LUFS"),
        row("True peak", loudness.truePeak?.value, "dBTP"),
      ] + streams
    return Self.section("levels", "Levels", "<table><tbody>\(rows.joined())</tbody></table>")
  }

  private var playedPart: String {
    if played.isEmpty { return Self.section("played", "Played", "<p>Nothing yet.</p>") }
    let rows = played.map { "<li><time>\(Self.text($0.time))</time> \(Self.text($0.title))</li>" }.joined()
    return Self.section("played", "Played", "<ol>\(rows)</ol>")
  }

  private static func section(_ id: String, _ title: String, _ content: String) -> String {
    "<section id=\"\(id)\" tabindex=\"-1\" aria-labelledby=\"\(id)-title\">"
      + "<h2 id=\"\(id)-title\">\(title)</h2>\(content)</section>"
  }

  static func line(_ artist: String?, _ title: String) -> String { artist.map { "\($0) – \(title)" } ?? title }

  /// A tag is never anything but text.
  static func text(_ words: String) -> String {
    words.printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  private static let style = """
    :root{--paper:#fbfaf8;--ink:#1c1b19;--soft:#5d5a54;--line:#d9d5cd;--mark:#a8480c}
    @media(prefers-color-scheme:dark){:root{--paper:#161513;--ink:#efece6;--soft:#a9a49a;--line:#3a3731;--mark:#f0a060}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:60rem;padding:1.25rem;background:var(--paper);color:var(--ink);
    font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
    h1{margin:0;font-size:1.5rem}h2{margin:0 0 .5rem;font-size:1rem;color:var(--soft);font-weight:600}
    header p{margin:.25rem 0 .75rem;color:var(--soft)}
    nav{display:flex;flex-wrap:wrap;gap:1rem;padding-bottom:1rem;border-bottom:1px solid var(--line)}
    a{color:var(--mark);padding:.25rem 0}a:focus-visible,section:focus-visible{outline:3px solid var(--mark);
    outline-offset:3px}
    .skip{position:absolute;left:-100rem}.skip:focus{position:static}
    main{display:grid;grid-template-columns:1fr;gap:1.75rem;padding-top:1.5rem}
    @media(min-width:44rem){main{grid-template-columns:1fr 1fr}#now{grid-column:1/-1}}
    section p{margin:.25rem 0}.title{font-size:1.25rem;font-weight:600}.by{color:var(--soft)}
    svg{display:block;width:100%;height:5rem;margin:.75rem 0 .25rem}
    path{stroke:var(--soft);stroke-width:.8;fill:none;vector-effect:none}.heard{stroke:var(--mark)}
    progress{width:100%;accent-color:var(--mark)}
    table{border-collapse:collapse;width:100%}th,td{padding:.25rem .5rem .25rem 0;text-align:left;
    border-bottom:1px solid var(--line);font-weight:400}td{text-align:right;font-variant-numeric:tabular-nums}
    ol,ul{margin:.25rem 0;padding-left:1.25rem}ol{list-style:none;padding:0}
    time{color:var(--soft);font-variant-numeric:tabular-nums;margin-right:.5rem}
    """
}
