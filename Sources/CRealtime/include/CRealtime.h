// What the audio thread may call in C. Each function carries the attribute that lets `@_noLocks` Swift code call it, so
// this header is the list: nothing here allocates, locks or enters the kernel.
#ifndef CREALTIME_H
#define CREALTIME_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#define RT_SAFE __attribute__((swift_attr("@_noLocks"))) __attribute__((swift_attr("@_noAllocation")))

RT_SAFE static inline double rt_sin(double x) { return sin(x); }
RT_SAFE static inline double rt_cos(double x) { return cos(x); }
RT_SAFE static inline double rt_tan(double x) { return tan(x); }
RT_SAFE static inline double rt_exp(double x) { return exp(x); }
RT_SAFE static inline double rt_exp2(double x) { return exp2(x); }
RT_SAFE static inline double rt_log10(double x) { return log10(x); }
RT_SAFE static inline double rt_log2(double x) { return log2(x); }
RT_SAFE static inline double rt_pow(double x, double y) { return pow(x, y); }
RT_SAFE static inline double rt_sqrt(double x) { return sqrt(x); }
// Four at once: Swift's own root of a vector calls the library for each lane.
typedef float rt_float4 __attribute__((ext_vector_type(4)));
RT_SAFE static inline rt_float4 rt_sqrt4(rt_float4 x) { return __builtin_elementwise_sqrt(x); }
RT_SAFE static inline double rt_floor(double x) { return floor(x); }
RT_SAFE static inline double rt_ceil(double x) { return ceil(x); }
RT_SAFE static inline double rt_round(double x) { return round(x); }
RT_SAFE static inline double rt_fmod(double x, double y) { return fmod(x, y); }

RT_SAFE static inline void rt_zero(void *memory, int64_t bytes) { memset(memory, 0, (size_t)bytes); }
RT_SAFE static inline void rt_copy(void *to, const void *from, int64_t bytes) { memcpy(to, from, (size_t)bytes); }

// Denormal numbers make the tails of recursive filters a hundred times slower. Returns what `rt_float_mode_restore` takes.
RT_SAFE static inline uint64_t rt_float_mode_flush_denormals(void) {
#if defined(__SSE__)
  unsigned int mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040u);
  return mode;
#elif defined(__aarch64__)
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1ull << 24)));
  return mode;
#else
  return 0;
#endif
}

RT_SAFE static inline void rt_float_mode_restore(uint64_t mode) {
#if defined(__SSE__)
  _mm_setcsr((unsigned int)mode);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#endif
}

// Whether the calling thread is rendering: how deep it is in what renders. Debug builds ask at doors that are shut to it.
extern _Thread_local int rt_rendering_depth;
RT_SAFE static inline void rt_enter_rendering(void) { rt_rendering_depth++; }
RT_SAFE static inline void rt_leave_rendering(void) { rt_rendering_depth--; }
RT_SAFE static inline bool rt_is_rendering(void) { return rt_rendering_depth > 0; }

#endif
