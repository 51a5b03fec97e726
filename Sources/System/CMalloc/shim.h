// The C library's allocator: Swift's Glibc module leaves its settings out.
#include <malloc.h>
