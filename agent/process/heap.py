"""How the C library hands out memory: a server has two dozen threads, and each would get heaps of its own.

What one of them frees, no other can use, so that with every turn the heaps hold more that is free and in nobody's use.
"""

import ctypes
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""mallopt's numbers for them, from glibc's malloc.h."""
_SETTINGS = {
    _M_ARENA_MAX: 2,  # threads that allocate at the same time without waiting; the interpreter lets one run
    _M_MMAP_THRESHOLD: 1024 * 1024,  # larger blocks go back to the system when freed; glibc would raise it to 32 MB
    _M_TRIM_THRESHOLD: 8 * 1024 * 1024,  # so does the end of the heap, which the former set to 64 MB
}


def share() -> None:
    """Call before the first thread starts. Does nothing where the C library is another one than glibc."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for setting, value in _SETTINGS.items():
            mallopt(setting, value)
