@testable import Engine
import Support
import Testing

/// The name of an action's case; of what moves a control, the control's.
private func name(_ action: EngineCommand.Action) -> String {
  switch action {
  case .deck(_, .set(let control, _)), .deck(_, .move(let control, _)): caseName(control)
  case .deck(_, let action): caseName(action)
  case .mixer(.set(let control, _)), .mixer(.move(let control, _)): caseName(control)
  case .mixer(let action): caseName(action)
  case .load, .refresh, .unload, .preview, .ident: caseName(action)
  }
}

extension EngineCommand.Action {
  fileprivate var isHeardAtItsMoment: Bool {
    switch self {
    case .deck(_, let action): if case .none = action.onset { false } else { true }
    case .mixer(let action): if case .none = action.onset { false } else { true }
    case .load, .refresh, .unload: true
    case .preview, .ident: false
    }
  }
}

/// Nothing is forgotten: every command has a sample, and each that is heard at its moment has a row in a table that
/// says what must be heard there.
@Suite struct CommandRowTests {
  /// What begins ahead of its moment, but takes no sound of the master away there and brings none in: laws and colours
  /// of a sound that goes on, the headphones' own, what is one half of another row's gesture, and that gesture with a
  /// hold behind it; what `DoublesTests` and `LoopPlaceTests` hear.
  private static let heardElsewhere: Set<String> = [
    "tempo", "keyShift", "resonance", "effect", "echoFeedback", "reverbSize", "effectsOff", "curve", "limiter", "cutIn",
    "crossovers", "bandKeep", "headphones", "headphoneMix", "headphoneLevel", "loopIn", "cueRelease",
    "join", "loopSet",
  ]

  private static let samples =
    DeckAction.samples.map { EngineCommand.Action.deck(.a, $0) } + MixerAction.samples.map { .mixer($0) }

  @Test func everyCaseHasASample() {
    let folder = "Sources/Engine/Border/"
    #expect(
      Set(DeckAction.samples.map(caseName)) == Set(caseNames(of: "DeckAction", in: folder + "DeckAction.swift")))
    #expect(
      Set(MixerAction.samples.map(caseName)) == Set(caseNames(of: "MixerAction", in: folder + "MixerAction.swift")))
    #expect(
      Set(DeckControl.samples.map { caseName($0.0) })
        == Set(caseNames(of: "DeckControl", in: folder + "EngineCommand.swift")))
    #expect(Set(Self.samples).count == Self.samples.count)
  }

  @Test func everyCommandThatIsHeardAtItsMomentIsInATable() {
    let words = SwitchRow.rows.flatMap { $0.go + $0.back }
    var named = Set(
      words.map { word in
        switch word {
        case .deck(let action), .to(_, let action): name(.deck(.a, action))
        case .mixer(let action): name(.mixer(action))
        }
      })
    for row in PlaceRow.rows { named.formUnion((row.go + row.back).map { name(.deck(.a, $0)) }) }
    let heard = Set(Self.samples.filter(\.isHeardAtItsMoment).map(name))
    #expect(heard.contains("kill") && heard.contains("jump") && heard.contains("swap"))
    let missing = heard.subtracting(named).subtracting(Self.heardElsewhere)
    #expect(missing.isEmpty, "no row of a table says what must be heard of \(missing.sorted())")
    #expect(Self.heardElsewhere.isSubset(of: heard) && Self.heardElsewhere.isDisjoint(with: named))
  }
}
