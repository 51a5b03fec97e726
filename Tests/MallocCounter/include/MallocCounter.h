// Counts what the audio thread must not do: memory from the heap, locks, waits, files, sleeps, and every system call there
// is. The functions stand in for the C library's in a test executable; they count only on a thread that is armed, so
// everything else in the process runs as ever. Sees C and C++ libraries as well. System calls that no C function stands
// for (an inlined futex) are seen where the kernel can hand them over (Linux 5.11, syscall user dispatch).
#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H

/// Starts counting on this thread, from zero.
void malloc_counter_arm(void);
/// The same, but the first forbidden call ends the program with SIGABRT where it stands: for a debugger or a core file.
/// The environment variable SEGUE_GUARD=abort makes `malloc_counter_arm` do so too.
void malloc_counter_arm_aborting(void);
/// Stops counting on this thread. Returns the forbidden calls since it was armed.
long malloc_counter_disarm(void);
/// The name of the first forbidden call on this thread since it was armed ("malloc", "system call 202"); empty when there
/// was none. Valid until the thread is armed again.
const char *malloc_counter_first(void);
/// 0 where the counter was left out because a sanitizer brings its own allocator.
int malloc_counter_works(void);
/// 0 where the kernel does not hand over system calls.
int malloc_counter_sees_system_calls(void);

/// Negative controls: one for each kind of call that is watched for.
int malloc_counter_trials(void);
/// What the trial calls.
const char *malloc_counter_trial_name(int trial);
/// Does it on this thread, armed. Returns the calls that were counted.
long malloc_counter_try(int trial);
/// Does it in a child process that is to abort. Returns 1 when the child died of SIGABRT.
int malloc_counter_try_aborting(int trial);

#endif
