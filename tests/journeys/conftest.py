"""A running product with the sample brand, and a browser: Debian's Chromium, headless, nothing but loopback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from forewarn.cli.bench.sending.servers import free_port

PASSWORD = "a-quiet-harbour-at-dawn"  # of the sample staff, printed by `forewarn demo`
START_SECONDS = 600
PATIENCE = 90_000  # milliseconds for anything on a page, on a machine that runs other tests beside it
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Product:
    """The running product: its address, its folder, and a way to run commands beside it."""

    address: str
    home: Path
    listener: int
    environment: dict[str, str]

    def forewarn(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on the same data."""
        command = [sys.executable, "-m", "forewarn.cli", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=600)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`forewarn demo` in an empty folder, on a free port."""
    home, port, listener = tmp_path_factory.mktemp("installation"), free_port(), free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("FOREWARN_", "DATABASE_", "DJANGO_"))
    }
    environment |= {"FOREWARN_HOME": str(home), "FOREWARN_LISTEN_PORT": str(listener)}
    log = (home / "log.txt").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "forewarn.cli", "demo", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    running = Product(f"http://127.0.0.1:{port}", home, listener, _as_demo(environment, home))
    try:
        _wait_for(running.address, process, home / "log.txt")
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _as_demo(environment: dict[str, str], home: Path) -> dict[str, str]:
    """What `forewarn demo` sets for the processes that it starts."""
    return environment | {"FOREWARN_SAMPLE": "true", "FOREWARN_ZONE_FILE": str(home / "zone.json")}


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the product ended with code {process.returncode}:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{address}/", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the product did not answer within {START_SECONDS} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian: apt install chromium)")
    return {"executable_path": chromium, "args": CHROMIUM_FLAGS, "headless": True}


@pytest.fixture(scope="session")
def browser(browser: Any) -> Any:
    """The browser, whose pages are waited for as long as a busy machine takes."""
    expect.set_options(timeout=PATIENCE)
    make = browser.new_context

    def patient_context(**options: Any) -> Any:
        context = make(**options)
        context.set_default_timeout(PATIENCE)
        return context

    browser.new_context = patient_context
    return browser


@pytest.fixture
def sign_in(page: Any, product: Product) -> Any:
    """Sign a member of the sample staff in: `sign_in("editor")`."""

    def sign_in_as(role: str) -> Any:
        page.context.clear_cookies()
        page.goto(f"{product.address}/console/")
        page.get_by_label("Email").fill(f"{role}@harbourpine.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/login/" not in address)
        return page

    return sign_in_as
