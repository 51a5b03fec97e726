#include "include/CStudio.h"
#include <string.h>

static inline float least(float a, float b) { return a < b ? a : b; }
static inline float most(float a, float b) { return a > b ? a : b; }

enum { ROWS = 16, BLOCK = 64 };

void segue_median_of_rows(const float *const *in, int32_t rows, float *out, int32_t count) {
  for (int32_t start = 0; start < count; start += BLOCK) {
    int32_t width = count - start < BLOCK ? count - start : BLOCK;
    float values[ROWS][BLOCK];
    for (int32_t r = 0; r < rows; r++) memcpy(values[r], in[r] + start, (size_t)width * sizeof(float));
    // Neighbours are put in order, odd and even ones by turns, as often as there are rows: then all are.
    for (int32_t turn = 0; turn < rows; turn++)
      for (int32_t r = turn & 1; r + 1 < rows; r += 2)
        for (int32_t x = 0; x < width; x++) {
          float low = least(values[r][x], values[r + 1][x]);
          float high = most(values[r][x], values[r + 1][x]);
          values[r][x] = low;
          values[r + 1][x] = high;
        }
    memcpy(out + start, values[rows / 2], (size_t)width * sizeof(float));
  }
}

void segue_front_shares(
  const float *own, const float *back, const float *left, const float *right, float *shares, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    float held = least(back[i], own[i]);
    float front = own[i] - held;
    float a = left[2 * i], b = left[2 * i + 1], c = right[2 * i], d = right[2 * i + 1];
    float middle = most(0, 2 * (a * c + b * d) / (a * a + b * b + c * c + d * d + 1e-20f));
    float square = middle * middle;
    shares[i] = front * front / (front * front + held * held + 1e-20f) * square * square;
  }
}

static const float steps = 8388608, top = 8388607.0f / 8388608;

void segue_part(float *rest, const float *wanted, float *part, int32_t count, bool whole) {
  if (!whole) {
    for (int32_t i = 0; i < count; i++) {
      part[i] = wanted[i];
      rest[i] -= wanted[i];
    }
    return;
  }
  for (int32_t i = 0; i < count; i++) {
    float scaled = most(-2 * steps, least(2 * steps, wanted[i] * steps));
    float rounded = (float)(int32_t)(scaled + (scaled < 0 ? -0.5f : 0.5f)) / steps;
    float value = least(least(top, rest[i] + 1), most(most(-1, rest[i] - top), rounded));
    part[i] = value;
    rest[i] -= value;
  }
}
