#ifndef CREALTIME_H
#define CREALTIME_H

#include "TerminalRestore.h"

#endif
