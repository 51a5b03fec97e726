import Music
import Platform
import Testing
import Workstation

@testable import Terminal

/// What the plan of a blend shows where.
struct PlanViewTests {
  private func line(_ plan: BlendPlan = samplePlan(), width: Int = 96) -> PlanLine {
    PlanLine(plan, bar: 2, width: width)
  }

  /// The window and a quarter of it on both sides; both tracks' times hang together over the window.
  @Test func timesAreThoseOfThePlan() throws {
    let line = line()
    #expect(line.time(0) == 232 && abs(line.time(96) - 280) < 1e-9)
    #expect(line.column(of: 240) == 16 && line.column(of: 231) == nil && line.column(of: 281) == nil)
    #expect(abs(line.timeIn(272) - 32.5) < 1e-9 && abs(line.timeOut(line.timeIn(250)) - 250) < 1e-9)
    // A cut has no window: eight bars on both sides, one second of the one is one of the other.
    let cut = BlendPlan(kind: .cut, out: TrackTime(60)...TrackTime(60), in: TrackTime(8)...TrackTime(8), bars: 0)
    #expect(PlanLine(cut, bar: 2, width: 32).time(0) == 44 && PlanLine(cut, bar: 2, width: 32).timeIn(61) == 9)
  }

  /// Who is heard when, and whose the bass is.
  @Test func handsMoveAsPlanned() {
    let line = line()
    #expect(line.heard(239) == (1, 0) && line.heard(256) == (1, 1) && line.heard(273) == (0, 1))
    #expect(abs(line.heard(244).next - 0.5) < 1e-9 && abs(line.heard(268).out - 0.5) < 1e-9)
    #expect(line.bass(255.9) == 0 && line.bass(257) == 0.5 && line.bass(258) == 1)
    let span = line.bassSpan
    #expect(span?.from == 256 && span?.to == 258)
    let fade = BlendPlan(
      kind: .fade, out: TrackTime(10)...TrackTime(18), in: TrackTime(0)...TrackTime(8), bars: 4,
      steps: [.init(Seconds(0), .start), .init(Seconds(0), .crossfade(.seconds(8))), .init(Seconds(8), .stopOut)])
    let fading = self.line(fade)
    #expect(fading.bassSpan == nil && fading.bass(13) == 0 && fading.bass(15) == 1)
    #expect(fading.heard(16) == (0.5, 1))
  }

  private func frame(_ width: Int, _ height: Int, _ change: (inout Snapshot) -> Void = { _ in }) -> Frame {
    var snapshot = sampleSnapshot()
    change(&snapshot)
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(browserRows(width: width, height: height)))
    return draw(snapshot, Interface(), width: width, height: height)
  }

  /// From 200 × 50 up there is a plan under the list, and outlines beside its tracks; never in smaller ones.
  @Test func largeScreensUseTheirRoom() {
    for (width, height) in [(200, 50), (300, 80)] {
      let text = frame(width, height).plainText
      #expect(text.contains("Plan long blend, 16 bars · A out 4:00 · B in 0:00 · bass over at bar 9"))
      #expect(text.contains("━━╋") || text.contains("━╋━"))
    }
    for (width, height) in [(80, 24), (120, 35)] { #expect(!frame(width, height).plainText.contains("Plan long")) }
    let unplanned = frame(200, 50) { snapshot in
      for index in snapshot.suggestions.rows.indices {
        (snapshot.suggestions.rows[index].plan, snapshot.suggestions.rows[index].glance) = (nil, nil)
      }
    }
    #expect(!unplanned.plainText.contains("Plan "))
  }

  /// What is no number, or no time, is drawn as nothing.
  @Test func hostilePlansAreDrawn() {
    for hostile in [Double.nan, .infinity, -1e300, 1e300] {
      let text = frame(200, 50) { snapshot in
        snapshot.sound.deckA.position = TrackTime(hostile)
        for index in snapshot.suggestions.rows.indices {
          snapshot.suggestions.rows[index].track.duration = Seconds(hostile)
          snapshot.suggestions.rows[index].plan?.steps.append(.init(Seconds(hostile), .meet(.seconds(hostile))))
          snapshot.suggestions.rows[index].glance?.sections[1].start_seconds = hostile
        }
      }.plainText
      #expect(text.contains("Plan long blend"))
    }
  }
}
