// What works on whole tracks in C: the convolutions of a neural net, compiled for wide vectors too. Nothing here
// allocates. Every function gives the same bits each time on one machine; machines with and without fused
// multiply-add differ in the last bits.
#ifndef CSTUDIO_H
#define CSTUDIO_H

#include <stdbool.h>
#include <stdint.h>

// Output channels that are computed side by side; weights are packed in panels of so many.
#define SEGUE_CONV_LANES 16

// Whether this machine has the wide path (AVX2 and FMA).
bool segue_conv_wide(void);

// One convolution over an image whose pixels are `in_stride` floats apart, of which the first `in_channels` are read.
// `in` is the pixel under the kernel's first tap for output (0, 0): borders are the caller's, in memory, as zeros.
typedef struct {
  const float *in;
  int64_t in_row;       // floats from a row to the next
  int32_t in_stride;    // floats from a pixel to the next
  int32_t step;         // pixels, and rows, of input from one output to the next
  int32_t kernel_rows;  // taps downwards
  int32_t kernel_width; // taps across × input channels: they must lie side by side, so in_stride = input channels
  const float *weights; // panels[channels / 16][kernel_rows][kernel_width][16]
  const float *bias;    // channels, rounded up to whole panels
  float *out;           // output (0, 0), its first channel
  int64_t out_row;      // floats from a row to the next
  int32_t out_stride;   // floats from a pixel to the next
  int32_t rows, columns;
  int32_t channels; // output channels
} segue_conv;

// Convolves. `wide` asks for the AVX2 path: only where `segue_conv_wide()`.
void segue_convolve(const segue_conv *conv, bool wide);

#endif
