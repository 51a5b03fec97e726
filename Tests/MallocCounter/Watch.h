#ifndef WATCH_H
#define WATCH_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WATCH_LEFT_OUT 1
#endif
#endif
#ifndef __GLIBC__
#include <features.h>
#endif
#ifndef __GLIBC__
#define WATCH_LEFT_OUT 1
#endif

struct watch {
  int armed;
  char hands_over;
};

/* Around what a stand-in does: counts the call when the thread is armed, and nothing that it does itself. */
struct watch watch_begin(const char *name);
void watch_end(struct watch before);

/* In a child: what the kernel was told of this thread holds for the parent alone. */
void watch_forget_enrolment(void);

#endif
