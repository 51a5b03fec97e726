import Engine
import Glibc
import Music
import Support
import Testing

/// A gesture that goes to another place at beat 8, where section 2 begins; what is heard there then, and four beats
/// later.
struct PlaceRow: Sendable {
  let name: String
  var before: [DeckAction] = []
  let go: [DeckAction]
  /// Section; nil where nothing is heard.
  let heard: Int?
  /// Said before beat 12, for its line.
  var back: [DeckAction] = []
  var heardThen: Int?
  /// A section that goes on in another way: in an echo, or backwards.
  var lasting: Int?

  static let rows: [PlaceRow] = [
    PlaceRow(name: "pause", go: [.pause], heard: nil, back: [.play], heardThen: 2),
    PlaceRow(name: "toggle", go: [.playToggle], heard: nil, back: [.playToggle], heardThen: 2),
    PlaceRow(name: "pause under slip", before: [.slip(.on)], go: [.pause], heard: nil, back: [.play], heardThen: 3),
    PlaceRow(name: "cue", go: [.cuePress], heard: nil, back: [.play], heardThen: 4),
    PlaceRow(name: "jump", go: [.jump(Beats(4))], heard: 3, back: [.jump(Beats(-8))], heardThen: 2),
    PlaceRow(name: "seek", go: [.seek(TrackTime(0.05 + 12 * 0.25))], heard: 3),
    PlaceRow(
      name: "seek off the raster", before: [.quantize(.off)], go: [.seek(TrackTime(0.05 + 16 * 0.25))], heard: 4),
    PlaceRow(name: "hot cue", before: [.hotCueSet(0, TrackTime(0.05 + 16 * 0.25))], go: [.hotCue(0)], heard: 4),
    PlaceRow(
      name: "kept loop", before: [.hotLoopSet(0, TrackTime(0.05 + 12 * 0.25), Seconds(1))], go: [.loopRecall(0)],
      heard: 3, back: [.loopToggle], heardThen: 4),
    PlaceRow(name: "loop out", before: [.loopIn], go: [.loopOut], heard: 1),
    PlaceRow(
      name: "loop out off the raster", before: [.loopIn, .quantize(.off)], go: [.loopOut], heard: 1,
      back: [.loopToggle],
      heardThen: 2),
    PlaceRow(
      name: "loop's turn", before: [.loop(Beats(4))], go: [.metronome(.on)], heard: 1, back: [.loopToggle], heardThen: 2
    ),
    PlaceRow(name: "out of a loop at its end", before: [.loop(Beats(4))], go: [.loopToggle], heard: 2),
    PlaceRow(
      name: "into a loop", before: [.loop(Beats(2)), .loopMove(Beats(8)), .jump(Beats(-8)), .loopToggle],
      go: [.loopToggle], heard: 3),
    PlaceRow(name: "half the loop", before: [.loop(Beats(8))], go: [.loopScale(0.5)], heard: 1),
    PlaceRow(name: "loop moved", before: [.loop(Beats(8))], go: [.loopMove(Beats(4))], heard: 3),
    PlaceRow(name: "loop here", go: [.loop(Beats(4))], heard: 2, back: [.loopToggle], heardThen: 3),
    PlaceRow(name: "roll", before: [.roll(Beats(0.5))], go: [.rollOff], heard: 2),
    PlaceRow(name: "roll here", go: [.roll(Beats(1))], heard: 2, back: [.rollOff], heardThen: 3),
    PlaceRow(name: "slip", before: [.slip(.on), .jump(Beats(8))], go: [.slip(.off)], heard: 2),
    PlaceRow(name: "censor", go: [.censor(.on)], heard: nil, back: [.censor(.off)], heardThen: 3, lasting: 1),
    PlaceRow(name: "echo out", go: [.echoOut], heard: nil, lasting: 1),
  ]
}

/// Jumps, loops and stops for a line: what is left is silent on it, and what is gone to has its whole attack there.
@Suite("What is gone to is there on the line") struct PlaceTableTests {
  @Test(arguments: PlaceRow.rows, [nil, KeyLockEngine.faster, .finer, .finerShort])
  func isThereOnTheLine(row: PlaceRow, engine: KeyLockEngine?) {
    for moment in engine == nil ? [Moment.beat, .bar, .phrase] : [.bar] {
      let tempo = engine == nil ? 0.0 : 5
      var booth = Booth()
      booth.say(.mixer(.limiter(.off)))
      booth.say(.mixer(.curve(.cut)))
      // What stands waits for the other deck's line.
      for deck in row.heard == nil ? [DeckID.a, .b] : [.a] {
        booth.load(deck, LinedTrack.sectioned[deck.index])
        booth.say(deck, .set(.tempo, tempo), over: .seconds(0))
        booth.say(deck, .cueSet(TrackTime(0.05 + 16 * 0.25)))
        booth.say(deck, .effectBeats(.echo, 1))
        if let engine { booth.say(deck, .keyLockEngine(engine)) }
        booth.say(deck, .play, at: LinedSound.start)
      }
      func say(_ actions: [DeckAction], beat: Double, _ moment: Moment = .now) {
        let frame = Int64(LinedSound.frame(ofBeat: beat, tempo: tempo) / 64) * 64
        for action in actions { booth.say(.a, action, at: frame, moment: moment) }
      }
      say(row.before, beat: 4.1)
      let wait = moment == .beat ? 0.4 : moment == .bar ? 1.3 : 3.2
      say(row.go, beat: 8 - wait, moment)
      say(row.back, beat: 12 - wait, moment)
      let out = booth.render(Int(LinedSound.frame(ofBeat: 14, tempo: tempo)))
      let sound = LinedSound(out, tempo: tempo, keepsKey: true)
      let what = "\(row.name) at \(moment), \(engine.map { "\($0)" } ?? "unstretched")"
      judge(sound, row, heard: row.heard, beat: 8, what)
      if !row.back.isEmpty { judge(sound, row, heard: row.heardThen, beat: 12, "\(what), back") }
    }
  }

  private func judge(_ sound: LinedSound, _ row: PlaceRow, heard: Int?, beat: Double, _ what: String) {
    let full = sound.level(of: LinedTrack.sections[0], .a, beat: 2, frames: 529)
    for (section, hz) in LinedTrack.sections.enumerated() {
      if section == row.lasting { continue }
      let level = 20 * log10(max(1e-6, sound.level(of: hz, .a, beat: beat, frames: 529) / full))
      if section == heard {
        #expect(abs(level) < 0.5, "\(what): section \(section) is heard at \(level) dB")
      } else {
        #expect(level < -40, "\(what): section \(section) is left at \(level) dB")
      }
    }
  }
}
