"""The heaps of a process with many threads, counted by the C library itself."""

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.alone

_COUNT = """
import ctypes, os, sys, tempfile, threading
from agent.process import heap

if sys.argv[1] == "shared":
    heap.share()
going = threading.Barrier(9)

def allocate():
    held = [bytes(5_000) for _ in range(100)]
    going.wait()
    going.wait()
    del held

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
going.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    stream = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(told.read().count(b"<heap nr="))
going.wait()
"""


def heaps(how: str) -> int:
    done = subprocess.run((sys.executable, "-c", _COUNT, how), text=True, capture_output=True, check=True, timeout=60)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives threads heaps of their own")
def test_threads_share_two_heaps() -> None:
    assert heaps("as it comes") > 2
    assert heaps("shared") == 2
