import Engine
import Music

/// What a light of a controller shows: `deck a playing`, `deck b hotcue 3`.
struct ControllerLight: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case word(Word)
    /// 0…7.
    case hotCue(Int)
  }

  private enum Word: String, CaseIterable, Sendable {
    case playing, cueing, sync, looping, slip, quantize, headphones, loaded, level
  }

  private let deck: DeckID
  private let part: Part

  /// What it can show, in words.
  static let names = Word.allCases.map(\.rawValue).joined(separator: ", ") + " or hotcue 1 to \(hotCueCount)"

  /// - Returns: nil where there is no such state.
  init?(_ state: String) {
    let words = state.split(separator: " ")
    guard words.count >= 3, words[0] == "deck", let deck = DeckID.allCases.first(where: { $0.word == words[1] }) else {
      return nil
    }
    self.deck = deck
    if words.count == 3, let word = Word(rawValue: String(words[2])) {
      part = .word(word)
    } else if words.count == 4, words[2] == "hotcue", let number = Int(words[3]), (1...hotCueCount).contains(number) {
      part = .hotCue(number - 1)
    } else {
      return nil
    }
  }

  /// How bright, 0…1.
  func level(_ snapshot: EngineSnapshot) -> Double {
    let now = snapshot[deck]
    if case .word(.level) = part {
      let peak = Double(max(now.meter.peakLeft, now.meter.peakRight))
      return max(0, min(1, 1 + Gain(peak).decibels.value / 48))
    }
    return isOn(now) ? 1 : 0
  }

  private func isOn(_ now: DeckState) -> Bool {
    switch part {
    case .hotCue(let index): now.hotCues[index] != nil
    case .word(.playing): now.isPlaying
    case .word(.cueing): now.isCueing || !now.isPlaying && now.serial != nil && now.position == now.cue
    case .word(.sync): now.sync
    case .word(.looping): now.isLooping
    case .word(.slip): now.slip
    case .word(.quantize): now.quantize
    case .word(.headphones): now.headphones
    case .word(.loaded): now.serial != nil
    case .word(.level): false
    }
  }
}
