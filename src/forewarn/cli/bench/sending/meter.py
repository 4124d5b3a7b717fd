"""What one process used: time, processor, memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


class Meter:
    """Seconds on the clock and of the processor, and peak memory, of this process."""

    def __enter__(self) -> Meter:
        """Start."""
        self._began, self._used = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.seconds = time.perf_counter() - self._began
        self.cpu_seconds = time.process_time() - self._used

    def report(self, mails: int) -> None:
        """Print what was measured."""
        peak = peak_megabytes()
        print(  # noqa: T201 - the parent process reads this line
            json.dumps(
                {
                    "mails": mails,
                    "seconds": self.seconds,
                    "cpu_seconds": self.cpu_seconds,
                    "peak_megabytes": round(peak),
                }
            )
        )


def peak_megabytes() -> float:
    """The most memory this process has held, in MB.

    Linux passes `ru_maxrss` on from the parent at fork, so the kernel's own figure of this process counts there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
