"""Makes sure that the explorer's tests have a Chromium: one that is there, else Playwright's, else Debian's.

`python tests/install_browser.py` exits 0 when a browser is there in the end, 1 with what to install otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN = ("chromium", "fonts-noto-cjk")
FONTS = ("NotoSansCJK*", "NotoSerifCJK*", "wqy-*", "SourceHanSans*", "DroidSansFallback*", "PingFang*", "msyh*")


def find_chromium() -> str | None:
    """The path of a Chromium: $CHROMIUM, one on the path, or Playwright's own; None where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chinese_font() -> bool:
    """Whether a font with Chinese characters lies where systems keep fonts; without one, pictures show boxes."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path("/System/Library/Fonts")]
    return any(next(folder.rglob(name), None) for folder in folders if folder.is_dir() for name in FONTS)


def install() -> None:
    """Tries Playwright's download, then Debian's packages where this user may install them."""
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    if (find_chromium() is None or not has_chinese_font()) and shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN)


def _run(*command: str) -> None:
    print("+", " ".join(command), flush=True)
    try:
        subprocess.run(command, check=False, timeout=900, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error)


def main() -> int:
    if find_chromium() is None:
        install()
    path = find_chromium()
    if path is None:
        print(f"No Chromium for the explorer's tests. Install one: apt-get install {' '.join(DEBIAN)}, or set CHROMIUM to its path.")
        return 1
    print(f"browser: {path}" + ("" if has_chinese_font() else " (no Chinese font: pictures will show boxes; install fonts-noto-cjk)"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
