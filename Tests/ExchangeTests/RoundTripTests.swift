import Music
import Support
import Testing

@testable import Exchange

/// What goes out comes back: cues within half a millisecond, grids within one at the track's end.
@Suite struct RoundTripTests {
  private static let names = [
    "plain", "e\u{301}te\u{301} und Äther", "été", "a#b?c&d=e", "100% + 5 %20", "9:30 // 12", "👩‍🎤 emoji",
    "“quoted” <x> & 'y'",
    "tab\tand\nline", "back\\slash", String(repeating: "long ", count: 40), ".hidden", " spaces ", "\u{200B}zero",
  ]

  private static func grid(_ random: inout SeededRandom) -> BeatGrid {
    let bar = Bool.random(using: &random) ? 4 : 3
    let count = [1, 1, 2, 11].randomElement(using: &random)!
    var (time, beat) = (Double.random(in: -0.2...2, using: &random), 0.0)
    var anchors: [BeatGrid.Anchor] = []
    for _ in 0..<count {
      let bpm = [Double.random(in: 70...180, using: &random), 128, 174.25].randomElement(using: &random)!
      anchors.append(.init(time: TrackTime(time), beat: BeatPosition(beat), bpm: BPM(bpm)))
      let beats = Double(bar * Int.random(in: 8...40, using: &random))
      (time, beat) = (time + beats * 60 / bpm, beat + beats)
    }
    return BeatGrid(anchors: anchors, beatsPerBar: bar, downbeat: Int.random(in: 0..<bar, using: &random))
  }

  private static func library(_ seed: UInt64) -> (tracks: [ExportTrack], lists: [ForeignList]) {
    var random = SeededRandom(seed: seed)
    let tracks = (0..<6).map { number -> ExportTrack in
      let name = names.randomElement(using: &random)!
      let file = names.randomElement(using: &random)!
      var track = ExportTrack(
        path:
          "/music/\(name.replacing("/", with: "-"))/\(number) \(file.replacing("/", with: "_")).mp3",
        tags: Tags(title: name, artist: names.randomElement(using: &random), key: "A minor"),
        seconds: Double.random(in: 100...600, using: &random), grid: grid(&random))
      track.origin = [
        .exact, SoundOrigin(kind: .mp3OfLAME, skip: 1105, rate: 44_100),
        SoundOrigin(kind: .mp3WithoutTag, skip: 0, rate: 48_000),
      ].randomElement(using: &random)!
      track.pads = (1...8).filter { _ in Bool.random(using: &random) }.map { number in
        ForeignPads.Pad(
          number: number, time: TrackTime(Double.random(in: 0.1...300, using: &random)),
          loop: Bool.random(using: &random) ? Seconds(Double.random(in: 0.1...20, using: &random)) : nil,
          label: names.randomElement(using: &random), colour: CueColour.allCases.randomElement(using: &random))
      }
      track.start = Bool.random(using: &random) ? TrackTime(Double.random(in: 0...60, using: &random)) : nil
      track.notes = TrackNotes(
        rating: Int.random(in: 0...5, using: &random), comment: names.randomElement(using: &random))
      track.plays = Int.random(in: 0...50, using: &random)
      return track
    }
    let lists = (0..<3).map { number in
      ForeignList(
        folders: number == 0 ? [] : ["Folder / \(names[number])", "Inner"], name: names[number + 3],
        tracks: tracks.map(\.path).shuffled(using: &random))
    }
    return (tracks, lists)
  }

  private func check(_ read: Read, _ tracks: [ExportTrack], of program: ForeignFormat, _ seed: UInt64) throws {
    #expect(read.fault == nil && read.tracks.count == tracks.count && read.format == program)
    for (back, track) in zip(read.tracks, tracks) {
      let offset = try #require(track.origin.offset(of: program))
      #expect(Array(back.path.utf8) == Array(track.path.utf8), "library \(seed)")
      #expect(back.rating == track.notes.rating && back.comment == track.notes.comment && back.plays == track.plays)
      #expect(back.tags.title == track.tags.title && back.tags.artist == track.tags.artist)
      let pads = ForeignPads(back.cues, offset: offset)
      #expect(pads.pads.map(\.number) == track.pads.map(\.number))
      for (back, pad) in zip(pads.pads, track.pads) {
        #expect(abs(back.time.value - pad.time.value) <= 0.0005001 && back.label == pad.label)
        #expect(abs((back.loop?.value ?? 0) - (pad.loop?.value ?? 0)) <= 0.001001 && back.colour == pad.colour)
      }
      if let start = track.start { #expect(abs((pads.start?.value ?? -9) - start.value) <= 0.0005001) }
      try check(back, track, offset, isExact: program == .traktor)
    }
  }

  private func check(_ back: ForeignTrack, _ track: ExportTrack, _ offset: Double, isExact: Bool) throws {
    let grid = try #require(track.grid)
    let places = back.cues.flatMap { [$0.seconds] + ($0.end.map { [$0] } ?? []) }
    let read = try #require(
      ForeignGrid.grid(back.marks, offset: offset, places: places, tempoHasTwoDecimals: !isExact))
    let end = max(track.seconds ?? 0, grid.anchors.last?.time.value ?? 0)
    var worst = 0.0
    // Where two beats meet at a jump of tempo, either may be the nearest.
    for second in stride(from: 1.0, through: end, by: 7.3) {
      let beat = grid.time(of: BeatPosition(Double(grid.nearestBeat(to: TrackTime(second)))))
      let other = read.time(of: BeatPosition(Double(read.nearestBeat(to: beat))))
      worst = max(worst, abs((beat - other).value))
    }
    #expect(worst < 0.001, "\(worst * 1000) ms at \(grid.anchors.map(\.bpm.value)) over \(end) s")
    if !isExact {
      let beat = grid.nearestBeat(to: TrackTime(50))
      let other = read.nearestBeat(to: grid.time(of: BeatPosition(Double(beat))))
      #expect(grid.isDownbeat(beat) == read.isDownbeat(other) && grid.beatsPerBar == read.beatsPerBar)
    }
  }

  @Test("100 libraries to rekordbox and back")
  func rekordbox() throws {
    for seed in 1...100 as ClosedRange<UInt64> {
      let (tracks, lists) = Self.library(seed)
      let read = try read(RekordboxExport.text(tracks, lists: lists), named: "out.xml")
      try check(read, tracks, of: .rekordboxXML, seed)
      let keys = Dictionary(read.tracks.map { ($0.path, $0.key) }) { first, _ in first }
      #expect(
        Set(read.lists)
          == Set(
            lists.map { ForeignList(folders: $0.folders, name: $0.name, tracks: $0.tracks.compactMap { keys[$0] }) }))
    }
  }

  @Test("100 libraries to Traktor and back")
  func traktor() throws {
    for seed in 101...200 as ClosedRange<UInt64> {
      let (tracks, lists) = Self.library(seed)
      let read = try read(TraktorExport.text(tracks, lists: lists), named: "out.nml")
      try check(read, tracks, of: .traktor, seed)
      #expect(read.lists.count == lists.count && Set(read.lists.map(\.name)) == Set(lists.map(\.name)))
      for list in read.lists { #expect(Set(list.tracks) == Set(read.tracks.map(\.key))) }
    }
  }

  @Test("A playlist for everybody, and back")
  func m3u() throws {
    for seed in 1...100 as ClosedRange<UInt64> {
      let (tracks, _) = Self.library(seed)
      let read = try read(M3UExport.text(tracks), named: "out.m3u8")
      #expect(read.tracks.map { Array($0.path.utf8) } == tracks.map { Array($0.path.utf8) })
    }
  }
}
