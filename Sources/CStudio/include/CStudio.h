// What works on whole tracks in C: the layers of a convolutional net, compiled for wide vectors too, and one call of
// the system that Swift does not see. Nothing here allocates. Every function gives the same bits each time on one machine; machines with and without fused
// multiply-add differ in the last bits.
#ifndef CSTUDIO_H
#define CSTUDIO_H

#include <stdbool.h>
#include <stdint.h>

// Output channels that are computed side by side; weights are packed in panels of so many.
#define SEGUE_CONV_LANES 16

// Whether this machine has the wide path (AVX2 and FMA).
bool segue_conv_wide(void);

// One convolution over an image with its channels innermost. Borders are the caller's, in memory, as zeros.
typedef struct {
  const float *in;      // the pixel under the first tap of output (0, 0)
  int64_t in_row;       // floats from a row to the next
  int32_t in_stride;    // floats from a pixel to the next: its channels
  int32_t step;         // pixels, and rows, of input from one output to the next
  int32_t kernel_rows;  // taps downwards
  int32_t kernel_width; // taps across × input channels
  const float *weights; // [panels][kernel_rows][kernel_width][16]
  const float *bias;    // [panels][16]
  float *out;           // output (0, 0), its first channel
  int64_t out_row;      // floats from a row to the next
  int32_t out_stride;   // floats from a pixel to the next
  int32_t rows, columns;
  int32_t channels; // of output
} segue_conv;

// Convolves. `wide` asks for the AVX2 path: only where `segue_conv_wide()`.
void segue_convolve(const segue_conv *conv, bool wide);

// out = leaky(in × scale + shift), negative values times `slope`; rows × columns pixels of `channels`.
void segue_scale_leaky(
  const float *in, int64_t in_row, int32_t in_stride, float *out, int64_t out_row, int32_t out_stride, int32_t rows,
  int32_t columns, int32_t channels, const float *scale, const float *shift, float slope);

// In place: max(value, 0) × scale + shift.
void segue_relu_scale(
  float *image, int64_t row, int32_t stride, int32_t rows, int32_t columns, int32_t channels, const float *scale,
  const float *shift);

// One channel in, `channels` out: a 4 × 4 kernel whose taps lie two pixels apart, then the logistic function.
// `in` is the pixel under the first tap of output (0, 0). weights[channels][4][4]; out[rows][columns][channels].
void segue_spread_logistic(
  const float *in, int64_t in_row, const float *weights, const float *bias, int32_t channels, float *out, int32_t rows,
  int32_t columns);

// Medians of 2 × `half` + 1 values around each of out_count values from in[first] on, `stride` floats apart; beyond the
// ends of the `count` values they are mirrored. half ≤ 32; count > half.
void segue_sliding_median(
  const float *in, int64_t stride, int32_t count, int32_t half, int32_t first, float *out, int64_t out_stride,
  int32_t out_count);

// The median of each column of `rows` rows (at most 16): of an even number the upper of the two in the middle.
void segue_median_of_rows(const float *const *in, int32_t rows, float *out, int32_t count);

// What stands out from what comes back, in the middle between left and right: the share of each bin of one channel.
// own: its magnitudes; back: what comes back; left, right: the spectra, real and imaginary by turns.
void segue_front_shares(
  const float *own, const float *back, const float *left, const float *right, float *shares, int32_t count);

// Takes the parts nearest to `wanted` from `rest`; with `whole`, so that both are numbers of 24 bits within full scale
// where `rest` was one.
void segue_part(float *rest, const float *wanted, float *part, int32_t count, bool whole);

// Exchanges the names of two files or folders in one step (renameat2 with RENAME_EXCHANGE). 0, or −1 with `errno`:
// EINVAL or ENOSYS where the disk or the system cannot do that.
int segue_exchange(const char *one, const char *other);

#endif
