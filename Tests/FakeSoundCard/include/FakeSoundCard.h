#ifndef FAKE_SOUND_CARD_H
#define FAKE_SOUND_CARD_H
#endif
