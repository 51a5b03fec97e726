import Music

// Sample values of every command, for tests that send all there are; a test looks that no case is without one.

extension DeckAction {
  /// Values of every case, as a DJ would say them: plain ones, and the ends of the range where those are of interest.
  package static let samples: [DeckAction] = rows.flatMap { $0 }

  private static let rows: [[DeckAction]] = [
    [.play], [.pause], [.playToggle], [.cuePress], [.cueRelease],
    [.seek(TrackTime(7.7)), .seek(TrackTime(0))],
    [.join],
    [.jump(Beats(4)), .jump(Beats(-8)), .jump(Beats(0.125))],
    [.loopIn], [.loopOut],
    [.loop(Beats(1)), .loop(Beats(8)), .loop(Beats(0.25))],
    [.loopToggle],
    [.loopScale(0.5), .loopScale(2)],
    [.loopSet(TrackTime(3), Seconds(1.5), isOn: true), .loopSet(TrackTime(3), Seconds(1.5), isOn: false)],
    [.hotCue(1), .hotCue(2), .hotCue(6)],
    [.hotCueSet(2, TrackTime(5))],
    [.hotCueClear(2)],
    [.cueSet(TrackTime(1))],
    [.nudge(milliseconds: 12), .nudge(milliseconds: -20)],
    DeckControl.samples.map { .set($0, $1) },
    DeckControl.samples.map { .move($0, $1 / 4) },
    [.tempoRange(50), .tempoRange(6)],
    Switch.allCases.map { .keyLock($0) },
    KeyLockEngine.allCases.map { .keyLockEngine($0) },
    Switch.allCases.map { .sync($0) },
    [.syncOffset(milliseconds: 3.2), .syncOffset(milliseconds: -12), .syncOffset(milliseconds: 0)],
    [.lead],
    Switch.allCases.map { .quantize($0) },
    EQBand.allCases.flatMap { [.kill($0, .toggle), .kill($0, .off)] },
    [.stemMute(1, .toggle), .stemMute(0, .on), .stemMute(0, .off)],
    [.stemsReset],
    Switch.allCases.map { .headphones($0) },
    [.autoGain(Decibels(-2)), .autoGain(Decibels(0))],
    Switch.allCases.map { .metronome($0) },
    [.effectBeats(.echo, 0.5), .effectBeats(.gate, 0.25), .effectBeats(.flanger, 1)],
    [.effectsOff], [.echoOut],
    Switch.allCases.map { .slip($0) },
    [.roll(Beats(0.125)), .roll(Beats(0.5))],
    [.rollOff],
    [.loopMove(Beats(2)), .loopMove(Beats(-0.5))],
    [.loopSave(5)],
    [.loopRecall(5)],
    [.loopForget(5)],
    [.hotLoopSet(6, TrackTime(3), Seconds(1.5))],
    [.quantizeUnit(.bar), .quantizeUnit(.phrase), .quantizeUnit(.beat)],
    [.censor(.toggle), .censor(.off)],
    [.brake], [.spinback],
    [.jogHold(.on), .jogHold(.off)],
    [.jog(milliseconds: 60), .jog(milliseconds: -200), .jog(milliseconds: 2.5)],
  ]
}

extension DeckControl {
  /// Every control, with values in its own unit.
  package static let samples: [(DeckControl, Double)] = rows.flatMap { $0 }

  private static let rows: [[(DeckControl, Double)]] = [
    [(.trim, -3), (.trim, 0)],
    [(.eq(.low), -12), (.eq(.mid), 4), (.eq(.high), -26)],
    [(.filter, -0.5), (.filter, 0.6), (.filter, 0)],
    [(.fader, 0.7), (.fader, 1)],
    [(.tempo, 5), (.tempo, -6), (.tempo, 0)],
    [(.keyShift, 3), (.keyShift, -2.5), (.keyShift, 0)],
    [(.stem(0), 0.3), (.stem(1), 0.5), (.stem(0), 1)],
    [(.resonance, 0.9)],
    DeckEffect.allCases.flatMap { [(.effect($0), 0.7), (.effect($0), 0)] },
    [(.echoFeedback, 0.8)],
    [(.reverbSize, 1)],
  ]
}

extension MixerAction {
  /// Values of every case, as for `DeckAction`.
  package static let samples: [MixerAction] = rows.flatMap { $0 }

  private static let rows: [[MixerAction]] = [
    [.set(.crossfader, -1), .set(.crossfader, 1), .set(.crossfader, 0)] + [
      .set(.headphoneMix, 0.5), .set(.headphoneLevel, -6), .set(.master, 6), .set(.master, 0),
    ],
    [.move(.master, -1), .move(.crossfader, 0.3), .move(.headphoneMix, 0.1), .move(.headphoneLevel, 1)],
    CrossfaderCurve.allCases.map { .curve($0) },
    DeckID.allCases.map { .swap(vocalsOf: $0) },
    [.swapOff],
    [.mash(MashSetup(voice: .a)), .mash(MashSetup(voice: .b, keys: MashKeys(voice: -1.5, beat: 0)))],
    [.mashOff],
    MashPart.allCases.flatMap { part in [Switch.toggle, .on, .off].map { .mashPart(part, $0) } },
    MashPart.allCases.map { .mashListen($0) } + [.mashListen(nil)],
    [.mashBalance(Decibels(1)), .mashBalance(Decibels(-0.5))],
    [.limiter(.toggle), .limiter(.off), .limiter(.on)],
    [.crossfaderReverse(.toggle), .crossfaderReverse(.on), .crossfaderReverse(.off)],
    [.cutIn(.a, 0.2), .cutIn(.b, 0.9), .cutIn(.a, 0)],
    FairBlendMode.allCases.map { .fairBlend($0) },
    [.fairLimits(least: 0.5, greatest: 2), .fairLimits(least: 0.75, greatest: 1.45)],
    BandSwapPart.allCases.flatMap { part in DeckID.allCases.map { .bandSwap(part, to: $0) } },
    BandSwapPart.allCases.flatMap { part in DeckID.allCases.map { .bandKeep(part, on: $0) } },
    [.crossovers(low: 400, high: 4000), .crossovers(low: 246, high: 2500)],
    [.cancel(1), .cancel(4321)],
  ]
}
