import Music

// Sample values of every command, for tests that send all there are. The switches are total: a new case does not
// compile before its kind is named, and a kind not before it has a sample.

extension DeckAction {
  /// One for each case of `DeckAction`.
  package enum Kind: CaseIterable, Sendable, Hashable {
    case play, pause, playToggle, cuePress, cueRelease, seek, jump, loopIn, loopOut, loop, loopToggle, loopScale
    case hotCue, hotCueSet, hotCueClear, cueSet, nudge, set, move, tempoRange, keyLock, keyLockEngine, sync, lead
    case quantize, kill, stemMute, stemsReset, headphones, autoGain, metronome, effectBeats, effectsOff, echoOut
    case slip, roll, rollOff, loopMove, loopSave, loopRecall, loopForget, hotLoopSet, quantizeUnit
    case censor, brake, spinback
  }

  /// Which case it is.
  package var kind: Kind {
    switch self {
    case .play: .play
    case .pause: .pause
    case .playToggle: .playToggle
    case .cuePress: .cuePress
    case .cueRelease: .cueRelease
    case .seek: .seek
    case .jump: .jump
    case .loopIn: .loopIn
    case .loopOut: .loopOut
    case .loop: .loop
    case .loopToggle: .loopToggle
    case .loopScale: .loopScale
    case .hotCue: .hotCue
    case .hotCueSet: .hotCueSet
    case .hotCueClear: .hotCueClear
    case .cueSet: .cueSet
    case .nudge: .nudge
    case .set: .set
    case .move: .move
    case .tempoRange: .tempoRange
    case .keyLock: .keyLock
    case .keyLockEngine: .keyLockEngine
    case .sync: .sync
    case .lead: .lead
    case .quantize: .quantize
    case .kill: .kill
    case .stemMute: .stemMute
    case .stemsReset: .stemsReset
    case .headphones: .headphones
    case .autoGain: .autoGain
    case .metronome: .metronome
    case .effectBeats: .effectBeats
    case .effectsOff: .effectsOff
    case .echoOut: .echoOut
    case .slip: .slip
    case .roll: .roll
    case .rollOff: .rollOff
    case .loopMove: .loopMove
    case .loopSave: .loopSave
    case .loopRecall: .loopRecall
    case .loopForget: .loopForget
    case .hotLoopSet: .hotLoopSet
    case .quantizeUnit: .quantizeUnit
    case .censor: .censor
    case .brake: .brake
    case .spinback: .spinback
    }
  }

  /// Values of every case, as a DJ would say them; each at least once.
  package static let samples: [DeckAction] = Kind.allCases.flatMap(samples(of:))

  /// Values of one case: plain ones, and the ends of the range where those are of interest.
  package static func samples(of kind: Kind) -> [DeckAction] {
    switch kind {
    case .play: [.play]
    case .pause: [.pause]
    case .playToggle: [.playToggle]
    case .cuePress: [.cuePress]
    case .cueRelease: [.cueRelease]
    case .seek: [.seek(TrackTime(7.7)), .seek(TrackTime(0))]
    case .jump: [.jump(Beats(4)), .jump(Beats(-8)), .jump(Beats(0.125))]
    case .loopIn: [.loopIn]
    case .loopOut: [.loopOut]
    case .loop: [.loop(Beats(1)), .loop(Beats(8)), .loop(Beats(0.25))]
    case .loopToggle: [.loopToggle]
    case .loopScale: [.loopScale(0.5), .loopScale(2)]
    case .hotCue: [.hotCue(1), .hotCue(2), .hotCue(6)]
    case .hotCueSet: [.hotCueSet(2, TrackTime(5))]
    case .hotCueClear: [.hotCueClear(2)]
    case .cueSet: [.cueSet(TrackTime(1))]
    case .nudge: [.nudge(milliseconds: 12), .nudge(milliseconds: -20)]
    case .set: DeckControl.samples.map { .set($0, $1) }
    case .move: DeckControl.samples.map { .move($0, $1 / 4) }
    case .tempoRange: [.tempoRange(50), .tempoRange(6)]
    case .keyLock: Switch.allCases.map { .keyLock($0) }
    case .keyLockEngine: KeyLockEngine.allCases.map { .keyLockEngine($0) }
    case .sync: Switch.allCases.map { .sync($0) }
    case .lead: [.lead]
    case .quantize: Switch.allCases.map { .quantize($0) }
    case .kill: EQBand.allCases.flatMap { [.kill($0, .toggle), .kill($0, .off)] }
    case .stemMute: [.stemMute(1, .toggle), .stemMute(0, .on), .stemMute(0, .off)]
    case .stemsReset: [.stemsReset]
    case .headphones: Switch.allCases.map { .headphones($0) }
    case .autoGain: [.autoGain(Decibels(-2)), .autoGain(Decibels(0))]
    case .metronome: Switch.allCases.map { .metronome($0) }
    case .effectBeats: [.effectBeats(.echo, 0.5), .effectBeats(.gate, 0.25), .effectBeats(.flanger, 1)]
    case .effectsOff: [.effectsOff]
    case .echoOut: [.echoOut]
    case .slip: Switch.allCases.map { .slip($0) }
    case .roll: [.roll(Beats(0.125)), .roll(Beats(0.5))]
    case .rollOff: [.rollOff]
    case .loopMove: [.loopMove(Beats(2)), .loopMove(Beats(-0.5))]
    case .loopSave: [.loopSave(5)]
    case .loopRecall: [.loopRecall(5)]
    case .loopForget: [.loopForget(5)]
    case .hotLoopSet: [.hotLoopSet(6, TrackTime(3), Seconds(1.5))]
    case .quantizeUnit: [.quantizeUnit(.bar), .quantizeUnit(.phrase), .quantizeUnit(.beat)]
    case .censor: [.censor(.toggle), .censor(.off)]
    case .brake: [.brake]
    case .spinback: [.spinback]
    }
  }
}

