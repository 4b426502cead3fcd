"""All threads of the program share one heap of the C library."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

_HEAPS = """
import ctypes, sys, threading
from bedside.one_heap import keep_one_heap
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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
@pytest.mark.parametrize("wish", ["one", "as it comes"])
def test_threads_share_one_heap_once_it_was_asked_for(wish: str, tmp_path: Path) -> None:
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", _HEAPS, wish, str(told)], check=True, timeout=30)
    heaps = told.read_text().count("<heap nr=")
    assert heaps == 1 if wish == "one" else heaps > 1
