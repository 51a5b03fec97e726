#ifndef SEGUE_NCURSES_SHIM_H
#define SEGUE_NCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <locale.h>
#include <ncurses.h>
#include <wchar.h>

// What Swift cannot import: macros with arguments, variables of C, and `FILE *` globals.

// From <term.h>, whose hundreds of macros (lines, columns, tab …) are better left outside.
extern int setupterm(const char *, int, int *);
extern char *tigetstr(const char *);
extern int tigetnum(const char *);
extern int tigetflag(const char *);
extern char *tiparm(const char *, ...);

/// Whether the terminfo entry `type` exists; it is the one that `segue_capability` and `segue_number` then ask.
static inline bool segue_knows(const char *type) {
  int error = 0;
  return setupterm(type, 1, &error) == OK;
}

/// A capability's text (with padding marks), or NULL.
static inline const char *segue_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}
/// The same of a capability that wants up to two numbers.
static inline const char *segue_capability_with(const char *name, int first, int second) {
  const char *text = segue_capability(name);
  return text ? tiparm(text, first, second) : NULL;
}
static inline int segue_number(const char *name) { return tigetnum(name); }
static inline bool segue_flag(const char *name) { return tigetflag(name) == 1; }

/// Opens the terminal on the standard streams; NULL when `type` (a terminfo name) is not known or cannot address cells.
static inline SCREEN *segue_open(const char *type) { return newterm((char *)type, stdout, stdin); }

static inline int segue_columns(void) { return getmaxx(stdscr); }
static inline int segue_rows(void) { return getmaxy(stdscr); }

/// Sends what ncurses itself has to say: the way into its screen and out of it.
static inline void segue_refresh(void) { wrefresh(stdscr); }

/// The columns a character takes: 0 combining, 1, 2 wide, −1 not printable; the same answer in every locale of the
/// process, from the C library's own table, which ncurses asks too.
static inline int segue_width(unsigned int scalar) {
  static locale_t utf8 = (locale_t)0;
  if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!utf8) return wcwidth((wchar_t)scalar);
  locale_t before = uselocale(utf8);
  int width = wcwidth((wchar_t)scalar);
  uselocale(before);
  return width;
}

#endif
