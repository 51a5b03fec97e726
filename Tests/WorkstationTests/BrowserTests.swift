import Library
import Music
import Platform
import Testing

@testable import Workstation

@Suite struct BrowserTests {
  private let library: Library
  private let trouble = LibraryTrouble(MessageQueue())

  init() throws { library = try Library.inMemory() }

  private func add(_ titles: String...) throws {
    for title in titles {
      let path = "/music/\(title).flac"
      _ = try library.upsert([FileStamp(path: path, bytes: 3, modified: 1)])
      let content = ContentID(hex: String(repeating: String(title.utf8.first!, radix: 16), count: 8))
      try library.identify(path: path, as: content, tags: Tags(title: title, artist: title), duration: nil)
    }
  }

  /// A list that grows while nobody has moved in it stays at its top; a row that was chosen is kept.
  @Test func theCursorStartsAtTheTop() throws {
    var browser = Browser()
    browser.open(library)
    for title in ["m", "k", "z", "b"] {
      try add(title)
      browser.refresh(library)
      #expect(browser.page(rows: 10, from: library, trouble).selected == 0)
    }
    browser.move(.down)
    #expect(browser.page(rows: 10, from: library, trouble).rows[1].title == "k")
    try add("a")
    browser.refresh(library)
    let page = browser.page(rows: 10, from: library, trouble)
    #expect(page.rows[page.selected].title == "k")
  }

  /// What was loaded from a list that still grows is not another track a moment later.
  @Test func aTrackThatWasTakenStaysSelected() throws {
    var browser = Browser()
    browser.open(library)
    try add("m")
    browser.refresh(library)
    browser.keepSelected()
    try add("k", "b")
    browser.refresh(library)
    let page = browser.page(rows: 10, from: library, trouble)
    #expect(page.rows[page.selected].title == "m" && page.selected == 2)
  }

  @Test func aFieldThatIsNotThereFindsNothingAndSaysSo() throws {
    try add("foo", "bar")
    var browser = Browser()
    browser.open(library)
    browser.search("foo:bar", in: library)
    let page = browser.page(rows: 10, from: library, trouble)
    #expect(page.queryError?.contains("there is no field foo") == true)
    #expect(page.rows.isEmpty && page.total == 0 && browser.selected == nil)
    browser.search("foo", in: library)
    #expect(browser.page(rows: 10, from: library, trouble).rows.map(\.title) == ["foo"])
  }

  @Test func onlyWhatWasHeardIsADropout() {
    var dropouts = DropoutCount()
    dropouts.note(xruns: 37, isPlaying: false)
    dropouts.note(xruns: 37, isPlaying: true)
    #expect(dropouts.count == 0)
    dropouts.note(xruns: 39, isPlaying: true)
    // Another device counts anew.
    dropouts.note(xruns: 1, isPlaying: true)
    dropouts.note(xruns: 1, isPlaying: true)
    #expect(dropouts.count == 3)
  }
}
