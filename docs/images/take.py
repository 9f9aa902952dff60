"""Takes the pictures of the pages anew: builds what they show from corpus/, and opens it in the Chromium that the tests use.

`make docs PICTURES=--pictures` runs it; `python docs/images/take.py map spread` takes these two alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.graph import Graph, open_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_WIDTH = 1280
_COLOURS = 256  # of a picture with a palette: a third of the bytes

# What is built, as a user builds it.
BUILDS = {
    "one": ("corpus/articles/000_3933d1552c9bd586.txt",),
    "linked": ("corpus/linked/articles", "--metadata", "corpus/linked/metadata.csv"),
    "all": ("corpus/articles", "--metadata", "corpus/metadata.csv"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a build, as an address opens it; an event that it has selected is named by its trigger."""

    name: str
    build: str
    address: str
    selected: str = ""
    height: int = 760
    theme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("explorer", "one", "explorer.html#node=", selected="培育选树", height=860),
    Picture("reading", "one", "articles/{article}.html#node=", selected="调研督导", height=800),
    Picture("timeline", "all", "explorer.html#view=timeline&from=2017-01&to=2019-12"),
    Picture("map", "all", "explorer.html#view=map"),
    Picture("spread", "linked", "explorer.html#view=map&level=prefecture&spread=商会议事厅"),
    Picture("numbers", "one", "explorer.html#view=figures"),
    Picture("overview", "all", "explorer.html#view=overview"),
    Picture("whole", "all", "explorer.html#whole=1", theme="dark"),
    Picture("query", "all", "query", height=900),
)
_QUESTION = "4"  # that the query page shows


def take(pictures: Collection[Picture]) -> None:
    """Builds what the pictures need, and writes them beside this file."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from install_browser import find_chromium

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        builds = {name: _build(name, Path(folder)) for name in sorted({picture.build for picture in pictures})}
        browser = running.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for picture in pictures:
            with _opened(browser, picture, builds[picture.build]) as tab:
                tab.wait_for_timeout(1500)
                tab.screenshot(path=HERE / f"{picture.name}.png")
            _quantise(HERE / f"{picture.name}.png")


def _build(name: str, folder: Path) -> Path:
    out = folder / name
    subprocess.run([sys.executable, "-m", "kg.cli", "build", *BUILDS[name], "--out", out], check=True, cwd=ROOT)
    return out


@contextmanager
def _opened(browser: Browser, picture: Picture, built: Path) -> Iterator[Page]:
    """A window on the page."""
    size = {"width": _WIDTH, "height": picture.height}
    tab = browser.new_page(viewport=size, locale="zh-CN", color_scheme=picture.theme)  # type: ignore[arg-type]
    if picture.address == "query":
        with _served(built) as address:
            tab.goto(address + picture.address)
            tab.wait_for_selector("html[data-ready]")
            tab.select_option("#example", _QUESTION)
            tab.wait_for_selector(".tabPanel.active .yasr_results tbody tr")
            yield tab
    else:
        tab.goto(f"{built.as_uri()}/{full_address(picture, open_graph(built))}")
        tab.wait_for_selector("html[data-ready]")
        yield tab
    tab.close()


def full_address(picture: Picture, graph: Graph) -> str:
    """The address with the name of the article's page, and the IRI of the selected event."""
    (selected,) = [event.iri for event in graph.events() if event.trigger == picture.selected] or [""]
    return picture.address.format(article=graph.articles()[0].iri.rsplit("/", 1)[-1]) + selected


@contextmanager
def _served(built: Path) -> Iterator[str]:
    """The address of `kg serve` over a build."""
    command = [sys.executable, "-m", "kg.cli", "serve", str(built), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[0]
        finally:
            process.terminate()


def _quantise(path: Path) -> None:
    """Gives the picture a palette, where Pillow is installed. Its own quantisers merge the colours of rare types."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    colours, places, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    palette = _palette(colours.astype(int), counts)
    nearest = np.array([((palette - colour) ** 2).sum(1).argmin() for colour in colours.astype(int)], dtype="uint8")
    few = Image.fromarray(nearest[places].reshape(pixels.shape[:2]))
    few.putpalette(palette.astype("uint8").tobytes())
    few.save(path, optimize=True)


def _palette(colours: Any, counts: Any) -> Any:
    """The most frequent colours, and as many that are frequent and unlike those taken before."""
    taken = list(np.argsort(-counts, kind="stable")[: _COLOURS // 2])
    unlike = np.min([((colours - colours[i]) ** 2).sum(1) for i in taken], axis=0)
    while len(taken) < min(_COLOURS, len(colours)):
        taken.append((unlike * np.sqrt(counts)).argmax())
        unlike = np.minimum(unlike, ((colours - colours[taken[-1]]) ** 2).sum(1))
    return colours[taken]


if __name__ == "__main__":
    wanted = sys.argv[1:]
    take([picture for picture in PICTURES if not wanted or picture.name in wanted])
