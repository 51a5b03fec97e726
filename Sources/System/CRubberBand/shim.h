#include <rubberband/rubberband-c.h>

// The calls that the audio thread makes, with the attribute that lets `@_noLocks` code make them. Measured with a malloc
// counter: none allocates or locks once the stretcher was made with a ratio above any that is set later.
#define SEGUE_RT __attribute__((swift_attr("@_noLocks"))) __attribute__((swift_attr("@_noAllocation")))

SEGUE_RT static inline void stretcher_reset(RubberBandState state) { rubberband_reset(state); }
SEGUE_RT static inline void stretcher_time_ratio(RubberBandState state, double ratio) {
  rubberband_set_time_ratio(state, ratio);
}
SEGUE_RT static inline void stretcher_set_phases_at_attacks(RubberBandState state, int should) {
  rubberband_set_transients_option(state, should ? RubberBandOptionTransientsCrisp : RubberBandOptionTransientsSmooth);
}
SEGUE_RT static inline unsigned int stretcher_frames_required(RubberBandState state) {
  return rubberband_get_samples_required(state);
}
SEGUE_RT static inline void stretcher_process(RubberBandState state, const float *const *input, unsigned int frames) {
  rubberband_process(state, input, frames, 0);
}
SEGUE_RT static inline int stretcher_available(RubberBandState state) { return rubberband_available(state); }
SEGUE_RT static inline unsigned int stretcher_retrieve(RubberBandState state, float *const *output, unsigned int frames) {
  return rubberband_retrieve(state, output, frames);
}
