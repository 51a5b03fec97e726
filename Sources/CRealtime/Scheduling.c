#define _GNU_SOURCE
#include "Scheduling.h"
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

int segue_become_audio_thread(const char *name, int priority) {
  pthread_t self = pthread_self();
  pthread_setname_np(self, name);
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  return segue_schedule_thread(priority);
}

int segue_schedule_thread(int priority) {
  struct sched_param parameters = {.sched_priority = priority};
  int policy = priority > 0 ? SCHED_FIFO | SCHED_RESET_ON_FORK : SCHED_OTHER;
  return pthread_setschedparam(pthread_self(), policy, &parameters);
}

static int is_helper(const char *name) {
  static const char *const names[] = {"threaded-ml", "alsa-pulse", "data-loop", "pw-data-loop", "pw-alsa"};
  for (unsigned int i = 0; i < sizeof names / sizeof *names; i++) {
    if (strncmp(name, names[i], strlen(names[i])) == 0) return 1;
  }
  return 0;
}

int segue_raise_sound_helpers(int priority) {
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) return 0;
  int raised = 0;
  for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
    int thread = atoi(entry->d_name);
    char path[64], name[32] = "";
    if (thread <= 0) continue;
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread);
    FILE *file = fopen(path, "re");
    if (file == NULL) continue;
    if (fgets(name, sizeof name, file) == NULL) name[0] = 0;
    fclose(file);
    struct sched_param parameters = {.sched_priority = priority};
    if (is_helper(name) && sched_getscheduler(thread) == SCHED_OTHER
        && sched_setscheduler(thread, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters) == 0) {
      raised++;
    }
  }
  closedir(tasks);
  return raised;
}

int segue_stay_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  return pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
}

int segue_realtime_priority_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTPRIO, &limit) != 0) return 0;
  int most = sched_get_priority_max(SCHED_FIFO);
  return limit.rlim_cur > (rlim_t)most ? most : (int)limit.rlim_cur;
}

int64_t segue_memory_lock_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return 0;
  return limit.rlim_cur > INT64_MAX ? -1 : (int64_t)limit.rlim_cur;
}

int segue_lock_memory(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return errno;
  if (limit.rlim_cur != RLIM_INFINITY) return EPERM;
  return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}

int64_t segue_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void segue_sleep_until(int64_t nanoseconds) {
  struct timespec moment = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL) == EINTR) {
  }
}

void segue_wait_semaphore(sem_t *semaphore, int milliseconds) {
  int64_t until = segue_monotonic_nanoseconds() + (int64_t)milliseconds * 1000000;
  struct timespec moment = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
  while (sem_clockwait(semaphore, CLOCK_MONOTONIC, &moment) != 0 && errno == EINTR) {
  }
}
