/// The pages of the pads behind the first one, as the file of keys has them: the digits and their Shift and Alt, deck
/// A's on the left, deck B's mirrored on the right.
let standardPadsText = """
  [more cues]
  ## Pads: hot cues 5 to 8
  1 = deck a hotcue 5
  2 = deck a hotcue 6
  3 = deck a hotcue 7
  4 = deck a hotcue 8
  alt+1 = deck a hotcue 5 clear
  alt+2 = deck a hotcue 6 clear
  alt+3 = deck a hotcue 7 clear
  alt+4 = deck a hotcue 8 clear
  0 = deck b hotcue 5
  9 = deck b hotcue 6
  8 = deck b hotcue 7
  7 = deck b hotcue 8
  alt+0 = deck b hotcue 5 clear
  alt+9 = deck b hotcue 6 clear
  alt+8 = deck b hotcue 7 clear
  alt+7 = deck b hotcue 8 clear

  [rolls]
  ## Pads: rolls, slip, the platter
  1 = deck a roll 1/8
  2 = deck a roll 1/4
  3 = deck a roll 1/2
  4 = deck a roll 1
  ! = deck a slip toggle
  @ = deck a censor on
  hash = deck a brake
  $ = deck a spinback
  alt+1 = deck a roll 1/32
  alt+2 = deck a roll 1/16
  alt+3 = deck a roll 2
  alt+4 = deck a roll 4
  0 = deck b roll 1/8
  9 = deck b roll 1/4
  8 = deck b roll 1/2
  7 = deck b roll 1
  ) = deck b slip toggle
  ( = deck b censor on
  * = deck b brake
  & = deck b spinback
  alt+0 = deck b roll 1/32
  alt+9 = deck b roll 1/16
  alt+8 = deck b roll 2
  alt+7 = deck b roll 4

  [jumps]
  ## Pads: beat jumps
  1 = deck a jump +1
  2 = deck a jump +4
  3 = deck a jump +16
  4 = deck a jump +64
  ! = deck a jump -1
  @ = deck a jump -4
  hash = deck a jump -16
  $ = deck a jump -64
  alt+1 = deck a jump +1/8
  alt+2 = deck a jump +1/4
  alt+3 = deck a jump +1/2
  alt+4 = deck a jump +32
  0 = deck b jump +1
  9 = deck b jump +4
  8 = deck b jump +16
  7 = deck b jump +64
  ) = deck b jump -1
  ( = deck b jump -4
  * = deck b jump -16
  & = deck b jump -64
  alt+0 = deck b jump +1/8
  alt+9 = deck b jump +1/4
  alt+8 = deck b jump +1/2
  alt+7 = deck b jump +32

  [loops]
  ## Pads: loops; Shift saves
  1 = deck a loop 1
  2 = deck a loop 2
  3 = deck a loop 8
  4 = deck a loop 16
  ! = deck a loop save 5
  @ = deck a loop save 6
  hash = deck a loop save 7
  $ = deck a loop save 8
  alt+1 = deck a loop move -4
  alt+2 = deck a loop move -1
  alt+3 = deck a loop move +1
  alt+4 = deck a loop move +4
  0 = deck b loop 1
  9 = deck b loop 2
  8 = deck b loop 8
  7 = deck b loop 16
  ) = deck b loop save 5
  ( = deck b loop save 6
  * = deck b loop save 7
  & = deck b loop save 8
  alt+0 = deck b loop move -4
  alt+9 = deck b loop move -1
  alt+8 = deck b loop move +1
  alt+7 = deck b loop move +4

  [effects]
  ## Pads: effects; Shift and 1 or 0: echo out
  1 = deck a echo toggle
  2 = deck a reverb toggle
  3 = deck a flanger toggle
  4 = deck a gate toggle
  ! = deck a echo out
  @ = deck a reverb = 1 over 8 beats
  hash = deck a gate beats 1/4
  $ = deck a effects off
  alt+1 = deck a echo beats 1/4
  alt+2 = deck a echo beats 1/2
  alt+3 = deck a echo beats 3/4
  alt+4 = deck a gate beats 1/2
  0 = deck b echo toggle
  9 = deck b reverb toggle
  8 = deck b flanger toggle
  7 = deck b gate toggle
  ) = deck b echo out
  ( = deck b reverb = 1 over 8 beats
  * = deck b gate beats 1/4
  & = deck b effects off
  alt+0 = deck b echo beats 1/4
  alt+9 = deck b echo beats 1/2
  alt+8 = deck b echo beats 3/4
  alt+7 = deck b gate beats 1/2
  """
