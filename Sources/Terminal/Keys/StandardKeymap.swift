import Platform
import Workstation

extension Keymap {
  /// The keymap that is compiled in, as the file that `segue keys` prints: with a head that tells the format, for a DJ
  /// to change. It reads back as the keymap itself, on the same keyboard. - Parameter layout: keys are named by what is
  /// written on them there.
  package static func standardText(on layout: KeyboardLayout = .us) -> String {
    """
    # The keys of Segue. Change what you like; lines that you leave out keep their standard meaning.
    #
    #   key = command; command    what a key does; : completes commands, ? lists them
    #   release key = command     what the key does when it comes up, in terminals that report it; cue, rolls and censor
    #                             end by themselves
    #   key =                     nothing
    #   [browser]                 from here on: keys of the browser, which go before [decks]; [suggestions], [queue] and
    #                             [audition] likewise. [more cues], [rolls], [jumps], [loops], [effects] are the pages
    #                             of the pads
    #   ## Heading                the heading in the help page
    #   macro NAME = command; wait 8 beats; command
    #                             several commands under one name, for key = macro NAME; OUT is the deck that is heard,
    #                             IN the other one, THIS the one that your hand was on. Those built in are at the end
    #
    # Keys: a, A, alt+a, ctrl+a, shift+up, enter, tab, space, f1. Some signs have names: plus, equals, semicolon, hash.


    """ + standardKeymapText.lines.map { moved($0, to: KeyPositions(layout)) }.joined(separator: "\n") + "\n\n"
      + Macro.standard.map { "# \($0.summary)\n\($0.line)\n" }.joined()
  }

  /// A line of the file with its key at its place on a board.
  private static func moved(_ line: Substring, to board: KeyPositions) -> String {
    guard let equals = line.firstRange(of: " = "), let chord = Chord(name: String(line[..<equals.lowerBound])) else {
      return String(line)
    }
    return chord.on(board).name + line[equals.lowerBound...]
  }
}

/// The layout. Both hands rest where a typist's do. The left hand has deck A, the right one deck B, mirrored about the
/// line between G and H: the same finger does the same thing on either side, so half of the map is learnt twice.
/// Index fingers, the surest ones, play (F, J); middle fingers cue (D, K); ring fingers sync (S, L); little fingers
/// loop (A, ;). The row above bends and shapes time (E R · U I nudge, W O loop length) and has the vocal under the
/// little finger (Q, P): the swap's own key. The row below kills: lows nearest to the middle (V, M), then mids (C ,),
/// highs (X .): a bass swap is V and M pressed together; with Alt the band goes to that hand's deck over eight bars.
/// Digits are hot cues from the outside in; their shifted signs are the stems in the same order. The accent key turns
/// the page of these pads: more cues, rolls with slip and the platter, jumps, loops, effects with echo out. G and H
/// between the hands push the crossfader towards their side. Shift is the bigger or rarer form of a key, Alt the slow
/// one, over eight beats. Space makes the next key wait for the bar. `/` is search everywhere in terminals, so Z, its
/// mirror, ends the swap.
let standardKeymapText = standardDeskText + "\n\n" + standardPadsText

