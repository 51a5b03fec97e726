import Music
import Support
import Testing

@testable import Suggestion

/// Sets that are ordered by themselves.
@Suite struct PlanSetTests {
  private func track(
    _ title: String, bpm: Double = 120, key: String = "8A", energy: Int = 6, artist: String? = nil, bars: Int = 96
  ) -> SetTrack {
    var form = Form(title: title, bpm: bpm, key: key)
    form.parts = [("intro", 16), ("drop", bars - 32), ("outro", 16)]
    var analysis = form.analysis
    analysis.energy = energy
    analysis.tags.artist = artist ?? "Artist of \(title)"
    return SetTrack(analysis)
  }

  /// Tracks that lie on a chain of keys and tempi come in its order, whatever order they are given in.
  @Test func aChainIsFound() {
    let chain = (0..<6).map { track("T\($0)", bpm: 120 + 2 * Double($0), key: "\($0 + 3)A") }
    let shuffled = [3, 0, 5, 2, 4, 1]
    let set = planSet(shuffled.map { chain[$0] }, SetWish(length: Seconds(3600)))
    let order = set.order.map { shuffled[$0] }
    #expect(order == [0, 1, 2, 3, 4, 5] || order == [5, 4, 3, 2, 1, 0], "\(order)")
    #expect(set.blends.count == 5 && set.scores.allSatisfy { $0 > 0.8 }, "\(set.scores)")
  }

  @Test func theLengthIsKept() {
    // Of 192 s each, 32 of which lie in the blend.
    let set = planSet((0..<30).map { track("T\($0)") }, SetWish(length: Seconds(1800)))
    #expect((1800...(1800 + 192)).contains(set.length.value), "\(set.length)")
    #expect(set.order.count == Set(set.order).count && set.starts.count == set.order.count)
    for (one, next) in zip(set.starts, set.starts.dropFirst()) { #expect(next.value - one.value == 160) }
    // All of a short list, however long is asked for.
    #expect(planSet([track("A"), track("B")], SetWish(length: Seconds(9999))).order.count == 2)
  }

  @Test(arguments: [SetCourse.Shape.build, .release, .arc]) func theCourseIsFollowed(shape: SetCourse.Shape) {
    var dice = SeededRandom(seed: 8)
    let tracks = (0..<60).map { track("T\($0)", energy: Int.random(in: 2...10, using: &dice)) }
    let set = planSet(tracks, SetWish(length: Seconds(2400), course: shape))
    let course = SetCourse(shape, length: Seconds(2400), start: shape == .release ? 8 : 4)
    let distances = zip(set.order, set.starts).map { index, start in
      abs(Double(tracks[index].side.analysis.energy ?? 0) - course.energy(at: start + Seconds(96)))
    }
    #expect(distances.reduce(0, +) / Double(distances.count) < 1, "\(distances)")
  }

  @Test func itBeginsAndEndsAsWished() {
    let tracks = (0..<12).map { track("T\($0)", energy: $0 % 10 + 1) }
    let set = planSet(tracks, SetWish(length: Seconds(900), first: 7, last: 2))
    #expect(set.order.first == 7 && set.order.last == 2 && set.order.count > 3, "\(set.order)")
    #expect(planSet([tracks[0]], SetWish(length: Seconds(900), first: 0, last: 0)).order == [0])
  }

  @Test func nobodyIsHeardTwiceInARow() {
    let tracks = (0..<12).map { track("T\($0)", artist: "Artist \($0 / 2)") }
    let order = planSet(tracks, SetWish(length: Seconds(99_999))).order
    #expect(order.count == 12)
    for (one, next) in zip(order, order.dropFirst()) { #expect(one / 2 != next / 2, "\(order)") }
    // Two releases of a song are one.
    var copy = tracks[0].side.analysis
    copy.tags.title = "T0 (Remastered 2011)"
    let once = planSet([SetTrack(copy), tracks[0], tracks[2], tracks[4]], SetWish(length: Seconds(400))).order
    #expect(!(once.contains(0) && once.contains(1)), "\(once)")
  }

  @Test func littleIsEnough() {
    #expect(planSet([], SetWish(length: Seconds(60))).order.isEmpty)
    let bare = SetTrack(TrackAnalysis(path: "/music/bare.flac"))
    #expect(planSet([bare], SetWish(length: Seconds(60))).order == [0])
    #expect(planSet([bare, bare, bare], SetWish(length: Seconds(.nan), course: .arc)).order.count >= 1)
  }
}
