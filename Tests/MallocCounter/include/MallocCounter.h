// Counts what the audio thread must not do. The functions stand in for the C library's in a test executable; they count only
// on a thread that is armed, so everything else in the process runs as ever. Sees C++ libraries as well.
#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H

/// Starts counting on this thread, from zero.
void malloc_counter_arm(void);
/// Stops counting on this thread. Returns the allocations, frees, mutex locks, writes and sleeps since it was armed.
long malloc_counter_disarm(void);
/// 0 where the counter was left out because a sanitizer brings its own allocator.
int malloc_counter_works(void);

#endif
