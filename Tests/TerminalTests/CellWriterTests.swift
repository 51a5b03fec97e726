@preconcurrency import CNcurses
import Music
import Support
import Testing

@testable import Terminal

/// What the terminal is sent, read as a terminal reads it.
struct CellWriterTests {
  /// A terminal of the xterm family that knows what the writer says and nothing else.
  private struct ReadScreen {
    struct Place: Hashable {
      var text = " "
      var ink = "own"
      var paper = "own"
      var emphasis: Set<Int> = []
    }

    let width: Int
    let height: Int
    var places: [Place]
    var x = 0
    var y = 0
    var look = Place()

    init(_ width: Int, _ height: Int) {
      (self.width, self.height) = (width, height)
      places = Array(repeating: Place(), count: width * height)
    }

    mutating func read(_ bytes: [UInt8]) {
      var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
      while let scalar = rest.popFirst() {
        if scalar == "\u{1B}" { readSequence(&rest) } else { write(scalar) }
      }
    }

    private mutating func readSequence(_ rest: inout ArraySlice<Unicode.Scalar>) {
      guard rest.popFirst() == "[" else {
        // The character set that sgr0 names.
        _ = rest.popFirst()
        return
      }
      let words = rest.prefix { !("@"..."~").contains($0) }
      rest = rest.dropFirst(words.count)
      let end = rest.popFirst()
      let text = String(String.UnicodeScalarView(words))
      let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      switch end {
      case "H": (y, x) = (max(1, numbers[0]) - 1, (numbers.count > 1 ? max(1, numbers[1]) : 1) - 1)
      case "C": x += numbers[0]
      case "J": places = Array(repeating: Place(paper: look.paper), count: width * height)
      case "m": setLook(numbers)
      default: Issue.record("\(text)\(end.map(String.init) ?? "") is not known")
      }
    }

    private mutating func setLook(_ numbers: [Int]) {
      var rest = numbers[...]
      while let number = rest.popFirst() {
        switch number {
        case 0: look = Place()
        case 1, 4, 7: look.emphasis.insert(number)
        case 38, 48:
          let colour = "\(rest.dropFirst().first ?? -1)"
          rest = rest.dropFirst(2)
          if number == 38 { look.ink = colour } else { look.paper = colour }
        case 30...37: look.ink = "\(number - 30)"
        case 40...47: look.paper = "\(number - 40)"
        case 90...97: look.ink = "\(number - 82)"
        case 100...107: look.paper = "\(number - 92)"
        case 39: look.ink = "own"
        case 49: look.paper = "own"
        default: Issue.record("SGR \(number) is not known")
        }
      }
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
      if scalarWidth(scalar) == 0 {
        let before = max(0, x - 1)
        let isTail = places[y * width + before].text.isEmpty && before > 0
        places[y * width + before - (isTail ? 1 : 0)].text.unicodeScalars.append(scalar)
        return
      }
      guard x < width, y < height else {
        Issue.record("written at \(x), \(y)")
        return
      }
      place(String(scalar))
      if scalarWidth(scalar) == 2, x < width { place("") }
    }

    private mutating func place(_ text: String) {
      var place = look
      place.text = text
      places[y * width + x] = place
      x += 1
    }
  }

  /// terminfo's entry is asked once: it is the process's own.
  private let words: TerminalWords = {
    _ = segue_knows("xterm-256color")
    return TerminalWords()
  }()
  private static let palette = Palette(theme: .standard, depth: .palette)

