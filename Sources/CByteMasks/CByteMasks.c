// A target needs a source; everything is in the header, so that it is compiled into the loops that call it.
#include "CByteMasks.h"
