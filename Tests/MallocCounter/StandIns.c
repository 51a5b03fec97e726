/* The functions of the C library that an audio thread must not call, each counted and then done. */
#define _GNU_SOURCE
#include "Watch.h"

#ifndef WATCH_LEFT_OUT

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void __libc_free(void *);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

#define COUNTED(type, name, call)          \
  struct watch before = watch_begin(#name); \
  type result = call;                       \
  watch_end(before);                        \
  return result;

/* The C library's own, found once. */
#define REAL(type, name, ...)                                                              \
  static type (*real)(__VA_ARGS__);                                                        \
  struct watch before = watch_begin(#name);                                                \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name);

#define DONE(type, call) \
  type result = call;    \
  watch_end(before);     \
  return result;

// MARK: Memory

void *malloc(size_t size) { COUNTED(void *, malloc, __libc_malloc(size)) }
void *calloc(size_t number, size_t size) { COUNTED(void *, calloc, __libc_calloc(number, size)) }
void *realloc(void *memory, size_t size) { COUNTED(void *, realloc, __libc_realloc(memory, size)) }
void *aligned_alloc(size_t alignment, size_t size) { COUNTED(void *, aligned_alloc, __libc_memalign(alignment, size)) }
void *memalign(size_t alignment, size_t size) { COUNTED(void *, memalign, __libc_memalign(alignment, size)) }

void free(void *memory) {
  struct watch before = watch_begin("free");
  __libc_free(memory);
  watch_end(before);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  struct watch before = watch_begin("posix_memalign");
  *memory = __libc_memalign(alignment, size);
  watch_end(before);
  return *memory ? 0 : ENOMEM;
}

void *mmap(void *place, size_t size, int protection, int flags, int file, off_t offset) {
  COUNTED(void *, mmap, (void *)syscall(SYS_mmap, place, size, protection, flags, file, offset))
}
int munmap(void *place, size_t size) { COUNTED(int, munmap, (int)syscall(SYS_munmap, place, size)) }
int mprotect(void *place, size_t size, int protection) {
  COUNTED(int, mprotect, (int)syscall(SYS_mprotect, place, size, protection))
}
int madvise(void *place, size_t size, int advice) {
  COUNTED(int, madvise, (int)syscall(SYS_madvise, place, size, advice))
}

// MARK: Locks and waits

int pthread_mutex_lock(pthread_mutex_t *mutex) {
  REAL(int, pthread_mutex_lock, pthread_mutex_t *) DONE(int, real(mutex))
}
int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until) {
  REAL(int, pthread_mutex_timedlock, pthread_mutex_t *, const struct timespec *) DONE(int, real(mutex, until))
}
int pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
  REAL(int, pthread_rwlock_rdlock, pthread_rwlock_t *) DONE(int, real(lock))
}
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
  REAL(int, pthread_rwlock_wrlock, pthread_rwlock_t *) DONE(int, real(lock))
}
int pthread_spin_lock(pthread_spinlock_t *lock) {
  REAL(int, pthread_spin_lock, pthread_spinlock_t *) DONE(int, real(lock))
}

/* There is an older kind of condition under the same names. */
static void *newest(const char *name) {
  void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  return found ? found : dlsym(RTLD_NEXT, name);
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  static int (*real)(pthread_cond_t *, pthread_mutex_t *);
  struct watch before = watch_begin("pthread_cond_wait");
  if (!real) real = (int (*)(pthread_cond_t *, pthread_mutex_t *))newest("pthread_cond_wait");
  DONE(int, real(condition, mutex))
}
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
  static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
  struct watch before = watch_begin("pthread_cond_timedwait");
  if (!real) {
    real = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))newest("pthread_cond_timedwait");
  }
  DONE(int, real(condition, mutex, until))
}
int sem_wait(sem_t *semaphore) { REAL(int, sem_wait, sem_t *) DONE(int, real(semaphore)) }
int sem_timedwait(sem_t *semaphore, const struct timespec *until) {
  REAL(int, sem_timedwait, sem_t *, const struct timespec *) DONE(int, real(semaphore, until))
}
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *context) {
  REAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
  DONE(int, real(thread, attributes, body, context))
}
int pthread_join(pthread_t thread, void **value) {
  REAL(int, pthread_join, pthread_t, void **) DONE(int, real(thread, value))
}

