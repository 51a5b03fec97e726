import Engine
import Music
import Suggestion

/// What comes next, steered.
extension CommandTable {
  static let steering: [CommandRow] = [
    CommandRow(
      "steer \(sliders.choice) <amount>", "steer the suggestions and the autopilot, from -1 to 1", of: [.steering],
      .repeats, build: { .steer(.move(sliders.value(in: $0), $0.amount)) },
      arguments: {
        guard case .steer(.move(let slider, let amount)) = $0 else { return nil }
        return [.word(slider.rawValue), .amount(amount)]
      }),
    .action("steer reset", "all sliders back to 0", .steer(.reset)),
    CommandRow(
      "steer show <switch>", "the row of sliders above the suggestions", build: { .steer(.show($0.switching)) },
      arguments: { if case .steer(.show(let wish)) = $0 { [.switching(wish)] } else { nil } }),
    .actions(
      "steer <word>", "go to another slider, or move the one that is marked",
      [
        ("left", .steer(.select(-1))), ("right", .steer(.select(1))), ("up", .steer(.step(1))),
        ("down", .steer(.step(-1))),
      ], .repeats),
    CommandRow(
      "steer <text>", "in words: more bass, a bit faster, no vocals; like this but darker", .verbatim,
      build: { arguments in
        do throws(SteerWords.Refusal) {
          _ = try SteerWords(arguments.text)
        } catch { throw CommandError(error.description) }
        return .steer(.words(arguments.text))
      },
      arguments: { if case .steer(.words(let text)) = $0 { [.text(text)] } else { nil } }),
    CommandRow(
      "taste from <text>", "find out what a playlist, a crate or a folder sounds like, for more like these", .verbatim,
      build: { .steer(.tasteFrom($0.text)) },
      arguments: { if case .steer(.tasteFrom(let name)) = $0 { [.text(name)] } else { nil } }),
    .action("more like these", "rank by what sounds like that list", .steer(.likeThese(.on))),
    CommandRow(
      "more like these <switch>", "the same, off or on", build: { .steer(.likeThese($0.switching)) },
      arguments: { if case .steer(.likeThese(let wish)) = $0 { [.switching(wish)] } else { nil } }),
    CommandRow(
      "more like these <number>", "the same, and what it counts; 1: as much as all else", of: [.likeStrength],
      build: { .steer(.likeStrength($0.numbers[0])) },
      arguments: { if case .steer(.likeStrength(let number)) = $0 { [.number(number)] } else { nil } }),
  ]

  private static let sliders = Words<SteerSlider>(\.rawValue)
}

extension Quantity {
  static let steering = Quantity("a slider goes", -1...1)
  static let likeStrength = Quantity("a list counts", 0.01...16)
}
