import Glibc
import Music
import Platform
import Support
import Testing
import Workstation

@testable import Terminal

struct ThemeTests {
  /// The package's themes, beside its Tests.
  private static let folder = String(#filePath.dropLast("Tests/TerminalTests/ThemeTests.swift".count)) + "themes"
  static let names = (folderEntries(folder) ?? []).filter { $0.hasSuffix(".theme") }.map { String($0.dropLast(6)) }
    .sorted()

  @Test func thereAreThemes() { #expect(Self.names.count >= 10) }

  @Test(arguments: names)
  func everyThemeIsWhole(_ name: String) throws {
    let text = try #require(textFile(Self.folder + "/" + name + ".theme"))
    #expect(Theme.standard.overlaid(with: text, name: name).faults.isEmpty)
    // A theme of ours names every role: what is missing would be the dark default's.
    let named = text.lines.compactMap { line in line.split(separator: "=").first.map { $0.trimmed } }
    #expect(Set(Role.allCases.map(\.name)).isSubset(of: named))
  }

  @Test func theFilesAreWhatIsCompiledIn() throws {
    #expect(Self.names == Theme.builtIn.keys.sorted())
    for (name, text) in Theme.builtIn {
      #expect(try #require(textFile("\(Self.folder)/\(name).theme")) == text + "\n", "\(name)")
    }
  }

  /// Every theme is there without a file; a user's file goes before, whole or in part.
  @Test func aFileGoesBeforeWhatIsCompiledIn() throws {
    for name in Self.names {
      let theme = try #require(ThemeFolders([]).theme(named: name))
      #expect(theme.theme == ThemeFolders([Self.folder]).theme(named: name)?.theme && theme.path == nil)
    }
    let folder = try ScratchFolder()
    for (name, text) in [("paper", "text = #010203\n"), ("mine", "text = #010203\n")] {
      let file = try #require(fopen("\(folder.path)/\(name).theme", "we"))
      fputs(text, file)
      fclose(file)
    }
    let folders = ThemeFolders(["/nowhere", folder.path])
    let paper = try #require(folders.theme(named: "paper")).theme
    #expect(paper[.text].colour == .rgb(1, 2, 3) && paper[.background] == Theme.builtIn(named: "paper")?[.background])
    #expect(folders.theme(named: "mine")?.theme[.background] == Theme.standard[.background])
    #expect(folders.names == (Self.names + ["mine"]).sorted())
  }

  /// A named pipe that nobody writes to is a disk that does not answer.
  @Test func keysDoNotWaitForTheDiskOfThemes() throws {
    let folder = try ScratchFolder()
    let pipe = folder.path + "/held.theme"
    try #require(mkfifo(pipe, 0o600) == 0)
    let reader = ThemeReader(ThemeFolders([folder.path]))
    #expect(eventually { reader.completions(for: "theme h") == ["theme held"] })
    reader.read("held")
    // All that keys ask for is answered while the disk is waited for.
    reader.list()
    AudioFiles.write(Array("text = #010203".utf8), to: folder.path + "/later.theme")
    #expect(reader.completions(for: "theme pa") == ["theme paper"])
    #expect(reader.completions(for: "theme ").count == Theme.builtIn.count + 2)
    #expect(reader.completions(for: "deck ").isEmpty && reader.take().isEmpty)
    let end = try #require(fopen(pipe, "w"))
    fputs("text = #040506", end)
    fclose(end)
    var news: [ThemeReader.News] = []
    #expect(
      eventually {
        news += reader.take()
        return news.count == 2
      })
    guard case .theme(let theme) = news.first else { throw ThemeDidNotCome() }
    #expect(theme[.text].colour == .rgb(4, 5, 6))
    #expect(news.last == .list((Theme.builtIn.keys + ["held", "later"]).sorted()))
    #expect(reader.completions(for: "theme la") == ["theme later"])
    reader.readNow("nosuch")
    guard case .missing(let complaint) = reader.take().first else { throw ThemeDidNotCome() }
    #expect(complaint.contains("no theme named nosuch") && complaint.contains("later"))
  }

  private struct ThemeDidNotCome: Error {}

  @Test func everyThemeCanBeRead() throws {
    let folders = ThemeFolders([Self.folder])
    for name in Self.names {
      let theme = try #require(folders.theme(named: name)).theme
      for ink in [Role.text, .selectionText, .deckA, .deckB, .failure, .keyMatch] {
        let isSeen = theme[ink].colour == .terminal || theme[ink].colour != theme[.background].colour
        #expect(isSeen, "\(name): \(ink.name) cannot be seen")
      }
    }
    #expect(folders.theme(named: "no-such-theme") == nil)
    #expect(folders.theme(named: "../themes/segue") == nil)
    #expect(ThemeFolders([]).theme(named: "segue")?.path == nil)
  }

  /// The contrast that the WCAG 2.1 asks for (1.4.3): 4.5 for text; 3 for what is large or may be overlooked.
  @Test(arguments: names)
  func textStandsOut(_ name: String) throws {
    let theme = try #require(ThemeFolders([Self.folder]).theme(named: name)).theme
    let wanted: [(Role, Role, Double)] =
      [
        (.text, .background, 4.5), (.text, .surface, 4.5), (.selectionText, .selection, 4.5),
        (.selectionText, .selectionIdle, 4.5), (.dim, .background, 4.5), (.dim, .surface, 4.5),
        (.heading, .background, 4.5), (.accent, .background, 4.5), (.failure, .surface, 4.5),
        (.warning, .surface, 4.5), (.keyMatch, .background, 4.5), (.background, .deckA, 4.5),
        (.background, .deckB, 4.5), (.background, .hotCue, 3),
      ] + CueColour.allCases.map { (.background, $0.role, 3) }
    for (ink, paper, least) in wanted {
      guard let a = luminance(theme[ink].colour), let b = luminance(theme[paper].colour) else { continue }
      let contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
      #expect(contrast >= least, "\(name): \(ink.name) on \(paper.name) has \(contrast)")
    }
  }

  /// A kick is the brightest of its waveform (the darkest on a light ground), the bands rise towards it, and all stand
  /// out of the ground.
  @Test(arguments: names)
  func kicksAreTheBrightCore(_ name: String) throws {
    let theme = try #require(Theme.builtIn(named: name))
    func contrast(_ one: Role, _ other: Role) -> Double? {
      guard let a = luminance(theme[one].colour), let b = luminance(theme[other].colour) else { return nil }
      return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }
    for band in [Role.lowA, .midA, .highA, .lowB, .midB, .highB] {
      guard let kick = contrast(.kick, .background), let ground = contrast(band, .background) else { continue }
      let core = try #require(contrast(.kick, band))
      #expect(kick > ground && ground >= 1.9 && core >= 1.25, "\(name): \(band.name) \(ground), \(core)")
    }
  }

  /// What must be told apart, is: by eyes without red cones, without green ones, without blue ones. As they see it by
  /// G. Machado, M. Oliveira and L. Fernandes (2009), at full strength; a distance of 20 in CIE 1976 is plain at once.
  @Test(arguments: ["protan", "deutan", "tritan"])
  func oneThemeIsForEyesThatTellColoursOtherwise(_ kind: String) throws {
    let seen: [String: [SIMD3<Double>]] = [
      "protan": [
        SIMD3(0.152286, 1.052583, -0.204868), SIMD3(0.114503, 0.786281, 0.099216),
        SIMD3(-0.003882, -0.048116, 1.051998),
      ],
      "deutan": [
        SIMD3(0.367322, 0.860646, -0.227968), SIMD3(0.280085, 0.672501, 0.047413), SIMD3(-0.01182, 0.04294, 0.968881),
      ],
      "tritan": [
        SIMD3(1.255528, -0.076749, -0.178779), SIMD3(-0.078411, 0.930809, 0.147602), SIMD3(0.004733, 0.691367, 0.3039),
      ],
    ]
    let rows = try #require(seen[kind])
    let theme = try #require(Theme.builtIn(named: "colourblind"))
    let groups: [[Role]] = [
      [.deckA, .deckB], [.ok, .warning, .failure], [.lowA, .midA, .highA], [.lowB, .midB, .highB],
      [.lowA, .lowB], [.midA, .midB], [.highA, .highB], [.meterLow, .meterMid, .meterHigh],
      [.energyLow, .energyMid], [.energyMid, .energyHigh], [.vocals, .drums, .bass, .other],
    ]
    for group in groups {
      for (index, one) in group.enumerated() {
        for other in group[(index + 1)...] {
          let gap = try lab(theme[one].colour, rows) - lab(theme[other].colour, rows)
          #expect((gap * gap).sum().squareRoot() > 20, "\(one.name) and \(other.name)")
        }
      }
    }
  }

  /// A colour as such eyes see it, in CIE 1976 L*a*b*.
  private func lab(_ colour: Colour, _ rows: [SIMD3<Double>]) throws -> SIMD3<Double> {
    guard case .rgb(let r, let g, let b) = colour else { throw ThemeDidNotCome() }
    let linear = [r, g, b].map { value -> Double in
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let light = SIMD3(linear[0], linear[1], linear[2])
    let v = rows.map { min(1, max(0, ($0 * light).sum())) }
    func root(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = root((0.4124 * v[0] + 0.3576 * v[1] + 0.1805 * v[2]) / 0.95047)
    let y = root(0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2])
    let z = root((0.0193 * v[0] + 0.1192 * v[1] + 0.9505 * v[2]) / 1.08883)
    return SIMD3(116 * y - 16, 500 * (x - y), 200 * (y - z))
  }

  /// Relative luminance; nil for colours that the terminal's user chose.
  private func luminance(_ colour: Colour) -> Double? {
    guard case .rgb(let r, let g, let b) = colour else { return nil }
    let linear = [r, g, b].map { pow((Double($0) / 255 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  @Test func brokenLinesAreNamedAndTheDefaultStays() {
    let (theme, faults) = Theme.standard.overlaid(
      with:
        "text = #12\nlow = blurple\nkitchen = red\n; fine\n# fine too\ncue = red loud\nhigh\nbar =\nmid = red bold "
        + "; mine\n",
      name: "mine")
    #expect(faults.map(\.line) == [1, 2, 3, 6, 7, 8])
    #expect(faults[2].sentence == "line 3: there is no role named kitchen")
    #expect(theme[.text] == Theme.standard[.text])
    // What has no deck is meant for both.
    for role in [Role.midA, .midB] { #expect(theme[role] == Theme.Look(colour: .ansi(1), emphasis: .bold)) }
  }

  @Test func coloursAreReadInEveryForm() {
    #expect(Colour(parsing: "#f80") == .rgb(255, 136, 0))
    #expect(Colour(parsing: "#FF8000") == .rgb(255, 128, 0))
    #expect(Colour(parsing: "bright-blue") == .ansi(12))
    #expect(Colour(parsing: "200") == .indexed(200))
    #expect(Colour(parsing: "default") == .terminal)
    for bad in ["", "#", "#12345", "#gggggg", "256", "-1", "blu"] { #expect(Colour(parsing: bad) == nil, "\(bad)") }
  }

  @Test func coloursFitTheDepth() {
    let orange = Colour.rgb(255, 135, 0)
    #expect(ColourDepth.direct.number(of: orange) == 0xFF8700)
    #expect(ColourDepth.palette.number(of: orange) == 208)
    #expect(ColourDepth.monochrome.number(of: orange) == nil)
    #expect(ColourDepth.sixteen.number(of: .rgb(250, 10, 10)) == 9)
    #expect(ColourDepth.eight.number(of: .rgb(250, 10, 10)) == 1)
    #expect(ColourDepth.eight.needsBold(.rgb(250, 10, 10)))
    #expect(ColourDepth.palette.number(of: .terminal) == -1)
    // The first eight numbers of direct colour are the palette's.
    #expect(ColourDepth.direct.number(of: .rgb(0, 0, 0)) == 8)
    // Every palette colour is its own nearest, but for those that are there twice.
    for index in UInt8(16)...255 {
      let (r, g, b) = paletteRGB(index)
      let found = UInt8(ColourDepth.palette.number(of: .rgb(r, g, b)) ?? 0)
      #expect(paletteRGB(found) == paletteRGB(index))
    }
  }

  /// A theme of one's own is laid over the one it names; what cannot be names its line.
  @Test func themesInherit() throws {
    let folder = try ScratchFolder()
    func write(_ name: String, _ text: String) {
      AudioFiles.write(Array(text.utf8), to: "\(folder.path)/\(name).theme")
    }
    write("mine", "# my own\ninherits = paper\ntext = #010203\n")
    write("grandchild", "inherits = mine\ndim = #040506\n")
    write("lost", "text = #010203\ninherits = nowhere\n")
    write("circle", "inherits = round\n")
    write("round", "inherits = circle\ntext = #070809\n")
    let folders = ThemeFolders([folder.path])
    let paper = try #require(folders.theme(named: "paper")).theme
    let mine = try #require(folders.theme(named: "mine"))
    #expect(mine.theme[.background] == paper[.background] && mine.theme[.text].colour == .rgb(1, 2, 3))
    #expect(mine.faults.isEmpty)
    let grandchild = try #require(folders.theme(named: "grandchild")).theme
    #expect(grandchild[.background] == paper[.background] && grandchild[.text].colour == .rgb(1, 2, 3))
    #expect(grandchild[.dim].colour == .rgb(4, 5, 6) && grandchild.name == "grandchild")
    let lost = try #require(folders.theme(named: "lost"))
    #expect(lost.faults.map(\.sentence) == ["line 2: there is no theme named nowhere to inherit from"])
    #expect(lost.theme[.text].colour == .rgb(1, 2, 3))
    let round = try #require(folders.theme(named: "round"))
    #expect(round.theme[.text].colour == .rgb(7, 8, 9))
  }

  /// What stands in the prompt behind `theme` is what is shown.
  @Test func aThemeThatIsTypedIsKnown() {
    var interface = Interface()
    func type(_ text: String) {
      for character in text {
        _ = interface.handle(.press(Chord(.character(character)), plain: nil), snapshot: Snapshot())
      }
    }
    #expect(interface.themeInPrompt == nil)
    type(":theme")
    #expect(interface.themeInPrompt == nil)
    type(" paper")
    #expect(interface.themeInPrompt == "paper")
    type(" now")
    #expect(interface.themeInPrompt == nil)
    _ = interface.handle(.press(Chord(.escape), plain: nil), snapshot: Snapshot())
    #expect(interface.themeInPrompt == nil)
  }

  @Test func theDepthIsWhatTheTerminalHas() {
    #expect(TerminalKind.depth(colours: 256, hasDirect: true, noColour: false) == .direct)
    #expect(TerminalKind.depth(colours: 256, hasDirect: false, noColour: false) == .palette)
    #expect(TerminalKind.depth(colours: 16, hasDirect: false, noColour: false) == .sixteen)
    #expect(TerminalKind.depth(colours: 8, hasDirect: false, noColour: false) == .eight)
    #expect(TerminalKind.depth(colours: -1, hasDirect: false, noColour: false) == .monochrome)
    #expect(TerminalKind.depth(colours: 256, hasDirect: true, noColour: true) == .monochrome)
    #expect(TerminalKind.withoutPadding("a$<2/>b$c") == "ab$c")
  }
}
