/// What DJs and people of the terminal type who have not read the table, with no deck named where one hand is on deck
/// A, and what is meant: a command as the table has it, or `asks`.
let saidLines = """
  play a | deck a play
  a play | deck a play
  play b | deck b play
  b play | deck b play
  play | deck a play
  pause a | deck a pause
  pause | deck a pause
  stop | deck a pause
  stop a | deck a pause
  a stop | deck a pause
  b stop | deck b pause
  toggle a | deck a toggle
  cue a | deck a cue
  a cue | deck a cue
  cue 1 | asks
  cue a 1 | asks
  hotcue 1 | deck a hotcue 1
  hot cue 3 | deck a hotcue 3
  a hotcue 2 | deck a hotcue 2
  set hotcue 2 a | deck a hotcue 2
  clear hotcue 2 a | deck a hotcue 2 clear
  delete cue 3 a | deck a hotcue 3 clear
  jump to cue 2 | deck a hotcue 2
  goto cue 2 | deck a hotcue 2
  load 1 | deck a load selected
  load | deck a load selected
  load a | deck a load selected
  load selected | deck a load selected
  load b selected | deck b load selected
  load next | queue load next
  load next track | queue load next
  next | queue load next
  next track | queue load next
  eject | deck a unload
  eject a | deck a unload
  a eject | deck a unload
  unload b | deck b unload
  sync b | deck b sync on
  b sync | deck b sync on
  sync | deck a sync on
  sync on | deck a sync on
  sync a off | deck a sync off
  unsync b | deck b sync off
  sync off b | deck b sync off
  master a | deck a lead
  lead a | deck a lead
  make a lead | deck a lead
  loop 4 | deck a loop 4
  a loop 4 | deck a loop 4
  loop a 4 | deck a loop 4
  loop 4 beats | deck a loop 4
  loop 4 a | deck a loop 4
  loop off | deck a loop toggle
  exit loop | deck a loop toggle
  loop a off | deck a loop toggle
  halve loop | deck a loop halve
  double loop a | deck a loop double
  loop in a | deck a loop in
  loop out a | deck a loop out
  reloop | deck a loop toggle
  roll 1/4 | deck a roll 1/4
  roll 1/2 a | deck a roll 1/2
  beatjump 16 | deck a jump +16
  beatjump -4 a | deck a jump -4
  jump 16 | deck a jump +16
  jump back 4 | deck a jump -4
  jump forward 8 beats | deck a jump +8
  skip 4 beats | deck a jump +4
  skip back 8 | deck a jump -8
  seek 1:30 | deck a seek 90
  seek a 1:30 | deck a seek 90
  seek 50% | deck a seek 50 %
  seek 90 | deck a seek 90
  seek a +30 | deck a seek by +30
  seek +0:30 | deck a seek by +30
  deck b seek +10 s | deck b seek by +10
  seek back 10 seconds | deck a seek by -10
  load 3 | asks
  fader a -6 dB | deck a fader = 0.5012
  volume b -6dB | deck b fader = 0.5012
  fader b over 8 bars to -inf dB | asks
  goto 2:15 | deck a seek 135
  go to start | deck a seek 0
  rewind a | deck a seek 0
  bpm 125 | deck a bpm 125
  a bpm 125 | deck a bpm 125
  bpm a 125 | deck a bpm 125
  deck a bpm 125 | deck a bpm 125
  tempo 125 | asks
  tempo a 125 bpm | deck a bpm 125
  tempo +2% | deck a tempo +2
  pitch +1 | deck a tempo +1
  pitch a +2% | deck a tempo +2
  pitch a 0 | deck a tempo reset
  reset tempo | deck a tempo reset
  tempo reset | deck a tempo reset
  tempo range 16 | deck a range 16
  nudge forward | deck a nudge +10
  nudge a back | deck a nudge -10
  nudge + | deck a nudge +10
  key +1 | deck a key +1
  key a -2 | deck a key -2
  key up 1 | deck a key +1
  transpose a +1 | deck a key +1
  key reset | deck a key reset
  match key | deck a key match
  match key b | deck b key match
  keylock on | deck a keylock on
  key lock off a | deck a keylock off
  master tempo on | deck a keylock on
  fader a 50% | deck a fader = 0.5
  fader 50% | deck a fader = 0.5
  volume a 50% | deck a fader = 0.5
  volume 80 | asks
  vol a 0.5 | deck a fader = 0.5
  fader a up | deck a fader = 1
  fade out a | deck a fader = 0
  fade in b over 8 bars | deck b fader = 1 over 32 beats
  fade a out over 16 beats | deck a fader = 0 over 16 beats
  gain a +2 | deck a trim +2
  gain a +2 dB | deck a trim +2
  trim a -3 dB | deck a trim -3
  trim 0 dB | deck a trim = 0
  master 0 dB | master = 0
  master -3 | master -3
  master volume -2 dB | master -2
  headphones a | deck a headphones on
  phones b | deck b headphones on
  cue b in headphones | deck b headphones on
  pfl a | deck a headphones on
  headphone volume -6 dB | headphone level -6
  headphone mix 50% | headphone mix = 0.5
  crossfade to b | crossfade b
  crossfade to b over 16 | crossfade b over 16 beats
  fade to b | crossfade b over 16 beats
  fade to b over 16 | crossfade b over 16 beats
  fade to b over 8 bars | crossfade b over 32 beats
  crossfader b | crossfade b
  crossfader center | crossfade centre
  crossfader centre | crossfade centre
  crossfader middle | crossfade centre
  center | crossfade centre
  centre | crossfade centre
  center crossfader | crossfade centre
  crossfader 50% | crossfade centre
  blend to b | crossfade b over 32 beats
  crossfader 75 % | crossfader = 0.5
  crossfader 0% | crossfade a
  crossfader -20% | crossfader -0.2
  crossfader left | crossfade a
  cut to b | crossfade b
  eq low a -6 | deck a low -6
  low a -6 | deck a low -6
  a low -6 | deck a low -6
  bass a -6 dB | deck a low -6
  mids a +2 | deck a mid +2
  highs b -3 dB | deck b high -3
  treble a kill | deck a kill high on
  kill low a | deck a kill low on
  kill bass a | deck a kill low on
  kill highs | deck a kill high on
  bass kill a | deck a kill low on
  low kill off a | deck a kill low off
  eq reset a | deck a low = 0; deck a mid = 0; deck a high = 0; \
  deck a kill low off; deck a kill mid off; deck a kill high off
  flat eq a | deck a low = 0; deck a mid = 0; deck a high = 0; \
  deck a kill low off; deck a kill mid off; deck a kill high off
  reset eq | deck a low = 0; deck a mid = 0; deck a high = 0; \
  deck a kill low off; deck a kill mid off; deck a kill high off
  bass swap | asks
  bass to b | bass to b
  swap bass | asks
  swap basses over 8 bars | asks
  hand the bass to b over 8 bars | bass to b over 8 bars
  filter a 0.5 | deck a filter = 0.5
  filter a 30% | deck a filter = 0.3
  low pass a | deck a filter = -0.5
  highpass b 50% | deck b filter = 0.5
  lowpass a 50% | deck a filter = -0.5
  filter off | deck a filter = 0
  filter reset a | deck a filter = 0
  echo a on | deck a echo = 0.4
  echo on | deck a echo = 0.4
  echo 50% | deck a echo = 0.5
  echo out | deck a echo out
  echo out a | deck a echo out
  reverb 30% | deck a reverb = 0.3
  reverb a off | deck a reverb = 0
  flanger on b | deck b flanger = 0.5
  gate a on | deck a gate = 0.9
  effects off | deck a effects off
  fx off a | deck a effects off
  mute vocals | stem a vocals mute on
  mute vocals a | stem a vocals mute on
  a mute vocals | stem a vocals mute on
  vocals off a | stem a vocals mute on
  vocals on | stem a vocals mute off
  unmute vocals a | stem a vocals mute off
  drums off b | stem b drums mute on
  mute drums b | stem b drums mute on
  bass off a | stem a bass mute on
  solo vocals a | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  only vocals a | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  acapella a | stem a reset; stem a drums mute on; stem a bass mute on; stem a other mute on
  instrumental a | stem a reset; stem a vocals mute on
  vocals a 50% | stem a vocals level = 0.5
  vocals swap | asks
  swap vocals | asks
  swap a | swap a
  swap | asks
  swap off | swap off
  mash a | mash a
  mash | asks
  mash off | mash off
  unmash | mash off
  slip on | deck a slip on
  slip a | deck a slip on
  quantize off | deck a quantize off
  quantise on a | deck a quantize on
  quantize bar | deck a quantize bar
  brake a | deck a brake
  spinback b | deck b spinback
  spin back | deck a spinback
  censor a | deck a censor on
  reverse a | deck a censor on
  record | record on
  rec | record on
  rec on | record on
  start recording | record on
  stop recording | record off
  on air | air on
  go on air | air on
  go off air | air off
  record off | record off
  search techno | search techno
  find techno | search techno
  find four tet | search four tet
  /techno | search techno
  sort by bpm | sort bpm
  sort bpm | sort bpm
  sort by key | sort key
  theme list | theme list
  theme paper | theme paper
  themes | theme list
  colours paper | theme paper
  help | help
  help sync | help sync
  ? sync | help sync
  quit | quit
  exit | quit
  q | quit
  bye | quit
  cancel | cancel
  panic a | deck a neutral
  panic | cancel; deck a neutral; deck b neutral
  cancel a | cancel a
  b cancel | cancel b
  forget b | cancel b
  take that back | undo
  undo | undo
  oops | undo
  redo | redo
  doubles | doubles
  double up | doubles
  instant doubles | doubles
  show history | history
  log | messages
  queue | say queue
  queue this | queue add selected
  add to queue | queue add selected
  queue clear | queue clear
  clear queue | queue clear
  queue selected | queue add selected
  save playlist friday | queue save "friday"
  autodj on | auto on
  autodj | auto on
  auto on | auto on
  autopilot on | auto on
  autopilot off | auto off
  skip | auto skip
  what next | suggest
  suggest | suggest
  suggestions | suggest
  why | why
  preview | audition
  preview this | audition selected
  audition | audition
  audition stop | audition stop
  keep | answer keep
  skip this track | answer skip
  like | answer keep
  dislike | answer skip
  more energy | steer more energy
  more bass | steer more bass
  a bit faster | steer a bit faster
  darker | steer darker
  reset steering | steer reset
  metronome on | deck a metronome on
  click a | deck a metronome on
  tap | deck a grid tap
  tap a | deck a grid tap
  grid double | deck a grid double
  double bpm a | deck a grid double
  half bpm | deck a grid halve
  downbeat here | deck a grid downbeat
  rescan | rescan
  scan ~/Music | add ~/Music
  add ~/Music | add ~/Music
  up | browse up
  down | browse down
  page down | browse page down
  device default | device default
  headphones to 3-4 | headphones to 3-4
  volume max | deck a fader = 1
  limiter off | limiter off
  rename cue 1 drop | deck a hotcue 1 name drop
  please play a | deck a play
  play b on the next bar | deck b play at bar
  play a at next beat | deck a play at beat
  fade to b in 8 bars | crossfade b over 32 beats
  crossfade a over 4 bars at bar | crossfade a at bar over 16 beats
  mute vocals a on the next phrase | stem a vocals mute on at phrase
  fader a 0 over 8 | deck a fader = 0 over 8 beats
  low a -12 over 4 bars | deck a low -12 over 16 beats
  deck 2 stop | deck b pause
  DECK A PLAY | deck a play
  load suggestion b | deck b load suggested
  hot cue 8 b | deck b hotcue 8
  go to hot cue 3 | deck a hotcue 3
  back 8 a | deck a jump -8
  forward 16 | deck a jump +16
  back to start b | deck b seek 0
  seek b 0:30 | deck b seek 30
  end loop b | deck b loop toggle
  8 beat loop a | deck a loop 8
  loop 1/2 b | deck b loop 1/2
  set bpm to 128 a | deck a bpm 128
  128 bpm b | deck b bpm 128
  pitch up 2 a | deck a tempo +2
  slower b | deck b tempo -0.5
  sync beats b | deck b sync on
  transpose down 2 b | deck b key -2
  key a +1 semitones | deck a key +1
  volume b min | deck b fader = 0
  kill mids b | deck b kill mid on
  b highs on | deck b kill high off
  bass cut a | deck a kill low on
  no effects a | deck a effects off
  delay a 40% | deck a echo = 0.4
  no vocals b | stem b vocals mute on
  kill vocals a | stem a vocals mute on
  acappella b | stem b reset; stem b drums mute on; stem b bass mute on; stem b other mute on
  reset stems b | stem b reset
  mashup a | mash a
  stop mashup | mash off
  save mashup | mash save
  mash save my song.wav | mash save "my song.wav"
  unswap | swap off
  give bass to b | bass to b
  main -2 | master -2
  xfader 25% | crossfader = -0.5
  record to gig.flac | record on "gig.flac"
  stop rec | record off
  clear search | search
  order by energy | sort energy
  scroll down | browse down
  enqueue this | queue add selected
  skip track | auto skip
  mix now | auto next
  stop autodj | auto off
  preview blend | audition blend
  stop preview | audition stop
  love this | answer keep
  less vocals | steer less vocals
  brighter | steer brighter
  never mind | cancel
  where is my recording | say recording
  status | say status
  ? | help
  start b at the bar | deck b play at bar
  leave vocals on | asks
  bye bass | asks
  all stems off a | asks
  jump back 4 bars a | deck a jump -16
  back 2 bars | deck a jump -8
  rewind 10 seconds | asks
  loop roll 4 bars | asks
  key up 2 octaves | asks
  analyse this | asks
  stop b in 4 bars | asks
  load b 3 | asks
  cut a | asks
  stop all | deck a pause; deck b pause
  sync b to a | deck b sync on
  sync a to b | deck a sync on
  :play b | deck b play
  sync it | deck a sync on
  play it | deck a play
  load glass engine on the other deck | deck b load "glass engine"
  b fader to zero | deck b fader = 0
  bring b up over 4 bars | deck b fader = 1 over 16 beats
  bring the mids back on b | deck b kill mid off
  echo a half a beat | deck a echo beats 1/2; deck a echo = 0.4
  all effects off | deck a effects off
  call cue 1 first drop | deck a hotcue 1 name first drop
  show me tracks with vocals | asks
  put slow satellite first in the queue | queue put 1 "slow satellite"
  preview mirrorball weather | audition "mirrorball weather"
  make b louder by 3 dB | deck b trim +3
  swap vocals with b | asks
  b up 3 dB | deck b trim +3
  set master to -6 dB | master = -6
  set low b to -6 | deck b low = -6
  unkill everything on b | deck b kill low off; deck b kill mid off; deck b kill high off
  match keys | deck a key match
  set both to 125 bpm | deck a bpm 125; deck b bpm 125
  load the best match on b | deck b load suggested 1
  play next | asks
  hold | asks
  align the bars | asks
  mash a over b | mash a
  swap the vocals | asks
  reset b | deck b neutral
  find bpm 120-130 | search bpm:120-130
  remove this from the queue | queue remove
  take 2 out of the queue | queue remove 2
  take harbour lights out of the queue | asks
  who leads | say phase
  lower b a little | deck b trim -1
  let b have the bass | bass to b
  """
