/// Themes that are compiled in beside `segue` and `sixteen`. Each is also kept as themes/NAME.theme, to be copied and
/// changed; a test holds the two together.

let contrastThemeText = """
  ; White on black with as little colour as can be: for bright rooms, projectors and eyes that want it.
  ; Shapes, bold and position say all; colour only repeats it.

  background = #000000
  surface = #000000
  loop-ground = #1c1c1c

  text = #ffffff
  dim = #c8c8c8
  faint = #6c6c6c
  heading = #ffffff
  accent = #ffffff bold

  selection = #4a4a4a
  selection-idle = #2c2c2c
  selection-text = #ffff00 bold

  deck-a = #ffffff bold
  deck-b = #ffffff bold

  playhead = #ffff00 bold
  beat = #8a8a8a
  bar = #ffffff bold
  phrase = #ffff00 bold
  cue = #ffff00 bold
  hot-cue = #ffffff bold
  loop = #ffffff bold
  cue-red = #ff8080
  cue-orange = #ffa64d
  cue-yellow = #ffff66
  cue-green = #80ff80
  cue-cyan = #66ffff
  cue-blue = #99b3ff
  cue-violet = #d9a6ff
  cue-pink = #ffa6d9

  low-a = #6a86a0
  mid-a = #94b2cc
  high-a = #c8dcf4
  low-b = #a08468
  mid-b = #c8ac84
  high-b = #f0d8b4
  kick = #ffff00

  energy-low = #808080
  energy-mid = #b4b4b4
  energy-high = #ffffff

  meter-low = #ffffff
  meter-mid = #ffffff
  meter-high = #ffff00 bold

  vocals = #ffffff bold
  drums = #ffffff bold
  bass = #ffffff bold
  other = #ffffff bold

  knob = #ffffff bold
  rail = #6c6c6c
  on = #ffffff bold
  off = #767676

  key-match = #ffff00 bold
  ok = #ffffff
  warning = #ffff00 bold
  failure = #ffff00 bold
  """

let emberThemeText = """
  ; Low light: warm greys, brass and embers, nothing blue to spoil the night eye.

  background = #14100e
  surface = #1d1714
  loop-ground = #33250f

  text = #e6d8c8
  dim = #9a8878
  faint = #44382f
  heading = #c7b29c
  accent = #e8b15a

  selection = #503019
  selection-idle = #2c221c
  selection-text = #fff4e6

  deck-a = #e3c26f
  deck-b = #e5794f

  playhead = #fff1d6
  beat = #6b5a4b
  bar = #d8c3a5
  phrase = #ffcf5c
  cue = #ff8d5c
  hot-cue = #c5d86d
  loop = #d9a441
  cue-red = #f2705c
  cue-orange = #f08c4a
  cue-yellow = #f2c14e
  cue-green = #b5cc6a
  cue-cyan = #7fc4a8
  cue-blue = #8fa8d8
  cue-violet = #b894d4
  cue-pink = #ee8fb0

  low-a = #676807
  mid-a = #b49440
  high-a = #dfbe94
  low-b = #a9333e
  mid-b = #e1764c
  high-b = #f2b58b
  kick = #fff6e0

  energy-low = #6d4b3a
  energy-mid = #b0743c
  energy-high = #f0c060

  meter-low = #a9b665
  meter-mid = #e3c26f
  meter-high = #ea5d47

  vocals = #e88fa0
  drums = #e3c26f
  bass = #c77b58
  other = #a9b665

  knob = #f3e6d0
  rail = #4d3f35
  on = #a9b665
  off = #5d4e43

  key-match = #c5d86d
  ok = #a9b665
  warning = #e3c26f
  failure = #ea5d47 bold
  """

