/// What was written by the program of 2026-11-28: a journal with every command that a journal takes, and the other
/// commands as keys and prompts held them. Saved sets and key files hold these lines: whatever a command is called
/// later, they are read as they are. Nothing here is changed or taken away; what is new may be added.
let journalOfToday = #"""
  segue journal 1
  rate 44100
  @0 deck a load "/music/one \"1\".flac" grid 0.137:0:126,30.5:63.75:127.5 bar 4 downbeat 0 phrase 0 8 stems
  @0 deck b load "/music/two.flac" nogrid
  @64 deck a refresh "/music/one \"1\".flac" grid 0.137:0:126 bar 3 downbeat -2
  @64 deck b refresh "/music/two.flac" stems
  @88200 record on "/recordings/one.wav" wav
  @90112 heard a "/music/one \"1\".flac" title "One" artist "Somebody"
  @90112 heard b "/music/two.flac" title "Two"
  @100000 deck a unload
  @100441 deck a unload at beat
  @100882 deck a play
  @101323 deck a play at bar
  @101764 deck a pause
  @102205 deck a pause at phrase
  @102646 deck a toggle
  @103087 deck a toggle over 16 beats
  @103528 deck a cue
  @103969 deck a cue over 4 bars
  @104410 deck a cue release
  @104851 deck a cue release over 2.5 seconds
  @105292 deck a seek 7.7
  @105733 deck a seek 7.7 at bar over 8 beats
  @106174 deck a seek 0
  @106615 deck a jump +4
  @107056 deck a jump +4 at beat
  @107497 deck a jump -8
  @107938 deck a jump +1/8
  @108379 deck a loop in
  @108820 deck a loop in at bar
  @109261 deck a loop out
  @109702 deck a loop out at phrase
  @110143 deck a loop 1
  @110584 deck a loop 1 over 16 beats
  @111025 deck a loop 8
  @111466 deck a loop 1/4
  @111907 deck a loop toggle
  @112348 deck a loop toggle over 4 bars
  @112789 deck a loop halve
  @113230 deck a loop halve over 2.5 seconds
  @113671 deck a loop double
  @114112 deck a loop double at bar over 8 beats
  @114553 deck a hotcue 2
  @114994 deck a hotcue 2 at beat
  @115435 deck a hotcue 3
  @115876 deck a hotcue 7
  @116317 deck a hotcue 3 set 5
  @116758 deck a hotcue 3 set 5 at bar
  @117199 deck a hotcue 3 clear
  @117640 deck a hotcue 3 clear at phrase
  @118081 deck a cue set 1
  @118522 deck a cue set 1 over 16 beats
  @118963 deck a nudge +12
  @119404 deck a nudge +12 over 4 bars
  @119845 deck a nudge -20
  @120286 deck a trim = -3
  @120727 deck a trim = -3 over 2.5 seconds
  @121168 deck a trim = 0
  @121609 deck a low = -12
  @122050 deck a low = -12 at bar over 8 beats
  @122491 deck a mid = 4
  @122932 deck a mid = 4 at beat
  @123373 deck a high = -26
  @123814 deck a high = -26 at bar
  @124255 deck a filter = -0.5
  @124696 deck a filter = -0.5 at phrase
  @125137 deck a filter = 0.6
  @125578 deck a filter = 0
  @126019 deck a fader = 0.7
  @126460 deck a fader = 0.7 over 16 beats
  @126901 deck a fader = 1
  @127342 deck a tempo = 5
  @127783 deck a tempo = 5 over 4 bars
  @128224 deck a tempo = -6
  @128665 deck a tempo reset
  @129106 deck a tempo reset over 2.5 seconds
  @129547 deck a key = 3
  @129988 deck a key = 3 at bar over 8 beats
  @130429 deck a key = -2.5
  @130870 deck a key reset
  @131311 deck a key reset at beat
  @131752 stem a 1 level = 0.3
  @132193 stem a 1 level = 0.3 at bar
  @132634 stem a 2 level = 0.5
  @133075 stem a 1 level = 1
  @133516 deck a resonance = 0.9
  @133957 deck a resonance = 0.9 at phrase
  @134398 deck a gate = 0.7
  @134839 deck a gate = 0.7 over 16 beats
  @135280 deck a gate = 0
  @135721 deck a flanger = 0.7
  @136162 deck a flanger = 0.7 over 4 bars
  @136603 deck a flanger = 0
  @137044 deck a echo = 0.7
  @137485 deck a echo = 0.7 over 2.5 seconds
  @137926 deck a echo = 0
  @138367 deck a reverb = 0.7
  @138808 deck a reverb = 0.7 at bar over 8 beats
  @139249 deck a reverb = 0
  @139690 deck a echo feedback = 0.8
  @140131 deck a echo feedback = 0.8 at beat
  @140572 deck a reverb size = 1
  @141013 deck a reverb size = 1 at bar
  @141454 deck a trim -0.75
  @141895 deck a trim -0.75 at phrase
  @142336 deck a trim +0
  @142777 deck a low -3
  @143218 deck a low -3 over 16 beats
  @143659 deck a mid +1
  @144100 deck a mid +1 over 4 bars
  @144541 deck a high -6.5
  @144982 deck a high -6.5 over 2.5 seconds
  @145423 deck a filter -0.125
  @145864 deck a filter -0.125 at bar over 8 beats
  @146305 deck a filter +0.15
  @146746 deck a filter +0
  @147187 deck a fader +0.175
  @147628 deck a fader +0.175 at beat
  @148069 deck a fader +0.25
  @148510 deck a tempo +1.25
  @148951 deck a tempo +1.25 at bar
  @149392 deck a tempo -1.5
  @149833 deck a tempo +0
  @150274 deck a key +0.75
  @150715 deck a key +0.75 at phrase
  @151156 deck a key -0.625
  @151597 deck a key +0
  @152038 stem a 1 level +0.075
  @152479 stem a 1 level +0.075 over 16 beats
  @152920 stem a 2 level +0.125
  @153361 stem a 1 level +0.25
  @153802 deck a resonance +0.225
  @154243 deck a resonance +0.225 over 4 bars
  @154684 deck a gate +0.175
  @155125 deck a gate +0.175 over 2.5 seconds
  @155566 deck a gate +0
  @156007 deck a flanger +0.175
  @156448 deck a flanger +0.175 at bar over 8 beats
  @156889 deck a flanger +0
  @157330 deck a echo +0.175
  @157771 deck a echo +0.175 at beat
  @158212 deck a echo +0
  @158653 deck a reverb +0.175
  @159094 deck a reverb +0.175 at bar
  @159535 deck a reverb +0
  @159976 deck a echo feedback +0.2
  @160417 deck a echo feedback +0.2 at phrase
  @160858 deck a reverb size +0.25
  @161299 deck a reverb size +0.25 over 16 beats
  @161740 deck a range 50
  @162181 deck a range 50 over 4 bars
  @162622 deck a range 6
  @163063 deck a keylock off
  @163504 deck a keylock off over 2.5 seconds
  @163945 deck a keylock on
  @164386 deck a keylock on at bar over 8 beats
  @164827 deck a keylock toggle
  @165268 deck a keylock toggle at beat
  @165709 deck a keylock engine faster
  @166150 deck a keylock engine faster at bar
  @166591 deck a keylock engine finer
  @167032 deck a keylock engine finer at phrase
  @167473 deck a keylock engine finer-short
  @167914 deck a keylock engine finer-short over 16 beats
  @168350 deck a sync offset -12
  @168351 deck a sync offset 0
  @168352 deck a sync offset 3.2
  @168353 deck a sync offset 3.2 over 4 bars
  @168355 deck a sync off
  @168796 deck a sync off over 4 bars
  @169237 deck a sync on
  @169678 deck a sync on over 2.5 seconds
  @170119 deck a sync toggle
  @170560 deck a sync toggle at bar over 8 beats
  @171001 deck a lead
  @171442 deck a lead at beat
  @171883 deck a quantize off
  @172324 deck a quantize off at bar
  @172765 deck a quantize on
  @173206 deck a quantize on at phrase
  @173647 deck a quantize toggle
  @174088 deck a quantize toggle over 16 beats
  @174529 deck a kill low toggle
  @174970 deck a kill low toggle over 4 bars
  @175411 deck a kill low off
  @175852 deck a kill low off over 2.5 seconds
  @176293 deck a kill mid toggle
  @176734 deck a kill mid toggle at bar over 8 beats
  @177175 deck a kill mid off
  @177616 deck a kill mid off at beat
  @178057 deck a kill high toggle
  @178498 deck a kill high toggle at bar
  @178939 deck a kill high off
  @179380 deck a kill high off at phrase
  @179821 stem a 2 mute toggle
  @180262 stem a 2 mute toggle over 16 beats
  @180703 stem a 1 mute on
  @181144 stem a 1 mute on over 4 bars
  @181585 stem a 1 mute off
  @182026 stem a 1 mute off over 2.5 seconds
  @182467 stem a reset
  @182908 stem a reset at bar over 8 beats
  @183349 deck a headphones off
  @183790 deck a headphones off at beat
  @184231 deck a headphones on
  @184672 deck a headphones on at bar
  @185113 deck a headphones toggle
  @185554 deck a headphones toggle at phrase
  @185995 deck a autogain -2
  @186436 deck a autogain -2 over 16 beats
  @186877 deck a autogain 0
  @187318 deck a metronome off
  @187759 deck a metronome off over 4 bars
  @188200 deck a metronome on
  @188641 deck a metronome on over 2.5 seconds
  @189082 deck a metronome toggle
  @189523 deck a metronome toggle at bar over 8 beats
  @189964 deck a echo beats 1/2
  @190405 deck a echo beats 1/2 at beat
  @190846 deck a gate beats 1/4
  @191287 deck a gate beats 1/4 at bar
  @191728 deck a flanger beats 1
  @192169 deck a flanger beats 1 at phrase
  @192610 deck a effects off
  @193051 deck a effects off over 16 beats
  @193492 deck a echo out
  @193933 deck a echo out over 4 bars
  @194374 deck a slip off
  @194815 deck a slip off over 2.5 seconds
  @195256 deck a slip on
  @195697 deck a slip on at bar over 8 beats
  @196138 deck a slip toggle
  @196579 deck a slip toggle at beat
  @197020 deck a roll 1/8
  @197461 deck a roll 1/8 at bar
  @197902 deck a roll 1/2
  @198343 deck a roll off
  @198784 deck a roll off at phrase
  @199225 deck a loop move +2
  @199666 deck a loop move +2 over 16 beats
  @200107 deck a loop move -1/2
  @200548 deck a loop save 6
  @200989 deck a loop save 6 over 4 bars
  @201430 deck a loop recall 6
  @201871 deck a loop recall 6 over 2.5 seconds
  @202312 deck a loop forget 6
  @202753 deck a loop forget 6 at bar over 8 beats
  @203194 deck a hotcue 7 set 3 loop 1.5
  @203635 deck a hotcue 7 set 3 loop 1.5 at beat
  @204076 deck a quantize bar
  @204517 deck a quantize bar at bar
  @204958 deck a quantize phrase
  @205399 deck a quantize phrase at phrase
  @205840 deck a quantize beat
  @206281 deck a quantize beat over 16 beats
  @206722 deck a censor toggle
  @207163 deck a censor toggle over 4 bars
  @207604 deck a censor off
  @208045 deck a censor off over 2.5 seconds
  @208486 deck a brake
  @208927 deck a brake at bar over 8 beats
  @209368 deck a spinback
  @209809 deck a spinback at beat
  @210250 deck b unload
  @210691 deck b play
  @211132 deck b pause
  @211573 deck b toggle
  @212014 deck b cue
  @212455 deck b cue release
  @212896 deck b seek 7.7
  @213337 deck b seek 0
  @213778 deck b jump +4
  @214219 deck b jump -8
  @214660 deck b jump +1/8
  @215101 deck b loop in
  @215542 deck b loop out
  @215983 deck b loop 1
  @216424 deck b loop 8
  @216865 deck b loop 1/4
  @217306 deck b loop toggle
  @217747 deck b loop halve
  @218188 deck b loop double
  @218629 deck b hotcue 2
  @219070 deck b hotcue 3
  @219511 deck b hotcue 7
  @219952 deck b hotcue 3 set 5
  @220393 deck b hotcue 3 clear
  @220834 deck b cue set 1
  @221275 deck b nudge +12
  @221716 deck b nudge -20
  @222157 deck b trim = -3
  @222598 deck b trim = 0
  @223039 deck b low = -12
  @223480 deck b mid = 4
  @223921 deck b high = -26
  @224362 deck b filter = -0.5
  @224803 deck b filter = 0.6
  @225244 deck b filter = 0
  @225685 deck b fader = 0.7
  @226126 deck b fader = 1
  @226567 deck b tempo = 5
  @227008 deck b tempo = -6
  @227449 deck b tempo reset
  @227890 deck b key = 3
  @228331 deck b key = -2.5
  @228772 deck b key reset
  @229213 stem b 1 level = 0.3
  @229654 stem b 2 level = 0.5
  @230095 stem b 1 level = 1
  @230536 deck b resonance = 0.9
  @230977 deck b gate = 0.7
  @231418 deck b gate = 0
  @231859 deck b flanger = 0.7
  @232300 deck b flanger = 0
  @232741 deck b echo = 0.7
  @233182 deck b echo = 0
  @233623 deck b reverb = 0.7
  @234064 deck b reverb = 0
  @234505 deck b echo feedback = 0.8
  @234946 deck b reverb size = 1
  @235387 deck b trim -0.75
  @235828 deck b trim +0
  @236269 deck b low -3
  @236710 deck b mid +1
  @237151 deck b high -6.5
  @237592 deck b filter -0.125
  @238033 deck b filter +0.15
  @238474 deck b filter +0
  @238915 deck b fader +0.175
  @239356 deck b fader +0.25
  @239797 deck b tempo +1.25
  @240238 deck b tempo -1.5
  @240679 deck b tempo +0
  @241120 deck b key +0.75
  @241561 deck b key -0.625
  @242002 deck b key +0
  @242443 stem b 1 level +0.075
  @242884 stem b 2 level +0.125
  @243325 stem b 1 level +0.25
  @243766 deck b resonance +0.225
  @244207 deck b gate +0.175
  @244648 deck b gate +0
  @245089 deck b flanger +0.175
  @245530 deck b flanger +0
  @245971 deck b echo +0.175
  @246412 deck b echo +0
  @246853 deck b reverb +0.175
  @247294 deck b reverb +0
  @247735 deck b echo feedback +0.2
  @248176 deck b reverb size +0.25
  @248617 deck b range 50
  @249058 deck b range 6
  @249499 deck b keylock off
  @249940 deck b keylock on
  @250381 deck b keylock toggle
  @250822 deck b keylock engine faster
  @251263 deck b keylock engine finer
  @251704 deck b keylock engine finer-short
  @252140 deck b sync offset -12
  @252141 deck b sync offset 0
  @252142 deck b sync offset 3.2
  @252145 deck b sync off
  @252586 deck b sync on
  @253027 deck b sync toggle
  @253468 deck b lead
  @253909 deck b quantize off
  @254350 deck b quantize on
  @254791 deck b quantize toggle
  @255232 deck b kill low toggle
  @255673 deck b kill low off
  @256114 deck b kill mid toggle
  @256555 deck b kill mid off
  @256996 deck b kill high toggle
  @257437 deck b kill high off
  @257878 stem b 2 mute toggle
  @258319 stem b 1 mute on
  @258760 stem b 1 mute off
  @259201 stem b reset
  @259642 deck b headphones off
  @260083 deck b headphones on
  @260524 deck b headphones toggle
  @260965 deck b autogain -2
  @261406 deck b autogain 0
  @261847 deck b metronome off
  @262288 deck b metronome on
  @262729 deck b metronome toggle
  @263170 deck b echo beats 1/2
  @263611 deck b gate beats 1/4
  @264052 deck b flanger beats 1
  @264493 deck b effects off
  @264934 deck b echo out
  @265375 deck b slip off
  @265816 deck b slip on
  @266257 deck b slip toggle
  @266698 deck b roll 1/8
  @267139 deck b roll 1/2
  @267580 deck b roll off
  @268021 deck b loop move +2
  @268462 deck b loop move -1/2
  @268903 deck b loop save 6
  @269344 deck b loop recall 6
  @269785 deck b loop forget 6
  @270226 deck b hotcue 7 set 3 loop 1.5
  @270667 deck b quantize bar
  @271108 deck b quantize phrase
  @271549 deck b quantize beat
  @271990 deck b censor toggle
  @272431 deck b censor off
  @272872 deck b brake
  @273313 deck b spinback
  @273754 crossfade a
  @274195 crossfade a at bar
  @274636 crossfade b
  @275077 crossfade b at phrase
  @275518 crossfade centre
  @275959 crossfade centre over 16 beats
  @276400 headphone mix = 0.5
  @276841 headphone mix = 0.5 over 4 bars
  @277282 headphone level = -6
  @277723 headphone level = -6 over 2.5 seconds
  @278164 master = 6
  @278605 master = 6 at bar over 8 beats
  @279046 master = 0
  @279487 master -1
  @279928 master -1 at beat
  @280369 crossfader +0.3
  @280810 crossfader +0.3 at bar
  @281251 headphone mix +0.1
  @281692 headphone mix +0.1 at phrase
  @282133 headphone level +1
  @282574 headphone level +1 over 16 beats
  @283015 crossfader curve power
  @283456 crossfader curve power over 4 bars
  @283897 crossfader curve linear
  @284338 crossfader curve linear over 2.5 seconds
  @284779 crossfader curve cut
  @285220 crossfader curve cut at bar over 8 beats
  @285661 swap a
  @286102 swap a at beat
  @286543 swap b
  @286984 swap off
  @287425 swap off at bar
  @287426 mash a
  @287427 mash a at bar
  @287428 mash b
  @287429 mash b at bar over 8 beats
  @287430 mash b at phrase
  @287431 mash a key 2 0
  @287432 mash a key 2 0 at bar
  @287433 mash b key -1.38 0.5
  @287434 mash b key -1.5 0
  @287435 mash off
  @287436 mash off at bar
  @287437 mash balance 1
  @287438 mash balance -0.5
  @287439 mash eq on
  @287440 mash eq off
  @287441 mash eq toggle
  @287442 mash lowcut on
  @287443 mash lowcut off
  @287444 mash lowcut off at bar
  @287445 mash lowcut toggle
  @287446 mash deess on
  @287447 mash deess off
  @287448 mash deess toggle
  @287449 mash gate on
  @287450 mash gate off
  @287451 mash gate toggle
  @287452 mash glue on
  @287453 mash glue off
  @287454 mash glue toggle
  @287455 mash listen eq
  @287456 mash listen lowcut
  @287457 mash listen deess
  @287458 mash listen gate
  @287459 mash listen glue
  @287460 mash listen off
  @287866 limiter toggle
  @288307 limiter toggle at phrase
  @288748 limiter off
  @289189 limiter off over 16 beats
  @289630 limiter on
  @290071 limiter on over 4 bars
  @290512 crossfader reverse toggle
  @290953 crossfader reverse toggle over 2.5 seconds
  @291394 crossfader reverse on
  @291835 crossfader reverse on at bar over 8 beats
  @292276 crossfader reverse off
  @292717 crossfader reverse off at beat
  @293158 crossfader cutin a 0.2
  @293599 crossfader cutin a 0.2 at bar
  @294040 crossfader cutin b 0.9
  @294481 crossfader cutin b 0.9 at phrase
  @294922 crossfader cutin a 0
  @295363 blend fair off
  @295804 blend fair off over 16 beats
  @296245 blend fair auto
  @296686 blend fair auto over 4 bars
  @297127 blend fair on
  @297568 blend fair on over 2.5 seconds
  @297788 blend fair limits 0.5 2
  @297898 blend fair limits 0.75 1.45
  @298009 bass to a
  @298450 bass to a at bar over 8 beats
  @298891 bass to b
  @299332 mids to a
  @299773 mids to a at beat
  @300214 mids to b
  @300655 highs to a
  @301096 highs to a at bar
  @301537 highs to b
  @301978 all to a
  @302419 all to a at phrase
  @302860 all to b
  @302900 bass stays on a
  @302930 bass stays on b
  @302960 mids stays on a
  @302990 mids stays on b
  @303020 highs stays on a
  @303050 highs stays on b
  @303080 all stays on a
  @303110 all stays on b
  @303301 crossovers 400 4000
  @303742 crossovers 400 4000 over 16 beats
  @304183 crossovers 246 2500
  @304624 deck a bpm 124.5
  @305065 deck a bpm 124.5 over 4 bars
  @305506 deck a seek 30 %
  @305947 deck a seek 30 % over 2.5 seconds
  @306388 deck b seek 100 %
  @306829 stem a vocals mute toggle
  @307270 stem a vocals mute toggle at bar over 8 beats
  @307711 stem a drums mute toggle
  @308152 stem a drums mute toggle at beat
  @308593 stem a bass mute toggle
  @309034 stem a bass mute toggle at bar
  @309475 stem a other mute toggle
  @309916 stem a other mute toggle at phrase
  @310357 stem a guitar mute toggle
  @310798 stem a guitar mute toggle over 16 beats
  @311239 stem a piano mute toggle
  @311680 stem a piano mute toggle over 4 bars
  @312121 stem a instrumental mute toggle
  @312562 stem a instrumental mute toggle over 2.5 seconds
  @313003 stem b drums level = 0.5
  @313444 stem b drums level = 0.5 at bar over 8 beats
  @313885 stem b bass level -0.1
  @314326 stem b bass level -0.1 at beat
  @314767 record off
  @8.138s deck a play
  +2 seconds deck b play
  +1.5 beats deck b pause
  +16 beats end
  """#

/// Commands that no journal takes.
let keysOfToday = #"""
  deck a load selected
  deck b load suggested
  deck b load "/music/a \"b\"; c.flac"
  deck b grid 124 0.25
  deck b grid double
  deck b grid halve
  deck b grid times 1.5
  deck b grid tap
  deck b grid tempo = 124.5
  deck b grid tempo -0.01
  deck b grid nudge +2.5
  deck b grid nudge -10
  deck b grid shift +1
  deck b grid shift -2
  deck b grid here
  deck b grid downbeat
  deck b grid phrase
  deck b grid bar 3
  deck b grid change
  deck b grid join
  deck b grid lock off
  deck b grid lock on
  deck b grid lock toggle
  deck b grid undo
  deck b grid reset
  deck a correct key 8B
  deck a correct key 3B
  deck a correct key 10B
  deck a correct key 5B
  deck a correct key 12B
  deck a correct key 7B
  deck a correct key 2B
  deck a correct key 9B
  deck a correct key 4B
  deck a correct key 11B
  deck a correct key 6B
  deck a correct key 1B
  deck a correct key 5A
  deck a correct key 12A
  deck a correct key 7A
  deck a correct key 2A
  deck a correct key 9A
  deck a correct key 4A
  deck a correct key 11A
  deck a correct key 6A
  deck a correct key 1A
  deck a correct key 8A
  deck a correct key 3A
  deck a correct key 10A
  deck a correct section intro
  deck a correct section drop
  deck a correct section outro
  deck a correct section start
  deck a correct forget
  deck a line how sweet the sound
  deck b line "out at bar"
  browse up
  browse down
  browse page up
  browse page down
  browse top
  browse bottom
  search
  search bpm:120-124 key:8a
  search "game over 9 beats"
  search "\"a;b\""
  sort bpm
  sort added
  suggest
  say recording
  deck a load suggested 2
  deck b load suggested 1
  deck a seek intro
  deck a seek build
  deck a seek drop
  deck a seek breakdown
  deck a seek verse
  deck a seek chorus
  deck a seek bridge
  deck a seek outro
  suggest for a
  suggest for b
  suggest up
  suggest down
  why
  record off
  record on
  record toggle
  record on "gig.flac"
  record on "a gig; at night.ogg"
  record decks off
  record decks on
  record decks toggle
  air off
  air on
  air toggle
  follow kicks off
  follow kicks on
  follow kicks toggle
  midi clock off
  midi clock on
  midi clock toggle
  midi follow off
  midi follow on
  midi follow toggle
  deck b autogain off
  deck b autogain on
  deck b autogain toggle
  target -12
  meter reset
  device hw:1,0
  device none
  period 256
  headphones to split
  headphones to 3-4
  theme paper
  columns title artist bpm key stems
  columns standard
  view all
  view decks
  view booth
  view library
  view next
  add /music/Mine & yours
  remove /music/Mine & yours
  rescan
  analyze all
  help
  quit
  deck a hotcue 8 name First drop
  deck a hotcue 1 name "out at bar"
  deck b hotcue 3 colour red
  deck b hotcue 3 colour orange
  deck b hotcue 3 colour yellow
  deck b hotcue 3 colour green
  deck b hotcue 3 colour cyan
  deck b hotcue 3 colour blue
  deck b hotcue 3 colour violet
  deck b hotcue 3 colour pink
  deck a key match
  deck a key match at bar
  deck b gate toggle
  deck b gate toggle at phrase
  deck b flanger toggle
  deck b flanger toggle over 16 beats
  deck b echo toggle
  deck b echo toggle over 4 bars
  deck b reverb toggle
  deck b reverb toggle over 2.5 seconds
  queue add selected
  queue add suggested
  queue add "/music/a \"b\"; c.flac"
  queue up
  queue down
  queue move up
  queue move down
  queue remove
  queue clear
  queue load next
  queue save "friday"
  auto off
  auto on
  auto toggle
  auto next
  auto skip
  auto hold
  auto longer
  auto shorter
  auto another
  auto kind long-blend
  auto kind short-blend
  auto kind cut
  auto kind filter-sweep
  auto kind echo-out
  auto kind breakdown-swap
  auto kind double-drop
  auto kind stem-blend
  auto kind fade
  auto kind clean-start
  auto course off
  auto course build
  auto course build 60 minutes
  auto course hold
  auto course hold 60 minutes
  auto course release
  auto course release 60 minutes
  auto course arc
  auto course arc 60 minutes
  auto radio off
  auto radio on
  auto radio toggle
  answer keep
  answer keep suggested
  answer keep "/music/a \"b\"; c.flac"
  answer skip
  answer skip suggested
  answer skip "/music/a \"b\"; c.flac"
  answer grower
  answer grower suggested
  answer grower "/music/a \"b\"; c.flac"
  answer classic
  answer classic suggested
  answer classic "/music/a \"b\"; c.flac"
  answer undo
  rate 0
  rate 4
  tag warm-up
  tag "late; at bar"
  untag warm-up
  untag all
  comment mind the long intro
  comment none
  colour none
  colour red
  colour orange
  colour yellow
  colour green
  colour cyan
  colour blue
  colour violet
  colour pink
  notes undo
  notes redo
  taste
  taste use wedding
  taste use "late at bar"
  taste reset
  taste export "/music/a \"b\"; c.taste"
  taste import "mine.taste"
  steer energy +0.25
  steer tempo +0.25
  steer bass +0.25
  steer harmony +0.25
  steer density +0.25
  steer vocals +0.25
  steer tension +0.25
  steer bass = -0.5
  steer "more bass, a bit faster; no vocals"
  steer "darker at bar"
  steer reset
  steer show off
  steer show on
  steer show toggle
  steer left
  steer right
  steer up
  steer down
  taste from Friday night
  taste from "/music/a \"b\"; c.m3u8"
  more like these
  more like these off
  more like these toggle
  more like these 0.5
  audition
  audition best
  audition start
  audition blend
  audition selected
  audition suggested
  audition "/music/a \"b\"; c.flac"
  audition best selected
  audition best suggested
  audition best "/music/a \"b\"; c.flac"
  audition start selected
  audition start suggested
  audition start "/music/a \"b\"; c.flac"
  audition blend selected
  audition blend suggested
  audition blend "/music/a \"b\"; c.flac"
  audition in room
  audition in room selected
  audition in room suggested
  audition in room "/music/a \"b\"; c.flac"
  audition back
  audition forward
  audition up
  audition down
  audition mashup
  audition master a
  audition master b
  audition master a in room
  audition master b in room
  audition load
  audition stop
  audition tempo room
  audition tempo own
  mash shift voice
  mash shift beat
  mash shift off
  mash save
  mash save "a night; in june.flac"
  mash save stop
  mashups
  mashups of a
  mashups of b
  mashups of selected
  mashups up
  mashups down
  mashups back
  mashups forward
  mashups load
  mashups save
  mashups save "/music/both.wav"
  mashups off
  split a
  split b
  split selected
  split crate Friday night
  split stop
  test start
  test stop
  test of "/music/a \"b\"; c.flac"
  cancel
  say deck a
  say deck b
  say decks
  say mixer
  say library
  say suggestions
  say queue
  say mashups
  say status
  say playing
  say time
  say tempo
  say key
  say phase
  announce off
  announce some
  announce all
  macro list
  macro transition
  layout us
  layout uk
  layout de
  layout fr
  layout be
  layout es
  layout it
  layout nordic
  layout no
  layout dk
  layout ch
  layout pt
  layout br
  layout cz
  layout hu
  layout tr
  layout ru
  layout dvorak
  layout colemak
  zoom in
  zoom out
  glyphs auto
  glyphs pixels
  glyphs octant
  glyphs sextant
  glyphs quadrant
  glyphs braille
  glyphs block
  glyphs half
  glyphs ascii
  deck a load at start
  deck a load at first-downbeat
  deck a load at memory
  deck a load at mix-in
  deck b load at 83.25 "/music/a \"b\"; c.flac"
  load at start
  load at first-downbeat
  load at memory
  load at mix-in
  deck b hotcue 2 name ""
  deck b grid redo
  queue remove 3
  queue put 2 "/music/a \"b\"; c.flac"
  undo
  redo
  history
  messages
  deck a join
  deck b join
  doubles
  doubles of a
  doubles of b
  deck a neutral
  deck b neutral
  resume
  deck a seek by +30
  deck a seek by +30 at bar
  deck b seek by -12.5
  deck a loop from 3 for 1.5 on
  deck a loop from 3 for 1.5 on at bar
  deck a loop from 3 for 1.5 off
  deck b loop from 3 for 1.5 on
  deck b loop from 3 for 1.5 off
  cancel b
  cancel 1
  cancel 4321
  crates
  crate open warm-up
  crate add
  crate add "Festival/Friday at bar"
  crate fill "late; deep"
  crate save peak bpm:125-128 energy:7-9
  crate remove
  crate up
  crate down
  crate rename opening
  crate delete warm-up
  crates undo
  crates redo
  deck a jog hold on
  deck a jog hold off
  deck b jog hold on
  deck b jog hold off
  deck b jog hold toggle
  deck a jog +60
  deck a jog -200
  deck a jog +2.5
  deck b jog +60
  deck b jog -200
  deck b jog +2.5
  help sync
  import undo
  import "/media/stick"
  """#
