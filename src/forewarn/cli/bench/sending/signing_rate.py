"""How many RSA-2048 signatures one core makes bare: the measure that every figure is put beside."""

from __future__ import annotations

import shutil
import subprocess
import time

SECONDS = 2  # per measurement; one is made before and one after each run


def signatures_per_second() -> tuple[float, str]:
    """The rate by `openssl speed`, or by our own library where openssl is not installed; and which of them."""
    program = shutil.which("openssl")
    if program is None:
        return _by_library(), "cryptography"
    command = [program, "speed", "-seconds", str(SECONDS), "rsa2048"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    # The last line: "rsa 2048 bits 0.000251s 0.000017s   3980.3  57777.5" - seconds and rates of signing and verifying.
    return float(output.strip().splitlines()[-1].split()[-2]), "openssl speed rsa2048"


def _by_library() -> float:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    began, made = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        key.sign(b"x" * 1000, padding.PKCS1v15(), hashes.SHA256())
        made += 1
    return made / passed
