import Engine
import Music
import Platform

/// What can be done with partners for mashups.
package enum MashupCommand: Sendable, Hashable {
  /// Lists those of a deck's track; nil: of the deck that is heard, else of the row selected in the browser.
  case list(DeckID?)
  /// Lists those of the row selected in the browser.
  case listSelected
  /// By so many rows; negative is up.
  case move(Int)
  /// To another place of the same two.
  case place(Int)
  /// The partner comes onto the free deck, where it is planned.
  case load
  /// The suggestions come back.
  case close
}

/// Partners for mashups as the screen shows them.
package struct MashupList: Sendable, Hashable {
  /// One of them.
  package struct Row: Sendable, Hashable {
    /// The partner.
    package var track: Track
    /// "this voice over its beat".
    package var way: String
    /// 0…1.
    package var score: Double
    /// The keys fit, shifted or not.
    package var keyFits: Bool
    /// Most telling first.
    package var reasons: [String]
    /// It stands below all that do not.
    package var needsWork: Bool
    /// The score as a sum, a line a part.
    package var why: [String]
    /// Where both are: "1:04 over 2:08, 16 bars".
    package var places: String
    /// "place 1/3"; empty where there is one.
    package var place: String
  }
  /// Whose partners they are.
  package var title = ""
  /// The deck that holds it; nil: none does.
  package var deck: DeckID?
  /// Best first.
  package var rows: [Row] = []
  /// Index in `rows`.
  package var selected = 0
  /// The arithmetic of the selected row is shown instead of the list.
  package var isExplained = false
  /// Why there are none, or not all.
  package var note: String?
  /// They are being looked for.
  package var isSearching = false
  /// Nothing yet.
  package init() {}
}

extension MashupList.Row {
  init(_ listed: ListedMashup) {
    let plan = listed.plan
    track = listed.track
    (way, score, needsWork) = (listed.wayWords, listed.score, listed.needsWork)
    keyFits = plan.keysFit
    (reasons, why) = (plan.reasons, plan.arithmetic)
    let own = listed.partner.way == .ownVoice ? plan.voice.lowerBound : plan.beat.lowerBound
    let other = listed.partner.way == .ownVoice ? plan.beat.lowerBound : plan.voice.lowerBound
    places = "from \(clock(own.value)) with \(clock(other.value)), \(plan.bars) bars"
    place = listed.partner.plans.count > 1 ? "place \(listed.place + 1)/\(listed.partner.plans.count)" : ""
  }
}
