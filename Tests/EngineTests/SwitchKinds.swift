import Engine
import Music
import Testing

/// What the tables must hold of each thing that the engine can be told. A new command does not compile before it is
/// given a kind here, and fails the test until a row of a table says what must be heard of it.
enum SwitchKind: Hashable, CaseIterable {
  case stemMute, stemLevel, stemsReset, kill, equaliser, fader, trim, filter
  case swap, swapOff, bandSwap, crossfader, crossfaderReverse, master
  case play, pause, toggle, cue, seek, jump, hotCue, loopOut, loop, loopToggle, loopScale, loopMove, loopRecall, roll,
    rollOff
  case slip, censor, echoOut
  /// Takes no sound away at its moment and brings none in, or says by itself how slowly it does.
  case silent

  init(_ action: EngineCommand.Action) {
    switch action {
    // An unloaded deck falls silent as a stopped one does; a loaded one stands.
    case .load, .unload: self = .pause
    case .refresh: self = .silent
    case .deck(_, let action): self.init(action)
    case .mixer(let action): self.init(action)
    }
  }

  init(_ action: MixerAction) {
    self =
      switch action {
      case .set(.crossfader, _), .move(.crossfader, _): .crossfader
      case .set(.master, _), .move(.master, _): .master
      // The headphones' own, and laws that leave what is heard where it is heard.
      case .set(.headphoneMix, _), .move(.headphoneMix, _), .set(.headphoneLevel, _), .move(.headphoneLevel, _): .silent
      case .curve, .limiter, .cutIn, .fairBlend, .crossovers: .silent
      case .swap: .swap
      case .swapOff: .swapOff
      case .crossfaderReverse: .crossfaderReverse
      case .bandSwap: .bandSwap
      }
  }

  init(_ action: DeckAction) {
    self =
      switch action {
      case .set(let control, _), .move(let control, _): Self(control)
      case .kill: .kill
      case .stemMute: .stemMute
      case .stemsReset: .stemsReset
      case .play: .play
      case .pause: .pause
      case .playToggle: .toggle
      case .cuePress, .cueRelease: .cue
      case .seek: .seek
      case .jump: .jump
      case .hotCue: .hotCue
      case .loopOut: .loopOut
      case .loop: .loop
      case .loopToggle: .loopToggle
      case .loopScale: .loopScale
      case .loopMove: .loopMove
      case .loopRecall: .loopRecall
      case .roll: .roll
      case .rollOff: .rollOff
      case .slip: .slip
      case .censor: .censor
      case .echoOut: .echoOut
      case .loopIn, .hotCueSet, .hotCueClear, .cueSet, .nudge, .tempoRange, .keyLock, .keyLockEngine, .sync, .lead,
        .quantize, .headphones, .autoGain, .metronome, .effectBeats, .effectsOff, .loopSave, .loopForget, .hotLoopSet,
        .quantizeUnit, .brake, .spinback:
        .silent
      }
  }

  init(_ control: DeckControl) {
    self =
      switch control {
      case .trim: .trim
      case .eq: .equaliser
      case .filter: .filter
      case .fader: .fader
      case .stem: .stemLevel
      case .tempo, .keyShift, .resonance, .effect, .echoFeedback, .reverbSize: .silent
      }
  }
}

@Suite("Every gesture has its row") struct SwitchKindTests {
  @Test func everyKindIsInATable() {
    let words = SwitchRow.rows.flatMap { $0.go + $0.back }
    var kinds = Set(
      words.map { word in
        switch word {
        case .deck(let action), .to(_, let action): SwitchKind(action)
        case .mixer(let action): SwitchKind(action)
        }
      })
    for row in PlaceRow.rows { kinds.formUnion((row.go + row.back).map { SwitchKind($0) }) }
    let missing = SwitchKind.allCases.filter { $0 != .silent && !kinds.contains($0) }
    #expect(missing.isEmpty, "no row of a table says what must be heard of \(missing)")
    #expect(SwitchKind(EngineCommand.Action.unload(.a)) == .pause)
  }
}
