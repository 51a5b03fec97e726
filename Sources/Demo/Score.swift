/// Writes the tonal parts of a track from its recipe: bass, keys, pad and arpeggio as notes, and how they come and go.
struct Score {
  let recipe: Recipe
  let arrangement: Arrangement
  let harmony: Harmony
  let clock: StepClock

  private func degree(in bar: Int) -> Int {
    recipe.chords[bar / recipe.barsPerChord % recipe.chords.count]
  }

  /// Strikes of a text pattern in one bar: step, length in steps, the character.
  private func strikes(_ text: [Character], bar: Int) -> [(step: Int, length: Int, letter: Character)] {
    var found: [(step: Int, length: Int, letter: Character)] = []
    for step in 0..<16 {
      let letter = text[(16 * bar + step) % text.count]
      if letter == "-", let last = found.last, last.step + last.length == step {
        found[found.count - 1].length += 1
      } else if letter != ".", letter != "-" {
        found.append((step, 1, letter))
      }
    }
    return found
  }

  private func note(_ bar: Int, _ step: Int, _ length: Int, _ pitches: [Int], _ velocity: Float) -> SynthNote {
    let start = clock.swung(16 * bar + step)
    let end = clock.frame(Double(16 * bar + step + length))
    return SynthNote(
      start: start, frames: max(1, Int(0.92 * Double(end - start))), pitches: pitches, velocity: velocity)
  }

  func bassNotes(_ automation: Automation) -> [SynthNote] {
    let text = Array(recipe.bassLine)
    return (0..<arrangement.bars).filter(automation.sounds).flatMap { bar in
      strikes(text, bar: bar).compactMap { strike in
        guard let pitch = harmony.bassNote(strike.letter, over: degree(in: bar)) else { return nil }
        return note(bar, strike.step, strike.length, [pitch], strike.step % 4 == 0 ? 1 : 0.85)
      }
    }
  }

  func keysNotes(_ automation: Automation) -> [SynthNote] {
    let text = Array(recipe.keysLine)
    return (0..<arrangement.bars).filter(automation.sounds).flatMap { bar in
      strikes(text, bar: bar).map { strike in
        let chord = harmony.chord(degree(in: bar), tones: recipe.chordTones, from: 57)
        return note(bar, strike.step, strike.length, chord, strike.step == 0 ? 1 : 0.78)
      }
    }
  }

  func padNotes(_ automation: Automation) -> [SynthNote] {
    stride(from: 0, to: arrangement.bars, by: recipe.barsPerChord).filter(automation.sounds).map { bar in
      note(bar, 0, 16 * recipe.barsPerChord, harmony.chord(degree(in: bar), tones: 4, from: 55), 1)
    }
  }

  func arpNotes(_ automation: Automation) -> [SynthNote] {
    let text = Array(recipe.arpLine)
    return (0..<arrangement.bars).filter(automation.sounds).flatMap { bar in
      strikes(text, bar: bar).compactMap { strike in
        guard let index = strike.letter.wholeNumberValue else { return nil }
        let chord = harmony.chord(degree(in: bar), tones: 5, from: 69)
        return note(bar, strike.step, strike.length, [chord[index % chord.count]], strike.step % 3 == 0 ? 1 : 0.7)
      }
    }
  }

  var bassAutomation: Automation {
    Automation(arrangement) { passage, bar in
      let bars = Float(passage.bars)
      switch passage.kind {
      case .verse: return (0.9, 1)
      case .drop: return (1, 1)
      case .build: return passage.ordinal == 0 && bar < bars - 2 ? (0.75, 0.25 + 0.6 * bar / bars) : (0, 0)
      case .intro, .breakdown, .outro: return (0, 0)
      }
    }
  }

  var keysAutomation: Automation {
    Automation(arrangement) { passage, bar in
      let x = bar / Float(passage.bars)
      switch passage.kind {
      case .verse: return (0.85, 0.9)
      case .drop: return (1, 1)
      case .build: return (0.5 + 0.4 * x, 0.35 + 0.6 * x)
      case .breakdown: return x >= 0.5 ? (0.6, 0.2 + 0.6 * x) : (0, 0)
      case .intro, .outro: return (0, 0)
      }
    }
  }

  var padAutomation: Automation {
    Automation(arrangement) { passage, bar in
      let x = bar / Float(passage.bars)
      switch passage.kind {
      case .verse: return (0.55, 0.7)
      case .drop: return (0.7, 0.9)
      case .build: return (0.45 + 0.4 * x, 0.3 + 0.6 * x)
      case .breakdown: return (1, 0.55 + 0.35 * x)
      case .intro, .outro: return (0, 0)
      }
    }
  }

  var arpAutomation: Automation {
    Automation(arrangement) { passage, bar in
      let x = bar / Float(passage.bars)
      switch passage.kind {
      case .drop: return passage.ordinal > 0 || x >= 0.5 ? (0.9, 1) : (0, 0)
      case .build: return (0.3 + 0.6 * x, 0.25 + 0.7 * x)
      case .breakdown: return x >= 0.25 ? (0.65, 0.15 + 0.6 * x) : (0, 0)
      case .intro, .verse, .outro: return (0, 0)
      }
    }
  }
}
