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
static inline int segue_number(const char *name) { return tigetnum(name); }

/// Opens the terminal on the standard streams; NULL when `type` (a terminfo name) is not known or cannot address cells.
static inline SCREEN *segue_open(const char *type) { return newterm((char *)type, stdout, stdin); }

static inline int segue_columns(void) { return getmaxx(stdscr); }
static inline int segue_rows(void) { return getmaxy(stdscr); }
static inline int segue_colours(void) { return COLORS; }
static inline int segue_pairs(void) { return COLOR_PAIRS; }

/// One cell: a character with up to two combining marks (0: none), a mask (1 bold, 2 reverse, 4 underline), a colour pair.
static inline void segue_put(
    int y, int x, unsigned int glyph, unsigned int mark, unsigned int second, unsigned int emphasis, int pair) {
  wchar_t wide[4] = {(wchar_t)glyph, (wchar_t)mark, (wchar_t)second, 0};
  attr_t attributes = A_NORMAL;
  if (emphasis & 1U) attributes |= A_BOLD;
  if (emphasis & 2U) attributes |= A_REVERSE;
  if (emphasis & 4U) attributes |= A_UNDERLINE;
  cchar_t cell;
  if (setcchar(&cell, wide, attributes, 0, &pair) == OK) mvwadd_wch(stdscr, y, x, &cell);
}

/// Marks all as unknown, so that the next `segue_refresh` paints every cell.
static inline void segue_forget(void) {
  werase(stdscr);
  clearok(stdscr, TRUE);
}
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
