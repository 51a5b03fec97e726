#include "FakeSoundCard.h"
