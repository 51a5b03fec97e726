import Engine
import Music

/// What moves or switches a channel or the mixer, the other way round: each control back to where it was.
extension Workstation {
  func moved(_ deck: DeckID, _ control: DeckControl) -> UndoLog.Reversal? {
    gesture([.deck(deck, .set(control, engine.snapshot[deck].value(of: control)))])
  }

  func reversal(of change: Command.StemChange, of stem: StemKind, on deck: DeckID) -> UndoLog.Reversal? {
    let numbers = (decks[deck].track?.loaded.stems ?? []).indices.filter {
      decks[deck].track?.loaded.stems[$0].kind == stem
    }
    return numbers.isEmpty ? nil : gesture(stemsBack(numbers, on: deck))
  }

  private func stemsBack(_ numbers: [Int], on deck: DeckID) -> [EngineCommand.Action] {
    let state = engine.snapshot[deck]
    return numbers.flatMap { index -> [EngineCommand.Action] in
      let number = UInt8(index)
      return [
        .deck(deck, .set(.stem(number), state.stemLevels[index])),
        .deck(deck, .stemMute(number, state.stemMutes[index] ? .on : .off)),
      ]
    }
  }

  /// Effects and stems that go all at once are worth a step, however they went.
  func reversal(ofSwitch action: DeckAction, on deck: DeckID, _ state: DeckState) -> UndoLog.Reversal? {
    func back(_ action: DeckAction) -> UndoLog.Reversal { gesture([.deck(deck, action)]) }
    switch action {
    case .set(let control, _), .move(let control, _): return moved(deck, control)
    case .kill(let band, _): return back(.kill(band, state.kills[band.index] ? .on : .off))
    // Where the beats lie is worth a step as the tempo is.
    case .nudge(let milliseconds): return state.isPlaying ? back(.nudge(milliseconds: -milliseconds)) : nil
    case .keyLock: return back(.keyLock(state.keyLock ? .on : .off))
    case .keyLockEngine: return back(.keyLockEngine(state.keyLockEngine))
    case .quantize, .quantizeUnit: return back(state.quantize ? .quantizeUnit(state.quantizeUnit) : .quantize(.off))
    case .headphones: return back(.headphones(state.headphones ? .on : .off))
    case .metronome: return back(.metronome(state.metronome ? .on : .off))
    case .sync: return back(.sync(state.sync ? .on : .off))
    case .tempoRange: return back(.tempoRange(state.tempoRange))
    case .effectBeats(let effect, _): return back(.effectBeats(effect, state.effectBeats[effect.index]))
    case .effectsOff:
      let amounts = DeckEffect.allCases.filter { state.effectAmounts[$0.index] > 0 }
      return kept(amounts.map { Command(.engine(.deck(deck, .set(.effect($0), state.value(of: .effect($0)))))) })
    case .stemMute(let number, _): return gesture(stemsBack([Int(number)], on: deck))
    case .stemsReset:
      let count = decks[deck].track?.loaded.stems.count ?? 0
      return count == 0 ? nil : kept(stemsBack(Array(0..<count), on: deck).map { Command(.engine($0)) })
    default: return nil
    }
  }

  func reversal(of action: MixerAction) -> UndoLog.Reversal? {
    let now = engine.snapshot
    func back(_ action: MixerAction) -> UndoLog.Reversal { gesture([.mixer(action)]) }
    switch action {
    case .set(let control, _), .move(let control, _): return back(.set(control, now.value(of: control)))
    case .curve: return back(.curve(now.curve))
    case .limiter: return back(.limiter(now.limiterOn ? .on : .off))
    case .crossfaderReverse: return back(.crossfaderReverse(now.crossfaderReversed ? .on : .off))
    case .cutIn(let deck, _): return back(.cutIn(deck, now.cutIns[deck.index]))
    case .fairBlend: return back(.fairBlend(now.fairBlend))
    case .mashBalance: return back(.mashBalance(Decibels(now.mash.balance)))
    case .mashPart(let part, _): return back(.mashPart(part, now.mash.parts[part.index] ? .on : .off))
    case .crossovers: return back(.crossovers(low: now.lowCrossover, high: now.highCrossover))
    case .swap, .swapOff, .mash, .mashOff: return kept([Command(.engine(.mixer(now.vocalsOver)))])
    case .bandSwap(let part, _), .bandKeep(let part, _):
      let bands = EQBand.allCases.filter { part == .all || part.rawValue == $0.rawValue }
      return kept(
        DeckID.allCases.flatMap { deck in
          bands.map { Command(.engine(.deck(deck, .kill($0, now[deck].kills[$0.index] ? .on : .off)))) }
        })
    default: return nil
    }
  }
}

extension EngineSnapshot {
  /// Where a control stands, in its own unit.
  func value(of control: MixerControl) -> Double {
    switch control {
    case .crossfader: crossfader
    case .master: masterDecibels
    case .headphoneMix: headphoneMix
    case .headphoneLevel: headphoneDecibels
    }
  }

  /// What brings back whose vocals are over whose instrumental now.
  fileprivate var vocalsOver: MixerAction {
    if let voice = mash.voice { return .mash(MashSetup(voice: voice)) }
    return swap.map { .swap(vocalsOf: $0) } ?? .swapOff
  }
}

extension DeckState {
  /// Where a control stands, in its own unit; tempo and key are taken for where they are going.
  func value(of control: DeckControl) -> Double {
    switch control {
    case .trim: trimDecibels
    case .eq(let band): eqDecibels[band.index]
    case .filter: filter
    case .fader: fader
    case .tempo: tempoTarget
    case .keyShift: keyShiftTarget
    case .stem(let number): Int(number) < stemCount ? stemLevels[Int(number)] : 1
    case .resonance: resonance
    case .effect(let effect): effectAmounts[effect.index]
    case .echoFeedback: echoFeedback
    case .reverbSize: reverbSize
    }
  }
}
