#include "include/CStudio.h"
#include <math.h>

void segue_scale_leaky(
  const float *in, int64_t in_row, int32_t in_stride, float *out, int64_t out_row, int32_t out_stride, int32_t rows,
  int32_t columns, int32_t channels, const float *scale, const float *shift, float slope) {
  for (int32_t y = 0; y < rows; y++)
    for (int32_t x = 0; x < columns; x++) {
      const float *restrict from = in + y * in_row + (int64_t)x * in_stride;
      float *restrict to = out + y * out_row + (int64_t)x * out_stride;
      for (int32_t c = 0; c < channels; c++) {
        float value = from[c] * scale[c] + shift[c];
        to[c] = value > 0 ? value : value * slope;
      }
    }
}

void segue_relu_scale(
  float *image, int64_t row, int32_t stride, int32_t rows, int32_t columns, int32_t channels, const float *scale,
  const float *shift) {
  for (int32_t y = 0; y < rows; y++)
    for (int32_t x = 0; x < columns; x++) {
      float *restrict pixel = image + y * row + (int64_t)x * stride;
      for (int32_t c = 0; c < channels; c++) pixel[c] = (pixel[c] > 0 ? pixel[c] : 0) * scale[c] + shift[c];
    }
}

enum { TAPS = 4, APART = 2, RUN = 256 };

void segue_spread_logistic(
  const float *in, int64_t in_row, const float *weights, const float *bias, int32_t channels, float *out, int32_t rows,
  int32_t columns) {
  for (int32_t y = 0; y < rows; y++)
    for (int32_t start = 0; start < columns; start += RUN) {
      int32_t count = columns - start < RUN ? columns - start : RUN;
      for (int32_t c = 0; c < channels; c++) {
        float sums[RUN];
        for (int32_t x = 0; x < count; x++) sums[x] = bias[c];
        for (int32_t tap = 0; tap < TAPS * TAPS; tap++) {
          const float *from = in + (int64_t)(y + APART * (tap / TAPS)) * in_row + start + APART * (tap % TAPS);
          float weight = weights[c * TAPS * TAPS + tap];
          for (int32_t x = 0; x < count; x++) sums[x] += weight * from[x];
        }
        float *to = out + ((int64_t)y * columns + start) * channels + c;
        for (int32_t x = 0; x < count; x++) to[(int64_t)x * channels] = 1 / (1 + expf(-sums[x]));
      }
    }
}