let neonThemeText = """
  ; A club at two: black, cyan and magenta.

  background = #07060d
  surface = #0f0c1c
  loop-ground = #0c2a33

  text = #e4e0ff
  dim = #8079a8
  faint = #2c2646
  heading = #b9b0ea
  accent = #00e5ff

  selection = #3a1566
  selection-idle = #1d1636
  selection-text = #ffffff

  deck-a = #00e5ff
  deck-b = #ff3fb4

  playhead = #ffffff
  beat = #4d4475
  bar = #b9b0ea
  phrase = #f6f740
  cue = #ff8a3d
  hot-cue = #3dff9a
  loop = #00ffc8
  cue-red = #ff4d5e
  cue-orange = #ff9533
  cue-yellow = #fff04d
  cue-green = #4dff88
  cue-cyan = #33f0ff
  cue-blue = #6f9bff
  cue-violet = #c77dff
  cue-pink = #ff66d9

  low-a = #016c92
  mid-a = #00abbf
  high-a = #78d7d6
  low-b = #a001a6
  mid-b = #fc3cb1
  high-b = #fea7be
  kick = #ffffff

  energy-low = #3a2a8f
  energy-mid = #a12bd6
  energy-high = #ff3fb4

  meter-low = #00ffc8
  meter-mid = #f6f740
  meter-high = #ff2e5f

  vocals = #ff3fb4
  drums = #f6f740
  bass = #7d6bff
  other = #3dff9a

  knob = #ffffff
  rail = #352d57
  on = #00ffc8
  off = #4a4270

  key-match = #3dff9a
  ok = #00ffc8
  warning = #f6f740
  failure = #ff2e5f bold
  """

let paperThemeText = """
  ; For light terminals and daylight: ink on warm paper.

  background = #faf7f0
  surface = #f0ebdf
  loop-ground = #d9efe2

  text = #2b2a33
  dim = #6b6872
  faint = #d3ccbd
  heading = #4c4856
  accent = #2456c8

  selection = #cfe0ff
  selection-idle = #e6dfd0
  selection-text = #101018

  deck-a = #006fa6
  deck-b = #b6550b

  playhead = #d1103a
  beat = #b5ad9d
  bar = #5d5866
  phrase = #a67100
  cue = #b8560b
  hot-cue = #1f8a4c
  loop = #16835a
  cue-red = #c0392b
  cue-orange = #b35309
  cue-yellow = #8a6d00
  cue-green = #1f8a4c
  cue-cyan = #0b7f86
  cue-blue = #2b62b8
  cue-violet = #7a46b5
  cue-pink = #b83280

  low-a = #7ea4ec
  mid-a = #2582ba
  high-a = #025b76
  low-b = #ef8074
  mid-b = #bc5b16
  high-b = #784400
  kick = #14131a

  energy-low = #8aa6cf
  energy-mid = #2f9a90
  energy-high = #d58217

  meter-low = #1f9d61
  meter-mid = #c98a00
  meter-high = #d1103a

  vocals = #c2307c
  drums = #a67100
  bass = #2456c8
  other = #1f8a4c

  knob = #2b2a33
  rail = #cbc4b5
  on = #16835a
  off = #b5ad9d

  key-match = #168058
  ok = #16835a
  warning = #995b00
  failure = #c4122f bold
  """

let slateThemeText = """
  ; Soft greys and pastel: long evenings, small rooms.

  background = #22262e
  surface = #2a2f39
  loop-ground = #2f4440

  text = #d8dee9
  dim = #909bb0
  faint = #434b5a
  heading = #b6c0d2
  accent = #a3c4e0

  selection = #415471
  selection-idle = #363d4a
  selection-text = #ffffff

  deck-a = #88c0d0
  deck-b = #e0b78a

  playhead = #e5798a
  beat = #677388
  bar = #cdd6e4
  phrase = #ebcb8b
  cue = #e0a080
  hot-cue = #a3be8c
  loop = #8fd0b8
  cue-red = #d9777f
  cue-orange = #d99a70
  cue-yellow = #ebcb8b
  cue-green = #a3be8c
  cue-cyan = #88c0d0
  cue-blue = #81a1c1
  cue-violet = #b48ead
  cue-pink = #d8a0bc

  low-a = #166a98
  mid-a = #41a7c1
  high-a = #94d0d6
  low-b = #934e29
  mid-b = #c08d50
  high-b = #d8c197
  kick = #ffffff

  energy-low = #5f7396
  energy-mid = #7fae9f
  energy-high = #e0c088

  meter-low = #a3be8c
  meter-mid = #ebcb8b
  meter-high = #d8707c

  vocals = #d8a0c0
  drums = #ebcb8b
  bass = #8fa8d8
  other = #a3be8c

  knob = #eceff4
  rail = #4a5364
  on = #a3be8c
  off = #5d687b

  key-match = #a3be8c
  ok = #a3be8c
  warning = #ebcb8b
  failure = #e5798a bold
  """
