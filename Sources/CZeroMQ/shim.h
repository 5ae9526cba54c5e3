#ifndef HELIOGRAPH_CZEROMQ_SHIM_H
#define HELIOGRAPH_CZEROMQ_SHIM_H

// libzmq 4.3, and what Swift's Glibc module leaves out: eventfd(2), and a GNU extension.
#include <pthread.h>
#include <sys/eventfd.h>
#include <zmq.h>

extern int pthread_setname_np(pthread_t thread, const char *name);

#endif
