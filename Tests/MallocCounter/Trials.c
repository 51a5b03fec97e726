/* Negative controls: each does one forbidden thing. A watch that never barks guards nothing. */
#define _GNU_SOURCE
#include "MallocCounter.h"
#include "Watch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static const struct timespec long_ago = {.tv_sec = 1};
static const struct timespec no_time;
static void *volatile memory;
static char byte;
static int null_file = -1;
static FILE *null_stream;
static sem_t semaphore;
static pthread_spinlock_t spinlock;

static void *nothing(void *context) { return context; }

static void try_malloc(void) { memory = malloc(40); }
static void try_free(void) { free(memory), memory = NULL; }
static void try_calloc(void) { memory = calloc(2, 20); }
static void try_realloc(void) { memory = realloc(memory, 80); }
static void try_posix_memalign(void) {
  void *got = NULL;
  if (posix_memalign(&got, 64, 64) == 0) memory = got;
}
static void try_aligned_alloc(void) { memory = aligned_alloc(64, 64); }
static void try_mmap(void) { memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
static void try_mprotect(void) { mprotect(memory, 4096, PROT_READ); }
static void try_madvise(void) { madvise(memory, 4096, MADV_NORMAL); }
static void try_munmap(void) { munmap(memory, 4096), memory = NULL; }
static void try_mutex_lock(void) { pthread_mutex_lock(&mutex), pthread_mutex_unlock(&mutex); }
static void try_mutex_timedlock(void) { pthread_mutex_timedlock(&mutex, &long_ago), pthread_mutex_unlock(&mutex); }
static void try_rdlock(void) { pthread_rwlock_rdlock(&rwlock), pthread_rwlock_unlock(&rwlock); }
static void try_wrlock(void) { pthread_rwlock_wrlock(&rwlock), pthread_rwlock_unlock(&rwlock); }
static void try_spin_lock(void) { pthread_spin_lock(&spinlock), pthread_spin_unlock(&spinlock); }
static void try_cond_timedwait(void) { pthread_cond_timedwait(&condition, &mutex, &long_ago); }
static void try_sem_wait(void) { sem_post(&semaphore), sem_wait(&semaphore); }
static void try_sem_timedwait(void) { sem_timedwait(&semaphore, &long_ago); }
static void try_pthread_create(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, nothing, NULL) == 0) pthread_join(thread, NULL);
}
static void try_open(void) { close(open("/dev/null", O_RDONLY)); }
static void try_openat(void) { close(openat(AT_FDCWD, "/dev/null", O_RDONLY)); }
static void try_close(void) { close(-1); }
static void try_read(void) { null_file = read(null_file, &byte, 1) < 0 ? null_file : null_file; }
static void try_write(void) { null_file = write(null_file, &byte, 1) < 0 ? null_file : null_file; }
static void try_pread(void) { null_file = pread(null_file, &byte, 1, 0) < 0 ? null_file : null_file; }
static void try_pwrite(void) { null_file = pwrite(null_file, &byte, 1, 0) < 0 ? null_file : null_file; }
static void try_readv(void) {
  struct iovec part = {&byte, 1};
  null_file = readv(null_file, &part, 1) < 0 ? null_file : null_file;
}
static void try_writev(void) {
  struct iovec part = {&byte, 1};
  null_file = writev(null_file, &part, 1) < 0 ? null_file : null_file;
}
static void try_lseek(void) { lseek(null_file, 0, SEEK_SET); }
static void try_fsync(void) { fsync(null_file); }
static void try_fdatasync(void) { fdatasync(null_file); }
static void try_fopen(void) {
  FILE *stream = fopen("/dev/null", "r");
  if (stream) fclose(stream);
}
static void try_fwrite(void) { byte = (char)fwrite(&byte, 1, 1, null_stream); }
static void try_fread(void) { byte = (char)fread(&byte, 1, 1, null_stream); }
static void try_poll(void) { poll(NULL, 0, 0); }
static void try_ppoll(void) { ppoll(NULL, 0, &no_time, NULL); }
static void try_select(void) {
  struct timeval none = {0};
  select(0, NULL, NULL, NULL, &none);
}
static void try_epoll_wait(void) {
  struct epoll_event event;
  epoll_wait(-1, &event, 1, 0);
}
static void try_nanosleep(void) { nanosleep(&no_time, NULL); }
static void try_clock_nanosleep(void) { clock_nanosleep(CLOCK_MONOTONIC, 0, &no_time, NULL); }
static void try_usleep(void) { usleep(0); }
static void try_sleep(void) { sleep(0); }
static void try_sched_yield(void) { sched_yield(); }
static void try_futex(void) {
  static int word;
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
static void try_system_call(void) { syscall(SYS_getppid); }

/* The last two are seen by the kernel's help alone. */
static const struct trial {
  const char *name;
  void (*body)(void);
  int needs_kernel;
} trials[] = {
    {"malloc", try_malloc}, {"realloc", try_realloc}, {"free", try_free}, {"calloc", try_calloc}, {"free", try_free},
    {"posix_memalign", try_posix_memalign}, {"free", try_free}, {"aligned_alloc", try_aligned_alloc}, {"free", try_free},
    {"mmap", try_mmap}, {"mprotect", try_mprotect}, {"madvise", try_madvise}, {"munmap", try_munmap},
    {"pthread_mutex_lock", try_mutex_lock}, {"pthread_mutex_timedlock", try_mutex_timedlock},
    {"pthread_rwlock_rdlock", try_rdlock}, {"pthread_rwlock_wrlock", try_wrlock}, {"pthread_spin_lock", try_spin_lock},
    {"pthread_cond_timedwait", try_cond_timedwait}, {"sem_wait", try_sem_wait}, {"sem_timedwait", try_sem_timedwait},
    {"pthread_create", try_pthread_create}, {"open", try_open}, {"openat", try_openat}, {"close", try_close},
    {"read", try_read}, {"write", try_write}, {"pread", try_pread}, {"pwrite", try_pwrite}, {"readv", try_readv},
    {"writev", try_writev}, {"lseek", try_lseek}, {"fsync", try_fsync}, {"fdatasync", try_fdatasync},
    {"fopen", try_fopen}, {"fwrite", try_fwrite}, {"fread", try_fread}, {"poll", try_poll}, {"ppoll", try_ppoll},
    {"select", try_select}, {"epoll_wait", try_epoll_wait}, {"nanosleep", try_nanosleep},
    {"clock_nanosleep", try_clock_nanosleep}, {"usleep", try_usleep}, {"sleep", try_sleep},
    {"sched_yield", try_sched_yield}, {"system call 202", try_futex, 1}, {"system call 110", try_system_call, 1},
};

static void prepare(int trial) {
  if (null_file < 0) {
    null_file = open("/dev/null", O_RDWR | O_CLOEXEC);
    null_stream = fopen("/dev/null", "r+");
    sem_init(&semaphore, 0, 0);
    pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE);
  }
  // A condition is waited for with its mutex held.
  if (trials[trial].body == try_cond_timedwait) pthread_mutex_lock(&mutex);
}

int malloc_counter_trials(void) { return (int)(sizeof trials / sizeof *trials) - (malloc_counter_sees_system_calls() ? 0 : 2); }

const char *malloc_counter_trial_name(int trial) { return trials[trial].name; }

long malloc_counter_try(int trial) {
  prepare(trial);
  malloc_counter_arm();
  trials[trial].body();
  long counted = malloc_counter_disarm();
  if (trials[trial].body == try_cond_timedwait) pthread_mutex_unlock(&mutex);
  return counted;
}

int malloc_counter_try_aborting(int trial) {
  pid_t child = fork();
  if (child == 0) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGABRT, SIG_DFL);
    watch_forget_enrolment();
    prepare(trial);
    malloc_counter_arm_aborting();
    trials[trial].body();
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
