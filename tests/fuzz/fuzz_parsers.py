"""Fuzz the parsers of one driver, led by their coverage: `python -m tests.fuzz.fuzz_parsers KEY CORPUS [options]`.

The options are those of libFuzzer. CORPUS is a folder; what the driver's own virtual device says is put into it first,
and what was found is added. Ends at the first input that breaks something and leaves it beside the corpus. Needs
atheris: `make fuzz` sees to that.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["drivers"]):
    from bedside import registry
    from tests.fuzz import scripts, seeds

    registry.load(sys.argv[1])


def plant(key: str, corpus: Path) -> int:
    """Write the driver's seeds; how many there are."""
    corpus.mkdir(parents=True, exist_ok=True)
    count = 0
    for seed in seeds.seeds(key):
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
        count += 1
    return count


def main() -> None:
    """Never returns: libFuzzer ends the process."""
    key, corpus, *options = sys.argv[1:]
    driver = registry.load(key)
    print(f"{plant(key, Path(corpus))} seeds", file=sys.stderr)

    def one(data: bytes) -> None:
        scripts.check(driver, data)

    limits = [f"-max_len={seeds.longest(key)}", "-timeout=600", "-rss_limit_mb=1500", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *options, corpus], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
