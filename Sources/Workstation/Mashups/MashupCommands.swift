import Engine
import Music
import Platform
import Suggestion

extension MashupPlan {
  /// What performs it, once both tracks are loaded: each deck stands at its place, then the one's voice lies over the
  /// other's instrumental, in the tempo of the one that leads, in keys that fit.
  /// - Parameter voice: the deck whose voice is taken; the instrumental is on the other one.
  func commands(voice deck: DeckID) -> [Command] {
    let beat = deck.other
    func say(_ id: DeckID, _ action: DeckAction) -> Command { Command(.engine(.deck(id, action))) }
    let leader = leads == .voice ? deck : beat
    let tempo = thousandths(leads == .voice ? voiceStretch : beatStretch)
    return [
      say(deck, .quantize(.off)), say(beat, .quantize(.off)), say(deck, .seek(voice.lowerBound)),
      say(beat, .seek(self.beat.lowerBound)), say(deck, .tempoRange(50)), say(beat, .tempoRange(50)),
      say(leader, .set(.tempo, tempo)), Command(.engine(.mixer(.set(.crossfader, 0)))), mash(voice: deck),
    ]
  }

  /// The mash itself. - Parameter deck: whose voice is taken.
  func mash(voice deck: DeckID, at moment: Moment = .now) -> Command {
    let keys = MashKeys(voice: thousandths(voiceKey), beat: thousandths(beatKey))
    return Command(.engine(.mixer(.mash(MashSetup(voice: deck, keys: keys)))), at: moment)
  }

  /// As `segue mashups --json --explain` prints it, for deck a that holds the track asked for.
  func json(way: MashupWay) -> JSON {
    func span(_ range: ClosedRange<TrackTime>) -> JSON {
      .list([.number(thousandths(range.lowerBound.value)), .number(thousandths(range.upperBound.value))])
    }
    let deck: DeckID = way == .ownVoice ? .a : .b
    return .object([
      ("voice_seconds", span(voice)), ("instrumental_seconds", span(beat)), ("bars", JSON(bars)),
      ("bpm", .number(thousandths(bpm.value))), ("voice_tempo_percent", .number(thousandths(voiceStretch))),
      ("instrumental_tempo_percent", .number(thousandths(beatStretch))),
      ("tempo_multiple", .number(tempoMultiple)), ("shift", .text(shiftSide.rawValue)),
      ("key_shift_semitones", JSON(shift)), ("shift_cents", .number(thousandths(cents))),
      ("balance_lu", .number(balance)), ("voice_gain_db", JSON(voiceGain.map { thousandths($0.value) })),
      ("confidence", .number(thousandths(confidence))), ("cut_seconds", .list([.number(cut.x), .number(cut.y)])),
      ("commands", .list(commands(voice: deck).map { .text($0.line) })),
    ])
  }
}
