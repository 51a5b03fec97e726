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
  what's next? | suggest for a
  where | say deck a
  where am I | say deck a
  show suggestions | suggest for a
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
