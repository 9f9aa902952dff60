"""Makes sure that the tests of pages have a Chromium: one that is there, else Playwright's, else Debian's; and a curl.

`python tests/install_browser.py` exits 0 when a browser is there in the end, 1 with what to install otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN = ("chromium", "curl", "fonts-noto-cjk", "libatomic1")  # libatomic1: what Playwright's own Node.js needs
FONTS = ("NotoSansCJK*", "NotoSerifCJK*", "wqy-*", "SourceHanSans*", "DroidSansFallback*", "PingFang*", "msyh*")


def find_chromium() -> str | None:
    """The path of a Chromium: $CHROMIUM, one on the path, or Playwright's own; None where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwright_chromium()


def _playwright_chromium() -> str | None:
    """Playwright's own Chromium; asked in a process of its own, since its driver hangs or raises where libraries are missing."""
    code = (
        "from playwright.sync_api import sync_playwright as p\nwith p() as playwright: print(playwright.chromium.executable_path)"
    )
    asked = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and Path(path).exists() else None


def driver_works() -> bool:
    """Whether Playwright's driver, a Node.js of its own, starts on this machine."""
    return (
        subprocess.run([sys.executable, "-m", "playwright", "--version"], check=False, capture_output=True, timeout=60).returncode
        == 0
    )


def has_chinese_font() -> bool:
    """Whether a font with Chinese characters lies where systems keep fonts; without one, pictures show boxes."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path("/System/Library/Fonts")]
    return any(next(folder.rglob(name), None) for folder in folders if folder.is_dir() for name in FONTS)


def install() -> None:
    """Tries Playwright's download, then Debian's packages where this user may install them."""
    if driver_works() and find_chromium() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    if not (ready() and has_chinese_font() and shutil.which("curl")) and shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN)


def ready() -> bool:
    """Whether browser tests can run: a Chromium, and a driver for it."""
    return driver_works() and find_chromium() is not None


def _run(*command: str) -> None:
    print("+", " ".join(command), flush=True)
    try:
        subprocess.run(
            command, check=False, timeout=900, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error)


def main() -> int:
    if not ready() or shutil.which("curl") is None:
        install()
    if not ready():
        missing = "no Chromium is there" if driver_works() else "Playwright's driver does not start"
        print(f"The explorer's tests cannot run: {missing}. apt-get install {' '.join(DEBIAN)}, or set CHROMIUM to its path.")
        return 1
    font = "" if has_chinese_font() else " (no Chinese font: pictures will show boxes; install fonts-noto-cjk)"
    print(f"browser: {find_chromium()}{font}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
