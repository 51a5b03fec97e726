import Music
import Testing
import Workstation

@testable import Terminal

/// What stands still is copied from the frame before: no eye can tell.
struct DrawnPartsTests {
  private typealias Change = (name: String, does: @Sendable (inout Snapshot, inout Interface) -> Void)

  /// One change of each thing that a part is drawn of, and of some that it is not.
  private static let changes: [Change] = [
    ("nothing", { _, _ in }),
    (
      "a thirtieth of a second",
      { snapshot, _ in for deck in Deck.allCases { snapshot.sound[deck].position.value += 1.0 / 30 } }
    ),
    ("ten seconds", { snapshot, _ in for deck in Deck.allCases { snapshot.sound[deck].position.value += 10 } }),
    ("into the plan", { snapshot, _ in snapshot.sound.deckA.position = TrackTime(250) }),
    ("within the plan", { snapshot, _ in snapshot.sound.deckA.position = TrackTime(254) }),
    ("a row down", { snapshot, _ in snapshot.browser.selected += 1 }),
    ("another sort", { snapshot, _ in snapshot.browser.sort = .bpm }),
    ("other columns", { snapshot, _ in snapshot.browser.columns = [.title, .key, .stems] }),
    ("an answer", { snapshot, _ in snapshot.browser.rows[2].answer = .keep }),
    ("a suggestion down", { snapshot, _ in snapshot.suggestions.selected = 3 }),
    ("an explanation", { snapshot, _ in snapshot.suggestions.isExplained = true }),
    ("the list again", { snapshot, _ in snapshot.suggestions.isExplained = false }),
    ("taste", { snapshot, _ in snapshot.suggestions.taste = ["you like bass"] }),
    ("no taste", { snapshot, _ in snapshot.suggestions.taste = nil }),
    ("another plan", { snapshot, _ in snapshot.suggestions.rows[3].plan?.bars = 8 }),
    ("other sections", { snapshot, _ in snapshot.deckA.sections[0].label = "verse" }),
    ("another shape", { snapshot, _ in snapshot.deckA.waveform = snapshot.deckB.waveform }),
    ("a queue", { snapshot, _ in snapshot.queue.rows = [sampleTrack(3), sampleTrack(4)] }),
    ("the queue's keys", { _, interface in interface.focus = .queue }),
    ("the queue's row", { snapshot, _ in snapshot.queue.selected = 1 }),
    ("the suggestions' keys", { _, interface in interface.focus = .suggestions }),
    ("a hot cue", { snapshot, _ in snapshot.sound.deckB.hotCues[5] = TrackTime(200) }),
    ("its colour", { snapshot, _ in snapshot.deckB.cueMarks[5].colour = .red }),
    ("no loop", { snapshot, _ in snapshot.sound.deckB.isLooping = false }),
    ("no slip", { snapshot, _ in snapshot.sound.deckA.slipPosition = nil }),
    ("another key", { snapshot, _ in snapshot.sound.deckA.key = MusicalKey(parsing: "3A") }),
    ("the other deck's track", { snapshot, _ in snapshot.deckB.track = sampleTrack(1) }),
    ("an empty deck", { snapshot, _ in (snapshot.deckB, snapshot.sound.deckB) = (LoadedDeck(), DeckModel()) }),
    ("nothing found", { snapshot, _ in (snapshot.browser.rows, snapshot.browser.query) = ([], "xyz") }),
    (
      "sliders",
      { snapshot, _ in
        snapshot.steering = SteeringModel(
          sliders: [.init(name: "bass", value: 0.5)], selected: 0, isShown: true, words: "bass +0.5")
      }
    ),
  ]

  @Test(arguments: [(80, 24), (120, 35), (200, 50)]) func partsAreWhatWouldBeDrawn(_ width: Int, _ height: Int) {
    var (snapshot, interface) = (sampleSnapshot(), Interface())
    var parts = DrawnParts()
    for (name, change) in Self.changes {
      change(&snapshot, &interface)
      var shown = snapshot
      shown.browser.rows = Array(snapshot.browser.rows.prefix(browserRows(width: width, height: height)))
      let anew = draw(shown, interface, width: width, height: height)
      #expect(draw(shown, interface, width: width, height: height, reusing: &parts) == anew, "\(name)")
      #expect(draw(shown, interface, width: width, height: height, reusing: &parts) == anew, "\(name), once more")
    }
    // Another size, and back.
    let other = draw(snapshot, interface, width: width + 7, height: height + 3)
    #expect(draw(snapshot, interface, width: width + 7, height: height + 3, reusing: &parts) == other)
  }

  /// The test would be worth nothing if parts were drawn anew each time.
  @Test func whatStandsStillIsNotDrawn() {
    var frame = Frame(width: 20, height: 4)
    frame.drawn = DrawnParts()
    let rect = Rect(x: 2, y: 1, width: 5, height: 2)
    var draws = 0
    for model in [1, 1, 2, 2, 1] {
      frame.part(.queue, of: model, in: rect) { frame in
        draws += 1
        frame.fill(rect, Style(.accent), with: model == 1 ? "1" : "2")
      }
      #expect(frame.row(1) == (model == 1 ? "  11111" : "  22222"))
      frame.fill(frame.bounds, Style(.text))
    }
    #expect(draws == 3)
  }
}
