"""Puts the lines that `steward bench` printed into one JSON file, with what they were measured on.

usage: keep.py DIMENSION SIZE LINES OUT
"""

import json
import os
import platform
import sys
from datetime import date
from pathlib import Path


def processor():
    """The processor's name, where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def main():
    dimension, size, lines, out = sys.argv[1:]
    measured = [json.loads(line) for line in Path(lines).read_text().splitlines() if line.startswith("{")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kept = {
        "dimension": dimension,
        "sizes": size,
        "measured": date.today().isoformat(),
        "machine": {"processor": processor(), "cores": os.cpu_count(), "memoryGb": round(memory)},
        "lines": measured,
    }
    Path(out).write_text(json.dumps(kept, indent=1) + "\n")


main()
