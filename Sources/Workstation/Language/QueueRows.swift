import Engine
import Music
import Suggestion

/// The queue and the autopilot.
extension CommandTable {
  static let queueing: [CommandRow] = [
    .actions(
      "queue add <word>", "line up the track selected in the browser, or in the suggestions",
      [("selected", .queue(.add(.selected))), ("suggested", .queue(.add(.suggested)))]),
    CommandRow(
      "queue add <file>", "line up a file", build: { .queue(.add(.path($0.text))) },
      arguments: { if case .queue(.add(.path(let path))) = $0 { [.text(path)] } else { nil } }),
    .actions(
      "queue move <word>", "move the selected track in the queue",
      [("up", .queue(.move(-1))), ("down", .queue(.move(1)))], .repeats),
    .action("queue remove", "take the selected track out of the queue", .queue(.remove)),
    CommandRow(
      "queue remove <number>", "take a row out of the queue; 1 comes next", of: [.queueRow],
      build: { .queue(.removeRow(Int($0.numbers[0]))) },
      arguments: { if case .queue(.removeRow(let row)) = $0 { [.number(Double(row))] } else { nil } }),
    CommandRow(
      "queue put <number> <file>", "line up a file as this row of the queue; 1 comes next", of: [.queueRow],
      build: { .queue(.put(Int($0.numbers[0]), $0.text)) },
      arguments: {
        if case .queue(.put(let row, let path)) = $0 { [.number(Double(row)), .text(path)] } else { nil }
      }),
    .action("queue clear", "empty the queue", .queue(.clear)),
    .action("queue load next", "load the first track of the queue onto the free deck", .queue(.loadNext)),
    CommandRow(
      "queue save <file>", "save the queue as a playlist of this name", build: { .queue(.save($0.text)) },
      arguments: { if case .queue(.save(let name)) = $0 { [.text(name)] } else { nil } }),
    .actions(
      "queue <word>", "move in the queue", [("up", .queue(.select(-1))), ("down", .queue(.select(1)))], .repeats),
    CommandRow(
      "auto <switch>", "play the queue, then suggestions, blend by blend; on in a blend: take back what was touched",
      build: { .auto(.power($0.switching)) },
      arguments: { if case .auto(.power(let wish)) = $0 { [.switching(wish)] } else { nil } }),
    .actions(
      "auto <word>", "the next blend: now, without that track, as late as can be, longer, shorter, another track",
      AutoWish.allCases.map { ($0.rawValue, .auto(.wish($0))) }),
    .actions(
      "auto kind <word>", "the kind of the next blend", BlendPlan.Kind.allCases.map { ($0.word, .auto(.kind($0))) }),
    .actions(
      "auto course <word>", "how the set's energy goes from now on, for an hour; off: as it comes",
      SetCourse.Shape.allCases.map { ($0.rawValue, .auto(.course($0, minutes: nil))) }
        + [("off", .auto(.course(nil, minutes: nil)))]),
    CommandRow(
      "auto course \(shapes.choice) <number> minutes", "the same, for so many minutes", of: [.courseMinutes],
      build: { .auto(.course(shapes.value(in: $0), minutes: $0.numbers[0])) },
      arguments: {
        guard case .auto(.course(let shape?, let minutes?)) = $0 else { return nil }
        return [.word(shape.rawValue), .number(minutes)]
      }),
    CommandRow(
      "auto radio <switch>",
      "play by the programme in the config (radio_daypart …); what is queued comes where it fits",
      build: { .auto(.radio($0.switching)) },
      arguments: { if case .auto(.radio(let wish)) = $0 { [.switching(wish)] } else { nil } }),
  ]

  private static let shapes = Words<SetCourse.Shape>(\.rawValue)
}

extension Quantity {
  static let suggestionRow = Quantity("the suggestions' rows go", 1...100, isWhole: true)
  static let queueRow = Quantity("the queue's rows go", 1...100_000, isWhole: true)
  static let courseMinutes = Quantity("a course goes", 1...1440)
}
