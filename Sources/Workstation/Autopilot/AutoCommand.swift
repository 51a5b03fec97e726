import Engine
import Music
import Suggestion

/// What the autopilot can be told.
package enum AutoCommand: Sendable, Hashable {
  /// Said again in a blend, `on` takes back what the DJ has touched.
  case power(Switch)
  case wish(AutoWish)
  /// The next blend is of this kind.
  case kind(BlendPlan.Kind)
  /// How the set's energy goes from now on; without a shape: as it comes. Without minutes: an hour.
  case course(SetCourse.Shape?, minutes: Double?)
  /// It plays by the programme, as a station does.
  case radio(Switch)
}

/// What the DJ wants of the next blend.
package enum AutoWish: String, Sendable, Hashable, CaseIterable {
  /// It begins at the next phrase.
  case next
  /// What was to come is left out.
  case skip
  /// It begins as late as the track allows; said again, where it did before.
  case hold
  case longer, shorter
  /// Another suggestion comes in.
  case another
}
