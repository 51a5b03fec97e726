#include <alsa/asoundlib.h>

/* libasound writes its errors to stderr, over the screen. Its handler takes variable arguments, which Swift cannot
   write; every error also comes back as a code, so nothing is lost by this one. */
static void segue_alsa_discard(const char *file, int line, const char *function, int code, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)code, (void)format;
}

/* Process-wide: from here on libasound prints nothing. */
static inline void segue_alsa_silence(void) { snd_lib_error_set_handler(segue_alsa_discard); }
