#include "include/CStudio.h"
#include <string.h>

enum { MOST = 65 };

static float mirrored(const float *in, int64_t stride, int32_t count, int32_t index) {
  if (index < 0) index = -index;
  if (index >= count) index = 2 * (count - 1) - index;
  return in[index * stride];
}

// Values in order; the place of the first that is not smaller.
static int32_t place(const float *sorted, int32_t size, float value) {
  int32_t found = 0;
  for (int32_t i = 0; i < size; i++) found += sorted[i] < value;
  return found;
}

void segue_sliding_median(
  const float *in, int64_t stride, int32_t count, int32_t half, int32_t first, float *out, int64_t out_stride,
  int32_t out_count) {
  float sorted[MOST];
  int32_t size = 0;
  for (int32_t i = first - half; i <= first + half; i++) {
    float value = mirrored(in, stride, count, i);
    int32_t at = place(sorted, size, value);
    memmove(sorted + at + 1, sorted + at, (size_t)(size - at) * sizeof(float));
    sorted[at] = value;
    size++;
  }
  for (int32_t i = 0; i < out_count; i++) {
    out[i * out_stride] = sorted[half];
    if (i + 1 == out_count) break;
    float old = mirrored(in, stride, count, first + i - half);
    float new = mirrored(in, stride, count, first + i + half + 1);
    // The window slides: one value leaves, one comes, and what lies between their places moves by one.
    int32_t from = place(sorted, size, old);
    int32_t to = place(sorted, size, new);
    if (to > from) {
      to--;
      memmove(sorted + from, sorted + from + 1, (size_t)(to - from) * sizeof(float));
    } else {
      memmove(sorted + to + 1, sorted + to, (size_t)(from - to) * sizeof(float));
    }
    sorted[to] = new;
  }
}
