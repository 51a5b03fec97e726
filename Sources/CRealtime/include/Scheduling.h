#ifndef CREALTIME_SCHEDULING_H
#define CREALTIME_SCHEDULING_H
#include <semaphore.h>
#include <stdint.h>

/* Makes the calling thread an audio thread: names it (15 bytes at most), leaves signals to the other threads, and asks
   for SCHED_FIFO at this priority, which children do not inherit. Returns 0, or why there is no real-time priority
   (errno: EPERM where the limit rtprio forbids it); the thread then runs with ordinary priority. */
int segue_become_audio_thread(const char *name, int priority);

/* Gives the calling thread SCHED_FIFO at this priority, which children do not inherit; 0: ordinary scheduling. Returns 0
   or errno, as above. */
int segue_schedule_thread(int priority);

/* Gives SCHED_FIFO at this priority to the threads that sound servers' client libraries (PulseAudio, PipeWire) run within
   this process: the audio thread's frames wait for them. They are known by their names. Returns how many were raised. */
int segue_raise_sound_helpers(int priority);

/* Keeps the calling thread on one core, counted from 0: for measuring how that core wakes. Returns 0 or errno. */
int segue_stay_on_core(int core);

/* The greatest SCHED_FIFO priority that the limits allow this process; 0 when none. */
int segue_realtime_priority_limit(void);

/* Bytes that this process may lock in memory; negative: any number. */
int64_t segue_memory_lock_limit(void);

/* Keeps every page in memory that has been touched or will be. Only where the limit memlock is infinite: under a limit,
   later allocations would fail. Returns 0 or errno (EPERM: the limit). */
int segue_lock_memory(void);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t segue_monotonic_nanoseconds(void);

/* Sleeps until that moment of CLOCK_MONOTONIC; goes on sleeping after a signal. */
void segue_sleep_until(int64_t nanoseconds);

/* Waits for the semaphore so long at most, by the monotonic clock (a corrected wall clock makes no difference). */
void segue_wait_semaphore(sem_t *semaphore, int milliseconds);

#endif
