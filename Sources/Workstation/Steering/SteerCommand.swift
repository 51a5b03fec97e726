import Engine
import Suggestion

/// How the DJ steers what comes next.
package enum SteerCommand: Sendable, Hashable {
  case move(SteerSlider, Amount)
  /// In words: "more bass, a bit faster".
  case words(String)
  /// What a playlist, a crate or a folder of this name sounds like is found out.
  case tasteFrom(String)
  /// What comes next is to sound like that list.
  case likeThese(Switch)
  /// The same, and what that counts beside all else, which counts 1.
  case likeStrength(Double)
  /// All sliders at 0, and no list to sound like.
  case reset
  /// The row of sliders on the screen.
  case show(Switch)
  /// Another slider has the keys, so many further to the right.
  case select(Int)
  /// The slider that has the keys moves by so many steps.
  case step(Int)
}
