#ifndef SEGUE_OPUSENC_SHIM_H
#define SEGUE_OPUSENC_SHIM_H

#include <opus.h>
#include <opusenc.h>

// Requests are C varargs, which Swift cannot call.

/// Bits a second, and how long (in samples at 48 kHz) a packet may wait for its page or for what comes after it.
/// Returns 0, or an error of libopusenc.
static inline int segue_opus_tune(OggOpusEnc *encoder, int bit_rate, int delay) {
  int error = ope_encoder_ctl(encoder, OPUS_SET_BITRATE(bit_rate));
  if (!error) error = ope_encoder_ctl(encoder, OPE_SET_MUXING_DELAY(delay));
  return error ? error : ope_encoder_ctl(encoder, OPE_SET_DECISION_DELAY(delay));
}

#endif
