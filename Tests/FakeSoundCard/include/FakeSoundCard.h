#ifndef FAKE_SOUND_CARD_H
#define FAKE_SOUND_CARD_H

/* A sound card made of nothing but a clock and a file: an ALSA I/O plugin, type `segue_fake`, which libasound loads.

   pcm_type.segue_fake { lib "PATH/libasound_module_pcm_segue_fake.so" }
   pcm.card {
     type segue_fake
     file "PATH"            what it received, raw; also the card's identity: it outlives closing and opening
     speed 8                times real time (default 1)
     format "S16_LE"        the only format it offers (default: every linear one)
     channels 4             the only number of channels it offers (default: 1 to 8)
     rate 48000             the only rate it offers (default: 44100 and 48000)
     planar 1               it takes each channel by itself (default: interleaved)
     strict 1               running out of frames is an xrun (default: its clock waits, so that busy machines count none)
     script "xrun@1;suspend@1.5;stall@2-2.5;gone@3-3.5"
   }

   In the script, the first number is when it happens, in seconds of sound played; the second less the first is how long
   it lasts, in seconds of the card's (speeded) clock. `xrun` and `suspend` happen once; during `stall` it takes nothing;
   while it is `gone`, everything fails with EIO and opening with ENODEV. What it has received is in the file, whether
   it "sounded" before the accident or not. */

#endif
