#ifndef TERMINALRESTORE_H
#define TERMINALRESTORE_H

#include <stddef.h>

/// Keeps the terminal usable whatever ends the program. From `terminal_guard_begin` on, a crash (ILL, TRAP, SEGV, ABRT,
/// BUS, FPE) or QUIT restores the terminal and dies of the same signal; HUP, INT and TERM are first passed to the pipe,
/// so that the program can end in order, and on the second arrival restore and die too. WINCH, TSTP and CONT are passed.
/// Everything in the handlers is async-signal-safe. What is written to the standard error stream meanwhile, if that is a
/// terminal, is kept and said once the terminal is restored.
///
/// - `reset`: bytes that bring the screen back (copied; at most 512 are kept).
/// - Returns the pipe's reading end (non-blocking; one byte, the signal's number, for each signal), or −1.
int terminal_guard_begin(const char *reset, size_t length);

/// From now on HUP is only passed to the pipe, however often it comes: for a service, which it tells to read its config.
void terminal_guard_pass_hangup(void);

/// Puts back the signals' former handlers and the terminal modes that were found at the beginning.
void terminal_guard_end(void);

/// Stops the process group as Ctrl-Z does, and returns when it is continued. The terminal must be restored already.
void terminal_guard_suspend(void);

#endif
