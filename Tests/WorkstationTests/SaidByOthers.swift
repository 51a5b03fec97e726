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
  reset eq a | deck a low = 0; deck a mid = 0; deck a high = 0; \#
  deck a kill low off; deck a kill mid off; deck a kill high off
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
  how do I sync | help sync
  undo that | undo
  volume max | deck a fader = 1
  mute deck a | deck a fader = 0
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
  what's playing | say playing
  what is playing? | say playing
  how long is left | say time
  how long is left on b? | say time
  time left | say decks
  time left on b | say deck b
  what bpm is a | say tempo
  whats the tempo | say tempo
  what is that track | say playing
  is b in sync | say phase
  are they in phase | say phase
  in phase? | say phase
  b tempo? | say tempo
  b fader? | say deck b
  a | say deck a
  deck b | say deck b
  what is in the queue | say queue
  where is the recording | say recording
  how do I sync | help sync
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

/// What a second stranger typed, and what others would beside it.
let linesOfASecondStranger = #"""
  stop looping a | deck a loop toggle
  stop the swap | swap off
  b leads | deck b lead
  drums back on b | stem b drums mute off
  half that loop | deck a loop halve
  give me a loop on b | deck b loop 4
  cancel that | cancel
  undo the last thing | undo
  how long till the drop | say decks
  how many tracks do i have | say library
  search 128 bpm | search bpm:128
  kill teh bass on a | deck a kill low on
  is anything clipping | say mixer
  everything neutral | cancel; deck a neutral; deck b neutral
  everything neutral on b | deck b neutral
  is a in time with b | say phase
  loop b for 4 bars | deck b loop 16
  gimme 8 bars of loop on a | deck a loop 32
  fade over to b in 16 bars | crossfade b over 64 beats
  bass to b 8 bars | bass to b over 8 bars
  swap basses over 8 bars | asks
  bass swap over 8 bars | asks
  play a from the drop | deck a seek drop; deck a play
  drop b in on the next phrase | deck b play at phrase
  play a in 4 bars | asks
  cue up b at the first drop | deck b seek drop
  skip back a bar on b | deck b jump -4
  skip back 8 bars | deck a jump -32
  loop the next 8 beats | deck a loop 8
  unloop | deck a loop toggle
  speed up a bit | deck a tempo +0.5
  nudge a a bit forward | deck a nudge +10
  slow down to 126 | deck a bpm 126
  filter a down over 8 beats | deck a filter = -0.8 over 8 beats
  filter sweep a over 8 bars | deck a filter = -0.8 over 32 beats
  open the filter on a | deck a filter = 0
  low a 50% | asks
  turn the bass down on a | deck a low -3
  bass down on a | deck a low -3
  make b a tiny bit louder | deck b trim +1
  master down 3 db | master -3
  set a hot cue here on a | asks
  put hotcue 2 here | deck a hotcue 2
  name it chorus | asks
  hot cue 1 on b called vocal | deck b hotcue 1 name vocal
  swap vocals of b over a | swap b
  give a its bass back | stem a bass mute off
  please bring the vocals of a back in | stem a vocals mute off
  why harbour lights | asks
  why the first | asks
  why not paper rockets | asks
  something darker please | steer darker
  make b follow a | deck b sync on
  what's going on | say decks
  which deck is louder | say mixer
  is anything clipping | say mixer
  show friday | asks
  all tracks | search
  tracklist | asks
  what did i play | asks
  what did i just do | history
  crossfade to b slowly | asks
  transition | asks
  save the set | asks
  tag this as peak time | tag peak time
  reset everything | cancel; deck a neutral; deck b neutral
  reset | asks
  bring in b | deck b fader = 1
  rewind a | deck a seek 0
  find tracks with vocals | asks
  search house 120 to 126 | search house bpm:120-126
  load the first suggestion on b | deck b load suggested 1
  queue harbour lights next | queue put 1 "harbour lights"
  no bass on a | stem a bass mute on
  a bass off | stem a bass mute on
  kill the bass on a | deck a kill low on
  cut the bass on a | deck a kill low on
  are they in phase? | say phase
  how long is left | say time
  what's the tempo | say tempo
  is deck b playing | say playing
  whats the key of b | say key
  jump to the drop | deck a seek drop
  load 1 on b | asks
  add this to friday | crate add friday
  load the next track on b | asks
  kill everything on a | deck a kill low on; deck a kill mid on; deck a kill high on
  mute a | deck a fader = 0
  unmute a | deck a fader = 1
  solo vocals a | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  a louder | deck a trim +1
  b quieter | deck b trim -1
  turn b up | deck b trim +1
  turn a down | deck a trim -1
  volume a 80 | asks
  crossfader to the middle | crossfade centre
  go back 8 bars | deck a jump -32
  go to the start | deck a seek 0
  back to the start of a | deck a seek 0
  play from the beginning | deck a seek 0; deck a play
  from the top | deck a seek 0
  restart b | deck b seek 0
  pause both | deck a pause; deck b pause
  play both | deck a play; deck b play
  stop everything | deck a pause; deck b pause
  match tempos | deck a sync on; deck b sync on
  match b to a | deck b sync on
  sync everything | deck a sync on; deck b sync on
  lock tempos | deck a sync on; deck b sync on
  phase a to b | deck a sync on
  align b | deck b sync on
  half time b | asks
  double time a | asks
  reverse a | deck a censor on
  spin back a | deck a spinback
  echo out a | deck a echo out
  echo on a | deck a echo = 0.4
  reverb b 30% | deck b reverb = 0.3
  flanger on | deck a flanger = 0.5
  fx off | deck a effects off
  set tempo to 125 | deck a bpm 125
  125 bpm | deck a bpm 125
  tempo 2% up on b | deck b tempo +2
  pitch +3 on b | deck b tempo +3
  key up b | deck b key +1
  key down one b | deck b key -1
  transpose b +2 | deck b key +2
  shift b two semitones | deck b key = 2
  next phrase play b | deck b play at phrase
  play b on the next bar | deck b play at bar
  play b on the drop of a | asks
  mix into b | crossfade b over 32 beats
  mix b in over 16 bars | crossfade b over 64 beats
  transition to b in 8 bars | crossfade b over 32 beats
  start the autopilot | auto on
  autopilot for an hour | asks
  record this | record on
  start recording to friday | asks
  stop recording | record off
  where is my recording | say recording
  what's next | suggest
  what should i play next | suggest
  suggest something higher energy | steer higher energy
  load that on b | deck b load selected
  preview it | audition selected
  preview the second one | asks
  listen to b in headphones | deck b headphones on
  headphones louder | headphone level +1
  cue b | deck b cue
  pfl b on | deck b headphones on
  set cue 3 at 1:30 | asks
  delete cue 3 on a | deck a hotcue 3 clear
  rate this 4 stars | rate 4
  color cue 1 red | deck a hotcue 1 colour red
  new crate warmup | asks
  add a to warmup | asks
  open warmup | crate open warmup
  sort by bpm | sort bpm
  sort by key | sort key
  show only 8A | search key:8a
  show 120 to 126 | search bpm:120-126
  filter by house | search house
  clear search | search
  analyse again | asks
  analyse this | asks
  grid half | deck a grid halve
  shift grid left | asks
  loop off | deck a loop toggle
  halve the loop | deck a loop halve
  double loop | deck a loop double
  loop in | deck a loop in
  loop out | deck a loop out
  exit loop | deck a loop toggle
  slip on | deck a slip on
  quantize off | deck a quantize off
  keylock on b | deck b keylock toggle
  vinyl mode | asks
  split this | split selected
  split a into stems | split a
  make a mashup of a and b | mash a
  vocals of a over b | swap a
  instrumental only on b | stem b reset; stem b vocals mute on
  acapella a | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  drums only b | stem b reset; stem b vocals mute on; stem b bass mute on; stem b other mute on
  all stems back on a | stem a reset
  bring back the drums on b | stem b drums mute off
  """#
