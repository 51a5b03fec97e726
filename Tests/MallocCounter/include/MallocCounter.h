#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H
#endif
