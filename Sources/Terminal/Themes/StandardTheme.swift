/// The theme `segue`: dark, cool on the left deck, warm on the right one. Also kept as themes/segue.theme, to be copied
/// and changed; a test holds the two together.
let standardThemeText = """
  ; Segue's own theme: dark and calm. Cool colours are deck A, warm ones deck B.
  ; role = colour [bold] [underline] [reverse]; colours: #rrggbb, 0-255, default, or names (red, bright-blue).

  background = #0d1017
  surface = #151a23
  loop-ground = #16302b

  text = #d3dae6
  dim = #7d8798
  faint = #343d4c
  heading = #a9b4c6
  accent = #8fb8ff

  selection = #24405f
  selection-idle = #1f2733
  selection-text = #ffffff

  deck-a = #4cc9f0
  deck-b = #ffae57

  playhead = #ff4d6d
  beat = #566276
  bar = #c3cede
  phrase = #ffd866
  cue = #ff9e64
  hot-cue = #7ee787
  loop = #3ddc97
  cue-red = #ff6b6b
  cue-orange = #ff9e64
  cue-yellow = #ffd866
  cue-green = #7ee787
  cue-cyan = #4dd9d0
  cue-blue = #7aa2f7
  cue-violet = #b392f0
  cue-pink = #ff7eb6

  low-a = #0368a4
  mid-a = #1ba8ce
  high-a = #88d2de
  low-b = #a43f01
  mid-b = #d28425
  high-b = #e2be83
  kick = #ffffff

  energy-low = #3b5b8c
  energy-mid = #3aa99f
  energy-high = #f4b860

  meter-low = #3ddc97
  meter-mid = #ffd866
  meter-high = #ff5c70

  vocals = #ff7eb6
  drums = #ffd866
  bass = #7aa2f7
  other = #7ee787

  knob = #e8ecf6
  rail = #3d4859
  on = #3ddc97
  off = #4a5568

  key-match = #7ee787
  ok = #3ddc97
  warning = #ffd866
  failure = #ff5c70 bold
  """
