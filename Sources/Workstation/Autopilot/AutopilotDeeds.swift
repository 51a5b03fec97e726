import Engine
import Music

/// What the autopilot has done for it, and what comes next.
extension Autopilot {
  /// What is to be done.
  enum Deed: Equatable {
    case say(Command)
    /// Find what fits after this deck.
    case choose(after: DeckID?)
    case plan(PlanWish)
    case tell(Message.Weight, String)
    /// This file is on a deck now, or cannot be played: the queue has done with it.
    case takeFromQueue(String)
    /// This file is not to be chosen again.
    case reject(String)
    /// It is heard from now on.
    case played(String)
  }

  /// What a plan is wanted for.
  struct PlanWish: Equatable {
    var number = 0
    /// The deck that goes out; what comes in is on the other one.
    var out: DeckID
    var from: String
    var to: String
    /// What goes out is heard like this then.
    var ratio: TempoRatio
    var keyShift: Int
    var fromStems: [StemKind]
    var toStems: [StemKind]
    /// For files of which nothing else is known.
    var lengths: SIMD2<Double>
    var earliest: TrackTime
    /// The blend is to begin as soon after `earliest` as a phrase does, or as late as can be; nil: where it suits.
    var place: Place?
    var kind: BlendPlan.Kind?
    /// The length aimed at; nil: what the rules say.
    var bars: Int?

    enum Place: Equatable { case soon, late }
  }

  /// A file that was chosen, and why, where it is not the first of the list.
  struct Choice: Sendable {
    var path: String
    var reason: String?
  }

  /// A deck that has run out.
  struct Leaving {
    var deck: DeckID
    var path: String
    var since: Seconds
    var isToldToGo = false
  }

  /// What the DJ wants of the next blend.
  struct Wishes {
    var kind: BlendPlan.Kind?
    var bars: Int?
    var place: PlanWish.Place?
  }

  func same(_ a: String?, _ b: String?) -> Bool { a != nil && a == b }

  /// What comes next, and how far it has come.
  struct Next {
    var path: String
    var isQueued = false
    /// Loaded by hand: it stays.
    var isManual = false
    var loadSaid: Seconds?
    var wasAnalysed = false
    var plan: BlendPlan?
    /// "both instrumental".
    var voices = ""
    /// The wish that is on its way.
    var asked: Int?
  }
}

extension DeckState {
  /// What brings back the controls that a blend, or a hand in it, has left away from where they are for a new track.
  var leftovers: [DeckAction] {
    var actions: [DeckAction] = []
    if (0..<stemCount).contains(where: { stemMutes[$0] || stemLevels[$0] != 1 }) { actions.append(.stemsReset) }
    if filter != 0 { actions.append(.set(.filter, 0)) }
    if keyShift != 0 { actions.append(.set(.keyShift, 0)) }
    if sync { actions.append(.sync(.off)) }
    if tempoPercent != 0 { actions.append(.set(.tempo, 0)) }
    if fader != 1 { actions.append(.set(.fader, 1)) }
    for band in EQBand.allCases {
      if kills[band.index] { actions.append(.kill(band, .off)) }
      if eqDecibels[band.index] != 0 { actions.append(.set(.eq(band), 0)) }
    }
    if DeckEffect.allCases.contains(where: { effectAmounts[$0.index] > 0 }) { actions.append(.effectsOff) }
    return actions
  }
}
