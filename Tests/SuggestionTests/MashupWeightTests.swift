import Music
import Support
import Testing

@testable import Suggestion

/// What each part of a mashup's score counts (`mashup_weight_…`) changes the order of partners as it says.
@Suite struct MashupWeightTests {
  /// One part counts, and nothing else.
  private func only(_ part: MashupPart) -> MashupRules {
    var rules = MashupRules()
    for other in MashupPart.allCases { rules[weight: other] = other == part ? 1 : 0 }
    return rules
  }

  private func partners(_ all: [MashupSide], _ rules: MashupRules) -> [MashupPartner] {
    let sides = Dictionary(uniqueKeysWithValues: all.enumerated().map { (TrackID(Int64($0.offset + 1)), $0.element) })
    return mashupPartners(of: SungForm().side, id: nil, among: sides, limit: 100, rules: rules).partners
  }

  /// Where one part alone counts the score is that part, and partners stand in its order.
  @Test(arguments: MashupPart.allCases)
  func onePartAloneIsTheScore(part: MashupPart) {
    var random = SeededRandom(seed: 77)
    let rules = only(part)
    let found = partners((0..<16).map { _ in MashupPlanTests.random(&random).side }, rules)
    #expect(found.count > 10)
    for partner in found { #expect(abs(partner.score - partner.plans[0].parts[part]) < 1e-9) }
    for (one, next) in zip(found, found.dropFirst()) where one.needsWork(rules) == next.needsWork(rules) {
      #expect(one.plans[0].parts[part] >= next.plans[0].parts[part])
    }
  }

  /// A partner that is worse in one thing is worse by what that counts: by all where it alone counts, by nothing where
  /// it does not count.
  @Test(arguments: [MashupPart.key, .tempo, .room, .energy, .leftover, .phrases])
  func aWeightCountsItsPart(part: MashupPart) throws {
    let bad = Self.spoilt(part)
    func loss(_ rules: MashupRules) throws -> Double {
      func score(_ beat: SungForm) throws -> Double {
        try planMashups(voice: SungForm().side, over: beat.side, rules: rules)[0].score
      }
      return try score(SungForm()) - score(bad)
    }
    #expect(try loss(only(part)) > 0.05)
    var (less, more) = (MashupRules(), MashupRules())
    less[weight: part] = 0
    more[weight: part] = 1
    let (none, usual, much) = (try loss(less), try loss(MashupRules()), try loss(more))
    #expect(none < usual && usual < much)
    #expect(abs(none) < 0.02 || part == .tempo || part == .phrases, "\(none)")
  }

  /// Like the others, but for one thing.
  private static func spoilt(_ part: MashupPart) -> SungForm {
    var form = SungForm()
    switch part {
    case .key: form.tuning = 40
    case .tempo: form.form.bpm = 127
    case .room: form.leadLevel = -18
    case .energy: form.energy = 10
    case .leftover: form.leftover = -8
    case .phrases: form.barsPerPhrase = 6
    default: break
    }
    return form
  }
}
