#include "CRealtime.h"

_Thread_local int rt_rendering_depth = 0;
