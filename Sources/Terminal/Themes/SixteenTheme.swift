extension Theme {
  /// The compiled-in theme where there are only sixteen colours, or eight: the terminal's own ones, as its user likes
  /// them. Also kept as themes/sixteen.theme; a test holds the two together.
  static let sixteen = Theme.standard.overlaid(with: sixteenThemeText, name: "sixteen").theme
}

let sixteenThemeText = """
  ; The sixteen colours that every terminal has, in the shades that its user chose; the ground is the terminal's own.

  background = default
  surface = default
  loop-ground = default

  text = default
  dim = white
  faint = bright-black
  heading = bright-white
  accent = bright-cyan

  selection = blue
  selection-idle = bright-black
  selection-text = bright-white

  deck-a = bright-cyan
  deck-b = bright-yellow

  playhead = bright-red
  beat = bright-black
  bar = white
  phrase = bright-yellow
  cue = yellow
  hot-cue = bright-green
  loop = green
  cue-red = red
  cue-orange = yellow
  cue-yellow = bright-yellow
  cue-green = bright-green
  cue-cyan = bright-cyan
  cue-blue = bright-blue
  cue-violet = magenta
  cue-pink = bright-magenta

  low-a = blue
  mid-a = cyan
  high-a = bright-cyan
  low-b = magenta
  mid-b = yellow
  high-b = bright-yellow
  kick = bright-white

  energy-low = blue
  energy-mid = cyan
  energy-high = yellow

  meter-low = green
  meter-mid = yellow
  meter-high = red

  vocals = bright-magenta
  drums = bright-yellow
  bass = bright-blue
  other = bright-green

  knob = bright-white
  rail = bright-black
  on = bright-green
  off = bright-black

  key-match = bright-green
  ok = bright-green
  warning = bright-yellow
  failure = bright-red bold
  """
