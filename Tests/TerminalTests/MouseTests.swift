import Music
import Testing
import Workstation

@testable import Terminal

struct MouseTests {
  private func events(_ text: String) -> [InputEvent] {
    var parser = InputParser()
    parser.readsMouse = true
    return parser.feed(Array(text.utf8)[...], at: 0)
  }

  @Test func reportsAreReadAndOthersDropped() {
    #expect(events("\u{1B}[<0;10;5M") == [.mouse(MouseEvent(button: 0, x: 10, y: 5, isDown: true)!)])
    #expect(events("\u{1B}[<0;10;5m") == [.mouse(MouseEvent(button: 0, x: 10, y: 5, isDown: false)!)])
    #expect(events("\u{1B}[<64;1;1M\u{1B}[<65;1;1M").count == 2)
    for odd in [
      "\u{1B}[<2;10;5M", "\u{1B}[<0;0;5M", "\u{1B}[<0;99999999;5M", "\u{1B}[<;;M", "\u{1B}[<0M", "\u{1B}[<16;3;3M",
    ] {
      #expect(events(odd).isEmpty, "\(odd.dropFirst())")
    }
  }

  private static func pointing(_ focus: Interface.Focus = .browser) -> Interface {
    var interface = Interface()
    (interface.usesMouse, interface.size, interface.focus) = (true, (120, 35), focus)
    return interface
  }

  private static func mouse(_ button: Int, _ x: Int, _ y: Int, isDown: Bool = true) throws -> InputEvent {
    .mouse(try #require(MouseEvent(button: button, x: x + 1, y: y + 1, isDown: isDown)))
  }

  private static func lines(_ requests: [Interface.Request]) -> [String] {
    requests.compactMap { if case .command(let command) = $0 { command.line } else { nil } }
  }

  @Test func aClickSeeksAndSelects() throws {
    let layout = try #require(Layout(width: 120, height: 35))
    let snapshot = sampleSnapshot()
    var interface = Self.pointing(.suggestions)
    let half = layout.overviewB.x + layout.overviewB.width / 2
    let seek = interface.handle(try Self.mouse(0, half, layout.overviewB.y), snapshot: snapshot)
    guard case .command(let command) = seek.first, case .seekFraction(.b, let share) = command.action else {
      Issue.record("\(seek)")
      return
    }
    #expect(abs(share - 0.5) < 0.02)
    // The sample's selected row is the fourth; the heading and the columns' names stand above the first.
    let first = layout.browser.bottom - layout.browserRows
    #expect(
      Self.lines(interface.handle(try Self.mouse(0, 5, first), snapshot: snapshot)) == [
        "browse up", "browse up", "browse up",
      ])
    #expect(interface.focus == .browser)
    #expect(
      Self.lines(interface.handle(try Self.mouse(0, 5, first + 5), snapshot: snapshot)) == [
        "browse down", "browse down",
      ])
    #expect(interface.handle(try Self.mouse(0, 5, layout.browser.y), snapshot: snapshot).isEmpty)
    #expect(Self.lines(interface.handle(try Self.mouse(65, 5, first), snapshot: snapshot)) == ["browse down"])
    #expect(Self.lines(interface.handle(try Self.mouse(64, 110, first), snapshot: snapshot)) == ["suggest up"])
  }

  @Test func fadersAreTurnedAndTheCrossfaderDragged() throws {
    let layout = try #require(Layout(width: 120, height: 35))
    let snapshot = sampleSnapshot()
    var interface = Self.pointing()
    let level = layout.levelsRow
    #expect(
      Self.lines(interface.handle(try Self.mouse(64, layout.mixer.x + 2, level), snapshot: snapshot)) == [
        "deck a fader +0.05"
      ])
    #expect(
      Self.lines(interface.handle(try Self.mouse(65, layout.mixer.right - 2, level), snapshot: snapshot)) == [
        "deck b fader -0.05"
      ])
    let rail = layout.crossfader
    func lines(_ event: InputEvent) -> [String] { Self.lines(interface.handle(event, snapshot: snapshot)) }
    // Nothing is dragged that was not taken hold of.
    #expect(lines(try Self.mouse(32, rail.x + 3, rail.y)).isEmpty)
    #expect(lines(try Self.mouse(0, rail.x, rail.y)) == ["crossfade a"])
    #expect(lines(try Self.mouse(32, rail.right - 1, rail.y + 9)) == ["crossfade b"])
    #expect(lines(try Self.mouse(32, rail.x + rail.width / 2, rail.y)) == ["crossfade centre"])
    #expect(lines(try Self.mouse(0, rail.x, rail.y, isDown: false)).isEmpty)
    #expect(lines(try Self.mouse(32, rail.x, rail.y)).isEmpty)
  }

  /// Where the mouse was not asked for, what comes all the same does nothing.
  @Test func theMouseIsOffByItself() throws {
    var interface = Interface()
    interface.size = (120, 35)
    for y in 0..<35 { #expect(interface.handle(try Self.mouse(0, 60, y), snapshot: sampleSnapshot()).isEmpty) }
  }

  @Test func whereTheMouseIsDrawnIsWhereItPoints() {
    for (width, height) in [(80, 24), (100, 30), (120, 35), (200, 50), (300, 80)] {
      guard let layout = Layout(width: width, height: height) else { continue }
      let rows = draw(sampleSnapshot(), Interface(), width: width, height: height).plainText.lines
      #expect(rows[layout.levelsRow].contains("LEVEL"))
      #expect(rows[layout.crossfader.y].contains("█▌"), "\(width) × \(height)")
    }
  }
}