// MARK: Files

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  COUNTED(int, open, (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode))
}
int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  COUNTED(int, open64, (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode))
}
int openat(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  COUNTED(int, openat, (int)syscall(SYS_openat, folder, path, flags, mode))
}
int close(int file) { COUNTED(int, close, (int)syscall(SYS_close, file)) }
ssize_t read(int file, void *bytes, size_t size) { COUNTED(ssize_t, read, syscall(SYS_read, file, bytes, size)) }
ssize_t write(int file, const void *bytes, size_t size) { COUNTED(ssize_t, write, syscall(SYS_write, file, bytes, size)) }
ssize_t pread(int file, void *bytes, size_t size, off_t place) {
  COUNTED(ssize_t, pread, syscall(SYS_pread64, file, bytes, size, place))
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
  COUNTED(ssize_t, pwrite, syscall(SYS_pwrite64, file, bytes, size, place))
}
ssize_t readv(int file, const struct iovec *parts, int number) {
  COUNTED(ssize_t, readv, syscall(SYS_readv, file, parts, number))
}
ssize_t writev(int file, const struct iovec *parts, int number) {
  COUNTED(ssize_t, writev, syscall(SYS_writev, file, parts, number))
}
off_t lseek(int file, off_t place, int from) { COUNTED(off_t, lseek, syscall(SYS_lseek, file, place, from)) }
int fsync(int file) { COUNTED(int, fsync, (int)syscall(SYS_fsync, file)) }
int fdatasync(int file) { COUNTED(int, fdatasync, (int)syscall(SYS_fdatasync, file)) }
FILE *fopen(const char *path, const char *mode) {
  REAL(FILE *, fopen, const char *, const char *) DONE(FILE *, real(path, mode))
}
size_t fwrite(const void *bytes, size_t size, size_t number, FILE *stream) {
  REAL(size_t, fwrite, const void *, size_t, size_t, FILE *) DONE(size_t, real(bytes, size, number, stream))
}
size_t fread(void *bytes, size_t size, size_t number, FILE *stream) {
  REAL(size_t, fread, void *, size_t, size_t, FILE *) DONE(size_t, real(bytes, size, number, stream))
}
int poll(struct pollfd *files, nfds_t number, int milliseconds) {
  REAL(int, poll, struct pollfd *, nfds_t, int) DONE(int, real(files, number, milliseconds))
}
int ppoll(struct pollfd *files, nfds_t number, const struct timespec *time, const sigset_t *mask) {
  REAL(int, ppoll, struct pollfd *, nfds_t, const struct timespec *, const sigset_t *)
  DONE(int, real(files, number, time, mask))
}
int select(int number, fd_set *in, fd_set *out, fd_set *odd, struct timeval *time) {
  REAL(int, select, int, fd_set *, fd_set *, fd_set *, struct timeval *) DONE(int, real(number, in, out, odd, time))
}
int epoll_wait(int file, struct epoll_event *events, int most, int milliseconds) {
  REAL(int, epoll_wait, int, struct epoll_event *, int, int) DONE(int, real(file, events, most, milliseconds))
}

// MARK: Sleeps

int nanosleep(const struct timespec *wanted, struct timespec *left) {
  COUNTED(int, nanosleep, (int)syscall(SYS_nanosleep, wanted, left))
}
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left) {
  COUNTED(int, clock_nanosleep, syscall(SYS_clock_nanosleep, clock, flags, wanted, left) == 0 ? 0 : errno)
}
int usleep(useconds_t time) { REAL(int, usleep, useconds_t) DONE(int, real(time)) }
unsigned int sleep(unsigned int seconds) { REAL(unsigned int, sleep, unsigned int) DONE(unsigned int, real(seconds)) }
int sched_yield(void) { COUNTED(int, sched_yield, (int)syscall(SYS_sched_yield)) }

#endif
