/// Lines as DJs type them who come from another program, are new to all of it, or write English as a second language;
/// none of them was looked at when the phrases were written for `saidLines`. Written as those are.
let linesOfOthers = #"""
  Load B | deck b load selected
  lade a | asks
  load "blue room" | deck a load "blue room"
  load a blue room | deck a load "blue room"
  load b harbour lights | deck b load "harbour lights"
  play deck 1 | deck a play
  play deck 2 at next bar | deck b play at bar
  Play/Pause B | deck b toggle
  PLAY A | deck a play
  start deck b on the beat | deck b play at beat
  quantise on | deck a quantize on
  quantize off b | deck b quantize off
  key lock on | deck a keylock on
  keylock b off | deck b keylock off
  master tempo on a | deck a keylock on
  pitch bend up a | deck a nudge +10
  pitchbend - b | deck b nudge -10
  sync both | deck a sync on; deck b sync on
  beatsync b | deck b sync on
  phase sync b | deck b sync on
  loop in a | deck a loop in
  loop out | deck a loop out
  loop 8 bars | deck a loop 32
  loop 1/2 | deck a loop 1/2
  4 bar loop on a | deck a loop 16
  double the loop | deck a loop double
  loop x2 | deck a loop double
  halve loop b | deck b loop halve
  beatjump -16 a | deck a jump -16
  jump forward 32 beats | deck a jump +32
  hotcue C | asks
  hot cue 1 on b | deck b hotcue 1
  set cue point | asks
  go to cue | asks
  crossfader to the middle | crossfade centre
  x-fader left | crossfade a
  cross fade to a in 16 beats | crossfade a over 16 beats
  volume a 80 | asks
  volume b down | deck b fader -0.1
  fade out a over 8 bars | deck a fader = 0 over 32 beats
  kill the bass on b | deck b kill low on
  cut the lows on deck a | deck a kill low on
  bass kill b | deck b kill low on
  bring back the bass | asks
  swap the bass to b | bass to b
  mute vocals a | stem a vocals mute on
  a capella b | stem b reset; stem b drums mute on; stem b bass mute on; stem b other mute on
  instrumental b | stem b reset; stem b vocals mute on
  drums only a | stem a reset; stem a vocals mute on; stem a bass mute on; stem a other mute on
  no vocals on b | stem b vocals mute on
  vocals off | stem a vocals mute on
  add reverb a | deck a reverb = 0.35
  add echo to b | deck b echo = 0.4
  no echo b | deck b echo = 0
  echo out a | deck a echo out
  echo on b 1/2 | deck b echo beats 1/2; deck b echo = 0.4
  filter a lowpass 50% | deck a filter = -0.5
  hpf b | deck b filter = 0.5
  reset eq a | deck a low = 0; deck a mid = 0; deck a high = 0
  gain b -3dB | deck b trim -3
  trim a +1.5 | deck a trim +1.5
  tempo 126.5 | asks
  125 bpm on b | deck b bpm 125
  pitch +2% | deck a tempo +2
  pitch -1,5 % | deck a tempo -1.5
  bpm 126,5 b | deck b bpm 126.5
  half tempo b | asks
  key up a | deck a key +1
  transpose a +2 | deck a key +2
  key sync b | deck b key match
  record | record on
  start recording | record on
  stop the recording | record off
  what's next? | suggest
  where | say deck a
  where am I | say deck a
  show suggestions | suggest
  search house | search house
  find "blue room" | search blue room
  queue this | queue add selected
  autoplay on | auto on
  autopilot stop | auto off
  automix | auto on
  say keys | help
  say all | say decks
  help loop | help loop
  how do I sync | asks
  undo that | undo
  volume max | deck a fader = 1
  mute deck a | asks
  cue off | asks
  headphone cue b | deck b headphones on
  pfl a | deck a headphones on
  cue mix 50% | headphone mix = 0.5
  headphones on for deck b | deck b headphones on
  zoom in | zoom in
  waveform bigger | zoom in
  brake b | deck b brake
  spin back a | deck a spinback
  reverse a | deck a censor on
  vinyl brake deck 2 | deck b brake
  next song | queue load next
  previous track | asks
  play next | asks
  spiele a | asks
  stopp | asks
  lautstärke a 50% | asks
  """#

/// What a DJ typed who had the program for the first time, with README's first page read, and what is meant.
let linesOfAStranger = #"""
  fade in b | deck b fader = 1
  fade b in over 4 bars | deck b fader = 1 over 16 beats
  bring in a over 8 bars | deck a fader = 1 over 32 beats
  fade in | asks
  fade out b over 8 bars | deck b fader = 0 over 32 beats
  whats next | suggest
  what fits | suggest
  what's next | suggest
  what should I play next | suggest
  what fits after b | suggest for b
  suggest for a | suggest for a
  suggestions for b | suggest for b
  find something around 125 | search bpm:~125
  find tracks between 120 and 126 | search bpm:120-126
  find vocals tracks in 8a | search vocals key:8a
  show me tracks in 8A | search key:8a
  tracks in 8a | search key:8a
  songs faster than 126 | search bpm:>126
  find 8a | search 8a
  /8a | search 8a
  search off | search
  /off | search off
  find around the world | search around world
  add this to friday | crate add friday
  add this to the queue | queue add selected
  add paper rockets to friday | asks
  put slow satellite in the queue | queue add "slow satellite"
  no vocals please | asks
  no bass | asks
  no vocals b | stem b vocals mute on
  pitch b -1 | deck b tempo -1
  cue points of a | say deck a
  hot cues b | say deck b
  what's playing | say decks
  what is playing? | say decks
  how long is left | say decks
  how long is left on b? | say deck b
  time left | say decks
  time left on b | say deck b
  what bpm is a | say deck a
  whats the tempo | say decks
  what is that track | say decks
  is b in sync | say deck b
  are they in phase | say decks
  in phase? | say decks
  b tempo? | say deck b
  b fader? | say deck b
  a | say deck a
  deck b | say deck b
  what is in the queue | say queue
  where is the recording | say recording
  how do I sync | asks
  start b in time | deck b sync on; deck b play at bar
  play b in time with a | deck b sync on; deck b play at bar
  start a in sync with b at the next phrase | deck a sync on; deck a play at phrase
  beatmatch b | deck b sync on
  match b to a | deck b sync on
  beatmatch a with b | deck a sync on
  sync to a | deck b sync on
  drop b on the 1 | deck b play at bar
  start a on the one | deck a play at bar
  at the next phrase bass to b | bass to b at phrase
  jump to the drop | deck a seek drop
  go to the breakdown | deck a seek breakdown
  seek b to the outro | deck b seek outro
  jump to next chorus b | deck b seek chorus
  vocals of b over a | swap b
  a's vocals over b | swap a
  a vocals over b | swap a
  put b's vocals over a | swap b
  keep only a's vocals | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  unsolo | stem a reset
  take the bass out of a | deck a kill low on
  take the vocals out of b | stem b vocals mute on
  turn b up 3 db | deck b trim +3
  b louder | deck b trim +1
  louder | asks
  volume a 80 | asks
  put some reverb on b | deck b reverb = 0.35
  filter a flat | deck a filter = 0
  loop 4 bars on a | deck a loop 16
  play both | deck a play; deck b play
  both play | deck a play; deck b play
  a & b sync | deck a sync on; deck b sync on
  kill the bass on a and b | deck a kill low on; deck b kill low on
  load both sides on b | deck b load "both sides"
  double tempo b | asks
  half time | asks
  key up one semitone on b | deck b key +1
  harmonic match b to a | deck b key match
  bend b up | deck b nudge +10
  queue slow satellite | queue add "slow satellite"
  queue next glass engine | queue put 1 "glass engine"
  show queue | say queue
  new crate Friday | asks
  make a crate called friday | asks
  show crate friday | crate open friday
  crate close | search
  load suggestion 2 on a | deck a load suggested 2
  load suggestion 1 | deck a load suggested 1
  why this one | why
  like this but darker | steer like this but darker
  play something harder | steer harder
  slow fade to b | asks
  stop the fade | cancel
  a all neutral | deck a neutral
  stop b in 4 bars | asks
  flanger on b for 8 beats | asks
  switch decks | asks
  laod harbour lights on a | asks
  panik | asks
  """#
