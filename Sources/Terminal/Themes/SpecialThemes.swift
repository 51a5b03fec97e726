/// Themes for one purpose each: eyes that tell colours otherwise, the sun, one colour, the late hours. Compiled in like
/// the others, and kept as themes/NAME.theme; a test holds the two together.

let colourblindThemeText = """
  ; For eyes that do not tell red from green, or blue from yellow: blue, orange and white, and lightness says the rest
  ; (after M. Okabe and K. Ito, 2008).

  background = #0b0d12
  surface = #151922
  loop-ground = #12293c

  text = #dde3ea
  dim = #8f99a8
  faint = #3a4352
  heading = #b4bfcc
  accent = #8fd0ff

  selection = #1f4468
  selection-idle = #232a36
  selection-text = #ffffff

  deck-a = #56b4e9
  deck-b = #f0a52a

  playhead = #ffffff
  beat = #5d6878
  bar = #c8d2de
  phrase = #f0e442
  cue = #f0a52a
  hot-cue = #a5dcff
  loop = #56b4e9
  cue-red = #ff8a5c
  cue-orange = #f0a52a
  cue-yellow = #f0e442
  cue-green = #35c49a
  cue-cyan = #a5dcff
  cue-blue = #6f9df0
  cue-violet = #b69cff
  cue-pink = #e79ac0

  low-a = #2a57a4
  mid-a = #3d96c8
  high-a = #a6e0ff
  low-b = #9a4900
  mid-b = #d08a10
  high-b = #f5c98a
  kick = #ffffff

  energy-low = #2a66a8
  energy-mid = #a7b0ba
  energy-high = #f7d04a

  meter-low = #56b4e9
  meter-mid = #f0e442
  meter-high = #ff7a33

  vocals = #f0e442
  drums = #ffffff
  bass = #3f8fe0
  other = #e07030

  knob = #eef2f7
  rail = #424c5c
  on = #56b4e9
  off = #566070

  key-match = #a5dcff
  ok = #7cc7f2
  warning = #f0e442
  failure = #ff7a33 bold
  """

let daylightThemeText = """
  ; White paper and strong ink, for a stage in the sun.

  background = #ffffff
  surface = #eef2f6
  loop-ground = #d8efe3

  text = #14181f
  dim = #55606e
  faint = #c3ccd6
  heading = #333c48
  accent = #0b4fbf

  selection = #b9d6ff
  selection-idle = #dde4ec
  selection-text = #05070a

  deck-a = #00659c
  deck-b = #a84300

  playhead = #c8002f
  beat = #9aa6b4
  bar = #3b4552
  phrase = #8a5a00
  cue = #a84300
  hot-cue = #14793c
  loop = #0b7a4e
  cue-red = #b3261e
  cue-orange = #a84300
  cue-yellow = #7d6000
  cue-green = #14793c
  cue-cyan = #00737a
  cue-blue = #1f56b0
  cue-violet = #6a37a8
  cue-pink = #a82471

  low-a = #82a3eb
  mid-a = #2e81ba
  high-a = #025b78
  low-b = #ef7e7b
  mid-b = #bf5822
  high-b = #7c4100
  kick = #000000

  energy-low = #7c9ccc
  energy-mid = #1f8a80
  energy-high = #c9720c

  meter-low = #12864f
  meter-mid = #b97f00
  meter-high = #c8002f

  vocals = #b3226f
  drums = #8a5a00
  bass = #0b4fbf
  other = #14793c

  knob = #14181f
  rail = #b9c3ce
  on = #0b7a4e
  off = #9aa6b4

  key-match = #0b7a4e
  ok = #0b7a4e
  warning = #8a5300
  failure = #b3001f bold
  """

let phosphorThemeText = """
  ; One colour, as terminals had it: shape and brightness say all.

  background = #050a06
  surface = #0a130c
  loop-ground = #0f2416

  text = #b8f5c4
  dim = #6fae7e
  faint = #254a30
  heading = #8fd6a0
  accent = #d6ffdf bold

  selection = #1d4a2b
  selection-idle = #13271a
  selection-text = #f0fff3 bold

  deck-a = #7dffa0
  deck-b = #d9ff8a

  playhead = #ffffff bold
  beat = #3f7a4f
  bar = #9fe8b0
  phrase = #e8ffb0
  cue = #d9ff8a
  hot-cue = #b8ffcb
  loop = #7dffa0
  cue-red = #ff9d8a
  cue-orange = #ffc47a
  cue-yellow = #f5ff9a
  cue-green = #8dffa8
  cue-cyan = #8affe6
  cue-blue = #9ac8ff
  cue-violet = #cdb0ff
  cue-pink = #ffb0dc

  low-a = #05745d
  mid-a = #24b55b
  high-a = #a4d58e
  low-b = #706500
  mid-b = #85a72d
  high-b = #a7d398
  kick = #ffffff

  energy-low = #2c6b40
  energy-mid = #5fbf77
  energy-high = #e8ffb0

  meter-low = #4fdc7f
  meter-mid = #d9ff8a
  meter-high = #ffffff bold

  vocals = #f5ff9a
  drums = #ffffff
  bass = #4fbf74
  other = #9fe8b0

  knob = #e2ffe9
  rail = #27502f
  on = #7dffa0
  off = #34593f

  key-match = #d9ff8a
  ok = #7dffa0
  warning = #e8ffb0
  failure = #ffb59d bold
  """

let midnightThemeText = """
  ; Deep blue and violet, for the hours after three.

  background = #0a0b1e
  surface = #12142b
  loop-ground = #1d2350

  text = #d6d9f5
  dim = #8b8fbe
  faint = #343863
  heading = #aeb3e0
  accent = #b4a1ff

  selection = #33337a
  selection-idle = #20224a
  selection-text = #ffffff

  deck-a = #7db7ff
  deck-b = #ff9ecb

  playhead = #fff27a
  beat = #555a92
  bar = #c4c9f2
  phrase = #ffd98a
  cue = #ff9ecb
  hot-cue = #8af0d0
  loop = #6fe0c0
  cue-red = #ff7d8f
  cue-orange = #ffab7a
  cue-yellow = #ffe08a
  cue-green = #8af0b0
  cue-cyan = #7ae8f0
  cue-blue = #8fb0ff
  cue-violet = #bda1ff
  cue-pink = #ff9ecb

  low-a = #525aaa
  mid-a = #629be1
  high-a = #98cbf0
  low-b = #8b4388
  mid-b = #d276a2
  high-b = #f1afbd
  kick = #ffffff

  energy-low = #40489c
  energy-mid = #7a7de0
  energy-high = #ffb0d8

  meter-low = #6fe0c0
  meter-mid = #ffe08a
  meter-high = #ff6f8a

  vocals = #ff9ecb
  drums = #ffe08a
  bass = #7d9bff
  other = #8af0d0

  knob = #eceeff
  rail = #3c4076
  on = #6fe0c0
  off = #4c5088

  key-match = #8af0d0
  ok = #6fe0c0
  warning = #ffd98a
  failure = #ff7d8f bold
  """