  private func expect(_ screen: ReadScreen, shows frame: Frame) {
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let cell = frame[x, y]
        let place = screen.places[y * frame.width + x]
        guard cell.glyph != Cell.wideTail else {
          #expect(place.text.isEmpty, "\(x), \(y)")
          continue
        }
        let look = Self.palette.look(of: cell)
        var text = String.UnicodeScalarView()
        for value in [look.glyph, cell.mark, cell.secondMark] where value != 0 { text.append(Unicode.Scalar(value)!) }
        #expect(place.text == String(text), "\(x), \(y)")
        // A blank's ink is seen by nobody.
        let (ink, paper) = (Self.palette.numbers[Int(look.ink)], Self.palette.numbers[Int(look.paper)])
        if look.glyph != 0x20 || !look.emphasis.isEmpty { #expect(place.ink == "\(ink)", "\(x), \(y)") }
        #expect(place.paper == "\(paper)", "\(x), \(y)")
        #expect(place.emphasis.contains(1) == look.emphasis.contains(.bold))
        #expect(place.emphasis.contains(7) == look.emphasis.contains(.reverse))
      }
    }
  }

  private func frame(_ random: inout SeededRandom, like old: Frame?) -> Frame {
    var frame = old ?? Frame(width: 37, height: 9)
    let texts = ["x", "日本", "e\u{301}", "▄", "━━━━", " ", "🬇", "⠿⠿", "the longest of them", "か\u{3099}"]
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      let style = Style(
        Role.allCases.randomElement(using: &random)!,
        on: Bool.random(using: &random) ? Role.allCases.randomElement(using: &random) : nil,
        Emphasis(rawValue: UInt8.random(in: 0...7, using: &random)))
      frame.text(
        texts.randomElement(using: &random)!, Int.random(in: 0..<37, using: &random),
        Int.random(in: 0..<9, using: &random),
        style)
    }
    return frame
  }

  /// Cells are compared, and blank ones made, as two words.
  @Test func aCellHasNoGap() {
    #expect(MemoryLayout<Cell>.size == 16 && MemoryLayout<Cell>.stride == 16)
    var frame = Frame(width: 3, height: 2)
    #expect(frame.cells.allSatisfy { $0 == Cell() && $0.isSame(as: Cell()) })
    frame.text("é", 1, 1, Style(.deckA, on: .surface, .bold))
    #expect(!frame[1, 1].isSame(as: Cell()))
    frame.erase()
    #expect(frame == Frame(width: 3, height: 2))
  }

  /// Whatever stood there, what is sent makes it what the frame says; and nothing is sent where nothing differs.
  @Test func theDifferenceMakesTheFrame() {
    var random = SeededRandom(seed: 11)
    var writer = CellWriter(words, Self.palette, .full)
    var screen = ReadScreen(37, 9)
    var old: Frame?
    for _ in 0..<200 {
      let frame = mended(frame(&random, like: old))
      screen.read(writer.difference(of: frame, from: old))
      expect(screen, shows: frame)
      #expect(writer.difference(of: frame, from: frame).isEmpty)
      old = frame
    }
  }

  /// Text over half of a wide character leaves the other half: a view draws whole lines, a random test does not.
  private func mended(_ frame: Frame) -> Frame {
    var frame = frame
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let cell = frame[x, y]
        let isWide = cell.glyph != Cell.wideTail && Unicode.Scalar(cell.glyph).map(scalarWidth) == 2
        let hasTail = x + 1 < frame.width && frame[x + 1, y].glyph == Cell.wideTail
        if isWide, !hasTail { frame[x, y] = Cell() }
        if cell.glyph == Cell.wideTail {
          let head = frame[x - 1, y]
          let isTail = x > 0 && head.glyph != Cell.wideTail && Unicode.Scalar(head.glyph).map(scalarWidth) == 2
          if !isTail { frame[x, y] = Cell() }
        }
      }
    }
    return frame
  }

  /// One cell costs a place, a colour and a character; a whole row of one colour little more than its characters.
  @Test func littleIsSentForLittle() {
    var writer = CellWriter(words, Self.palette, .full)
    let old = Frame(width: 80, height: 24)
    var frame = old
    frame.put("x", 40, 12, Style(.deckA))
    _ = writer.difference(of: old, from: nil)
    #expect(writer.difference(of: frame, from: old).count <= 8 + 11 + 1)
    var row = frame
    for x in 0..<80 { row.put("▄", x, 3, Style(.deckA)) }
    #expect(writer.difference(of: row, from: frame).count <= 8 + 11 + 3 * 80)
  }

  /// No colour where there is none, and no sign where there is no font for it.
  @Test func plainTerminalsGetPlainText() {
    var writer = CellWriter(words, Palette(theme: .standard, depth: .monochrome), .ascii)
    var frame = Frame(width: 20, height: 2)
    frame.text("ÄÖÜ ▄▄", 0, 0, Style(.failure, on: .surface))
    let sent = writer.difference(of: frame, from: nil)
    #expect(sent.allSatisfy { $0 < 0x80 } && !String(decoding: sent, as: UTF8.self).contains("38;"))
  }
}