/// Decks, mixer, lists and the screen.
private let standardDeskText = """
  ## Deck A, left hand
  f = deck a toggle
  d = deck a cue
  s = deck a sync toggle
  a = deck a loop 4
  A = deck a loop toggle
  w = deck a loop halve
  W = deck a loop double
  e = deck a nudge -10
  r = deck a nudge +10
  E = deck a tempo -0.1
  R = deck a tempo +0.1
  alt+r = deck a tempo reset over 8 beats
  b = deck a jump -4
  B = deck a jump +4
  1 = deck a hotcue 1
  2 = deck a hotcue 2
  3 = deck a hotcue 3
  4 = deck a hotcue 4
  alt+1 = deck a hotcue 1 clear
  alt+2 = deck a hotcue 2 clear
  alt+3 = deck a hotcue 3 clear
  alt+4 = deck a hotcue 4 clear
  F = deck a lead
  S = deck a quantize toggle
  D = deck a seek 0
  t = deck a headphones toggle
  T = deck a keylock toggle
  alt+e = deck a key -1
  alt+w = deck a key +1
  alt+E = deck a key match
  alt+R = deck a key reset
  alt+S = deck a slip toggle
  alt+D = deck a censor on
  alt+f = deck a brake
  alt+F = deck a spinback

  ## Deck A: stems and sound
  q = stem a vocals mute toggle
  Q = stem a reset
  ! = stem a vocals mute toggle
  @ = stem a drums mute toggle
  hash = stem a bass mute toggle
  $ = stem a other mute toggle
  alt+q = stem a vocals level = 0 over 8 beats
  alt+Q = stem a reset over 8 beats
  v = deck a kill low toggle
  c = deck a kill mid toggle
  x = deck a kill high toggle
  alt+v = bass to a over 8 bars at bar
  alt+c = mids to a over 8 bars at bar
  alt+x = highs to a over 8 bars at bar
  alt+V = deck a low = 0; deck a mid = 0; deck a high = 0
  X = deck a filter -0.1
  C = deck a filter +0.1
  V = deck a filter = 0
  alt+X = deck a filter = -0.8 over 8 beats
  alt+C = deck a filter = 0.8 over 8 beats
  alt+a = deck a fader = 0 over 8 beats
  alt+A = deck a fader = 1 over 8 beats
  alt+s = deck a fader -0.1
  alt+d = deck a fader +0.1
  alt+t = deck a trim -1
  alt+T = deck a trim +1

  ## Deck B, right hand
  j = deck b toggle
  k = deck b cue
  l = deck b sync toggle
  semicolon = deck b loop 4
  ' = deck b loop toggle
  o = deck b loop halve
  O = deck b loop double
  i = deck b nudge -10
  u = deck b nudge +10
  I = deck b tempo -0.1
  U = deck b tempo +0.1
  alt+u = deck b tempo reset over 8 beats
  n = deck b jump -4
  N = deck b jump +4
  0 = deck b hotcue 1
  9 = deck b hotcue 2
  8 = deck b hotcue 3
  7 = deck b hotcue 4
  alt+0 = deck b hotcue 1 clear
  alt+9 = deck b hotcue 2 clear
  alt+8 = deck b hotcue 3 clear
  alt+7 = deck b hotcue 4 clear
  J = deck b lead
  L = deck b quantize toggle
  K = deck b seek 0
  y = deck b headphones toggle
  Y = deck b keylock toggle
  alt+i = deck b key -1
  alt+o = deck b key +1
  alt+I = deck b key match
  alt+U = deck b key reset
  alt+L = deck b slip toggle
  alt+K = deck b censor on
  alt+j = deck b brake
  alt+J = deck b spinback

  ## Deck B: stems and sound
  p = stem b vocals mute toggle
  P = stem b reset
  ) = stem b vocals mute toggle
  ( = stem b drums mute toggle
  * = stem b bass mute toggle
  & = stem b other mute toggle
  alt+p = stem b vocals level = 0 over 8 beats
  alt+P = stem b reset over 8 beats
  m = deck b kill low toggle
  , = deck b kill mid toggle
  . = deck b kill high toggle
  alt+m = bass to b over 8 bars at bar
  alt+, = mids to b over 8 bars at bar
  alt+. = highs to b over 8 bars at bar
  alt+M = deck b low = 0; deck b mid = 0; deck b high = 0
  < = deck b filter -0.1
  > = deck b filter +0.1
  M = deck b filter = 0
  alt+< = deck b filter = -0.8 over 8 beats
  alt+> = deck b filter = 0.8 over 8 beats
  alt+semicolon = deck b fader = 0 over 8 beats
  alt+' = deck b fader = 1 over 8 beats
  alt+l = deck b fader -0.1
  alt+k = deck b fader +0.1
  alt+y = deck b trim -1
  alt+Y = deck b trim +1

  ## Mixer, between the hands
  g = crossfader -0.1
  h = crossfader +0.1
  G = crossfade a
  H = crossfade b
  alt+g = crossfade a over 16 beats
  alt+h = crossfade b over 16 beats
  alt+b = crossfade centre over 8 beats
  5 = swap a at bar
  6 = swap b at bar
  z = swap off at bar
  alt+5 = mash a at bar
  alt+6 = mash b at bar
  alt+z = mash off at bar
  % = macro transition
  ^ = macro echo-out
  alt+- = master -1
  alt+equals = master +1
  alt+_ = headphone mix -0.1
  alt+plus = headphone mix +0.1
  { = headphone level -1
  } = headphone level +1
  ctrl+l = limiter toggle
  ctrl+r = record toggle

  ## Library
  [ = deck a load selected
  ] = deck b load selected
  enter = load
  up = browse up
  down = browse down
  pageup = browse page up
  pagedown = browse page down
  home = browse top
  end = browse bottom
  f1 = help
  f2 = sort title
  f3 = sort artist
  f4 = sort bpm
  f5 = sort key
  f6 = sort energy
  f7 = sort duration
  f8 = sort added
  \\ = queue add selected
  | = crate add
  alt+up = crate up
  alt+down = crate down
  delete = crate remove
  ctrl+k = answer keep
  ctrl+s = answer skip
  ctrl+g = answer grower
  ctrl+x = answer classic
  ctrl+p = audition selected
  ctrl+e = audition best selected
  ctrl+b = audition blend selected
  ctrl+v = mashups
  ctrl+o = mashups of selected

  [suggestions]
  ## What fits next
  [ = deck a load suggested
  ] = deck b load suggested
  up = suggest up
  down = suggest down
  left = suggest for a
  right = suggest for b
  \\ = queue add suggested
  ctrl+k = answer keep suggested
  ctrl+s = answer skip suggested
  ctrl+g = answer grower suggested
  ctrl+x = answer classic suggested
  ctrl+t = steer show toggle
  alt+left = steer left
  alt+right = steer right
  alt+up = steer up
  alt+down = steer down
  ctrl+p = audition suggested
  ctrl+e = audition best suggested
  ctrl+b = audition blend suggested

  [mashups]
  ## Partners for mashups, in the suggestions' place (Ctrl-V, Ctrl-O)
  enter = mashups load
  up = mashups up
  down = mashups down
  left = mashups back
  right = mashups forward
  ctrl+b = audition mashup
  ctrl+p = audition mashup
  escape = mashups off

  [queue]
  ## Queue and autopilot
  up = queue up
  down = queue down
  alt+up = queue move up
  alt+down = queue move down
  delete = queue remove
  backspace = queue remove

  [audition]
  ## While a track is auditioned
  left = audition back
  right = audition forward
  up = audition up
  down = audition down
  enter = audition load
  escape = audition stop

  [decks]
  ## Screen
  / = find
  : = prompt
  ? = help
  tab = focus
  space = at next
  escape = cancel
  ctrl+up = zoom in
  ctrl+down = zoom out
  ctrl+z = suspend
  ctrl+c = ask to quit
  ctrl+u = redraw
  f9 = why
  f10 = steer show toggle
  f12 = view next
  ctrl+y = undo
  ctrl+n = redo
  ctrl+a = auto toggle
  alt+n = auto next
  ` = pads
  ~ = pads back
  """
