#define _GNU_SOURCE
#include "MallocCounter.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LEFT_OUT 1
#endif
#endif

static __thread int armed;
static __thread long count;

void malloc_counter_arm(void) {
  count = 0;
  armed = 1;
}

long malloc_counter_disarm(void) {
  armed = 0;
  return count;
}

#if defined(__GLIBC__) && !defined(LEFT_OUT)

int malloc_counter_works(void) { return 1; }

extern void *__libc_malloc(size_t);
extern void __libc_free(void *);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static inline void note(void) {
  if (armed) count++;
}

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void free(void *memory) {
  note();
  __libc_free(memory);
}

void *calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  note();
  return __libc_realloc(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  note();
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

static int (*real_mutex_lock)(pthread_mutex_t *);

int pthread_mutex_lock(pthread_mutex_t *mutex) {
  note();
  if (!real_mutex_lock) real_mutex_lock = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, "pthread_mutex_lock");
  return real_mutex_lock(mutex);
}

ssize_t write(int file, const void *bytes, size_t size) {
  note();
  return syscall(SYS_write, file, bytes, size);
}

int nanosleep(const struct timespec *wanted, struct timespec *left) {
  note();
  return (int)syscall(SYS_nanosleep, wanted, left);
}

#else

int malloc_counter_works(void) { return 0; }

#endif
