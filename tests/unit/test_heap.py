"""The heap of the program: one for all threads, and what a day would keep of it is taken at the start."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

_HEAPS = """
import ctypes, sys, threading
from bedside.heap import keep_one_heap
if sys.argv[1] == "one":
    assert keep_one_heap()
c = ctypes.CDLL(None)
c.malloc.restype = c.fopen.restype = ctypes.c_void_p
c.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
c.fclose.argtypes = [ctypes.c_void_p]
everyone = threading.Barrier(4)
def work():
    c.malloc(50_000)
    everyone.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join()
file = c.fopen(sys.argv[2].encode(), b"w")
c.malloc_info(0, file)
c.fclose(file)
"""
# Bytes of the heap in use before and after masks of all short lengths came and went, four at a time.
_MASKS = """
import ctypes, sys
from pathlib import Path
import numpy as np
from bedside.composition import build
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ord sm hblks hblkhd usm fsm used free keep".split()]
c = ctypes.CDLL(None)
c.mallinfo2.restype = Info
services = build(Path(sys.argv[1])) if len(sys.argv) > 1 else None
if services is not None:
    services.stop()
before = c.mallinfo2().used
for size in range(1, 1024):
    masks = [np.zeros(size, bool) for _ in range(4)]
del masks
print(c.mallinfo2().used - before)
"""
_OF_GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")


@_OF_GLIBC
@pytest.mark.parametrize("wish", ["one", "as it comes"])
def test_threads_share_one_heap_once_it_was_asked_for(wish: str, tmp_path: Path) -> None:
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", _HEAPS, wish, str(told)], check=True, timeout=30)
    heaps = told.read_text().count("<heap nr=")
    assert heaps == 1 if wish == "one" else heaps > 1


@_OF_GLIBC
@pytest.mark.parametrize("station", [True, False], ids=["with a station", "without"])
def test_masks_of_all_lengths_need_no_more_of_the_heap_than_a_station_took_at_its_start(
    station: bool, tmp_path: Path
) -> None:
    store = [str(tmp_path / "b.sqlite")] if station else []
    done = subprocess.run(
        [sys.executable, "-c", _MASKS, *store], check=True, timeout=30, capture_output=True, text=True
    )
    more = int(done.stdout)
    assert more < 100_000 if station else more > 1_000_000
