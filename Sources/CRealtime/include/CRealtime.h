#ifndef CREALTIME_H
#define CREALTIME_H
#endif