extension DeckControl {
  /// One for each case of `DeckControl`.
  package enum Kind: CaseIterable, Sendable, Hashable {
    case trim, eq, filter, fader, tempo, keyShift, stem, resonance, effect, echoFeedback, reverbSize
  }

  /// Which case it is.
  package var kind: Kind {
    switch self {
    case .trim: .trim
    case .eq: .eq
    case .filter: .filter
    case .fader: .fader
    case .tempo: .tempo
    case .keyShift: .keyShift
    case .stem: .stem
    case .resonance: .resonance
    case .effect: .effect
    case .echoFeedback: .echoFeedback
    case .reverbSize: .reverbSize
    }
  }

  /// Every control, with values in its own unit.
  package static let samples: [(DeckControl, Double)] = Kind.allCases.flatMap(samples(of:))

  /// Values of one control, in its own unit.
  package static func samples(of kind: Kind) -> [(DeckControl, Double)] {
    switch kind {
    case .trim: [(.trim, -3), (.trim, 0)]
    case .eq: [(.eq(.low), -12), (.eq(.mid), 4), (.eq(.high), -26)]
    case .filter: [(.filter, -0.5), (.filter, 0.6), (.filter, 0)]
    case .fader: [(.fader, 0.7), (.fader, 1)]
    case .tempo: [(.tempo, 5), (.tempo, -6), (.tempo, 0)]
    case .keyShift: [(.keyShift, 3), (.keyShift, -2.5), (.keyShift, 0)]
    case .stem: [(.stem(0), 0.3), (.stem(1), 0.5), (.stem(0), 1)]
    case .resonance: [(.resonance, 0.9)]
    case .effect: DeckEffect.allCases.flatMap { [(.effect($0), 0.7), (.effect($0), 0)] }
    case .echoFeedback: [(.echoFeedback, 0.8)]
    case .reverbSize: [(.reverbSize, 1)]
    }
  }
}

extension MixerAction {
  /// One for each case of `MixerAction`.
  package enum Kind: CaseIterable, Sendable, Hashable {
    case set, move, curve, swap, swapOff, limiter, crossfaderReverse, cutIn, fairBlend, bandSwap, crossovers
  }

  /// Which case it is.
  package var kind: Kind {
    switch self {
    case .set: .set
    case .move: .move
    case .curve: .curve
    case .swap: .swap
    case .swapOff: .swapOff
    case .limiter: .limiter
    case .crossfaderReverse: .crossfaderReverse
    case .cutIn: .cutIn
    case .fairBlend: .fairBlend
    case .bandSwap: .bandSwap
    case .crossovers: .crossovers
    }
  }

  /// Values of every case, as a DJ would say them; each at least once.
  package static let samples: [MixerAction] = Kind.allCases.flatMap(samples(of:))

  /// Values of one case: plain ones, and the ends of the range where those are of interest.
  package static func samples(of kind: Kind) -> [MixerAction] {
    switch kind {
    case .set:
      [.set(.crossfader, -1), .set(.crossfader, 1), .set(.crossfader, 0)]
        + [.set(.headphoneMix, 0.5), .set(.headphoneLevel, -6), .set(.master, 6), .set(.master, 0)]
    case .move: [.move(.master, -1), .move(.crossfader, 0.3), .move(.headphoneMix, 0.1), .move(.headphoneLevel, 1)]
    case .curve: CrossfaderCurve.allCases.map { .curve($0) }
    case .swap: DeckID.allCases.map { .swap(vocalsOf: $0) }
    case .swapOff: [.swapOff]
    case .limiter: [.limiter(.toggle), .limiter(.off), .limiter(.on)]
    case .crossfaderReverse: [.crossfaderReverse(.toggle), .crossfaderReverse(.on), .crossfaderReverse(.off)]
    case .cutIn: [.cutIn(.a, 0.2), .cutIn(.b, 0.9), .cutIn(.a, 0)]
    case .fairBlend: FairBlendMode.allCases.map { .fairBlend($0) }
    case .bandSwap: BandSwapPart.allCases.flatMap { part in DeckID.allCases.map { .bandSwap(part, to: $0) } }
    case .crossovers: [.crossovers(low: 400, high: 4000), .crossovers(low: 246, high: 2500)]
    }
  }
}
