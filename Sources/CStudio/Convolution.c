#include "include/CStudio.h"
#include <string.h>

// A convolution as a matrix product without the matrix: with channels innermost, the taps of one kernel row over one
// output pixel lie side by side in memory, so a tile of six pixels × sixteen channels reads its operands in place. The
// tile's sums stay in registers (twelve of the sixteen that AVX has); one kernel row at a time, so that its weights stay
// in the second-level cache.

enum { LANES = SEGUE_CONV_LANES, PIXELS = 6 };

#define ALWAYS static inline __attribute__((always_inline))

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx2,fma")))

bool segue_conv_wide(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// Adds `taps` products to the sums of `pixels` pixels.
ALWAYS WIDE void tile_wide(int pixels, const float *in, int64_t step, int32_t taps, const float *weights, float *sums) {
  __m256 low[PIXELS], high[PIXELS];
  for (int p = 0; p < pixels; p++) {
    low[p] = _mm256_loadu_ps(sums + p * LANES);
    high[p] = _mm256_loadu_ps(sums + p * LANES + 8);
  }
  for (int32_t k = 0; k < taps; k++) {
    __m256 first = _mm256_loadu_ps(weights + (int64_t)k * LANES);
    __m256 second = _mm256_loadu_ps(weights + (int64_t)k * LANES + 8);
    for (int p = 0; p < pixels; p++) {
      __m256 value = _mm256_broadcast_ss(in + p * step + k);
      low[p] = _mm256_fmadd_ps(value, first, low[p]);
      high[p] = _mm256_fmadd_ps(value, second, high[p]);
    }
  }
  for (int p = 0; p < pixels; p++) {
    _mm256_storeu_ps(sums + p * LANES, low[p]);
    _mm256_storeu_ps(sums + p * LANES + 8, high[p]);
  }
}

WIDE static void sum_wide(int pixels, const float *in, int64_t step, int32_t taps, const float *weights, float *sums) {
  switch (pixels) {
  case 1: tile_wide(1, in, step, taps, weights, sums); break;
  case 2: tile_wide(2, in, step, taps, weights, sums); break;
  case 3: tile_wide(3, in, step, taps, weights, sums); break;
  case 4: tile_wide(4, in, step, taps, weights, sums); break;
  case 5: tile_wide(5, in, step, taps, weights, sums); break;
  default: tile_wide(6, in, step, taps, weights, sums); break;
  }
}
#else
bool segue_conv_wide(void) { return false; }
#endif

// The same in plain C.
static void sum_plain(int pixels, const float *in, int64_t step, int32_t taps, const float *weights, float *sums) {
  for (int p = 0; p < pixels; p++) {
    float own[LANES];
    memcpy(own, sums + p * LANES, sizeof own);
    for (int32_t k = 0; k < taps; k++) {
      float value = in[p * step + k];
      for (int c = 0; c < LANES; c++) own[c] += value * weights[(int64_t)k * LANES + c];
    }
    memcpy(sums + p * LANES, own, sizeof own);
  }
}

typedef void (*summing)(int, const float *, int64_t, int32_t, const float *, float *);

// One row of outputs of one panel: sums in `sums`, a tile at a time.
static void row(const segue_conv *conv, summing sum, int32_t y, int32_t panel) {
  int64_t kernel = (int64_t)conv->kernel_width * LANES;
  const float *weights = conv->weights + panel * conv->kernel_rows * kernel;
  int32_t first = panel * LANES;
  int32_t width = conv->channels - first < LANES ? conv->channels - first : LANES;
  int64_t step = (int64_t)conv->step * conv->in_stride;
  for (int32_t x = 0; x < conv->columns; x += PIXELS) {
    int pixels = conv->columns - x < PIXELS ? conv->columns - x : PIXELS;
    float sums[PIXELS * LANES];
    for (int p = 0; p < pixels; p++) memcpy(sums + p * LANES, conv->bias + first, LANES * sizeof(float));
    for (int32_t k = 0; k < conv->kernel_rows; k++) {
      const float *in = conv->in + (int64_t)(y * conv->step + k) * conv->in_row + x * step;
      sum(pixels, in, step, conv->kernel_width, weights + k * kernel, sums);
    }
    float *out = conv->out + y * conv->out_row + (int64_t)x * conv->out_stride + first;
    for (int p = 0; p < pixels; p++) memcpy(out + (int64_t)p * conv->out_stride, sums + p * LANES, width * sizeof(float));
  }
}

void segue_convolve(const segue_conv *conv, bool wide) {
  summing sum = sum_plain;
#if defined(__x86_64__)
  if (wide) sum = sum_wide;
#else
  (void)wide;
#endif
  int32_t panels = (conv->channels + LANES - 1) / LANES;
  for (int32_t panel = 0; panel < panels; panel++)
    for (int32_t y = 0; y < conv->rows; y++) row(conv, sum, y, panel);
}
