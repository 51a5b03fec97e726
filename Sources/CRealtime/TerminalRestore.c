#define _GNU_SOURCE
#include "TerminalRestore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGQUIT};
static const int passed[] = {SIGHUP, SIGINT, SIGTERM, SIGWINCH, SIGTSTP, SIGCONT};
enum { fatal_count = sizeof fatal / sizeof *fatal, passed_count = sizeof passed / sizeof *passed };

static struct sigaction former[fatal_count + passed_count];
static struct termios modes;
static int has_modes;
static char reset_text[512];
static size_t reset_length;
static int pipe_ends[2] = {-1, -1};
static volatile sig_atomic_t armed;
static volatile sig_atomic_t asked_to_end;
static char alternate_stack[64 * 1024];

// While the screen is open, what libraries and the runtime say on the standard error stream would be written over it: it
// is kept in memory, and said when the screen is gone, in a crash too.
static int error_stream = -1;
static int kept_errors = -1;

static void write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes += count;
    length -= (size_t)count;
  }
}

static void keep_errors(void) {
  if (!isatty(STDERR_FILENO)) return;
  error_stream = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  kept_errors = memfd_create("stderr", MFD_CLOEXEC);
  if (error_stream >= 0 && kept_errors >= 0) dup2(kept_errors, STDERR_FILENO);
}

static void say_errors(void) {
  if (error_stream < 0) return;
  dup2(error_stream, STDERR_FILENO);
  close(error_stream);
  error_stream = -1;
  if (kept_errors < 0) return;
  char bytes[1024];
  off_t place = 0;
  ssize_t count;
  while ((count = pread(kept_errors, bytes, sizeof bytes, place)) > 0) {
    write_all(STDERR_FILENO, bytes, (size_t)count);
    place += count;
  }
  close(kept_errors);
  kept_errors = -1;
}

static void restore(void) {
  if (!armed) return;
  armed = 0;
  write_all(STDOUT_FILENO, reset_text, reset_length);
  if (has_modes) tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  say_errors();
}

static void die(int number) {
  restore();
  struct sigaction by_default = {.sa_handler = SIG_DFL};
  sigaction(number, &by_default, NULL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
}

static void on_fatal(int number) { die(number); }

static volatile sig_atomic_t hangup_is_passed;

void terminal_guard_pass_hangup(void) { hangup_is_passed = 1; }

static void on_passed(int number) {
  int before = errno;
  if ((number == SIGHUP && !hangup_is_passed) || number == SIGINT || number == SIGTERM) {
    if (asked_to_end) die(number);
    asked_to_end = 1;
  }
  unsigned char byte = (unsigned char)number;
  ssize_t ignored = write(pipe_ends[1], &byte, 1);
  (void)ignored;
  errno = before;
}

static void install(int number, void (*handler)(int), struct sigaction *before) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigfillset(&action.sa_mask);
  sigaction(number, &action, before);
}

int terminal_guard_begin(const char *reset, size_t length) {
  // Continued without having left: what was found at first is still what is to be restored.
  if (armed) return pipe_ends[0];
  reset_length = length < sizeof reset_text ? length : sizeof reset_text;
  memcpy(reset_text, reset, reset_length);
  has_modes = tcgetattr(STDIN_FILENO, &modes) == 0;
  if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, NULL);
  keep_errors();
  asked_to_end = 0;
  armed = 1;
  for (int i = 0; i < fatal_count; i++) install(fatal[i], on_fatal, &former[i]);
  for (int i = 0; i < passed_count; i++) install(passed[i], on_passed, &former[fatal_count + i]);
  return pipe_ends[0];
}

void terminal_guard_end(void) {
  if (has_modes) tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  say_errors();
  armed = 0;
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &former[i], NULL);
  for (int i = 0; i < passed_count; i++) sigaction(passed[i], &former[fatal_count + i], NULL);
}

void terminal_guard_suspend(void) {
  struct sigaction by_default = {.sa_handler = SIG_DFL}, before;
  sigaction(SIGTSTP, &by_default, &before);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}
