#ifndef HELIOGRAPH_CZLIB_SHIM_H
#define HELIOGRAPH_CZLIB_SHIM_H

// zlib 1.2: deflate, for gzip.
#include <zlib.h>

#endif
