"""What a hand does with a mouse: drops files from the system's own windows, draws over words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

__all__ = ["draw_over", "drop"]

_WORDS = """([box, words]) => {
  const walker = document.createTreeWalker(document.querySelector(box), NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) for (let i = 0; i < walker.currentNode.length; i++) places.push([walker.currentNode, i]);
  const start = places.map(([node, i]) => node.data[i]).join("").indexOf(words);
  if (start < 0) throw new Error(`the words ${words} stand nowhere`);
  const [first, last] = [places[start], places[start + words.length - 1]];
  first[0].parentElement.scrollIntoView({block: "center"});
  const range = document.createRange();
  range.setStart(...first);
  range.setEnd(last[0], last[1] + 1);
  const rows = [...range.getClientRects()].filter((row) => row.width);
  const [head, tail] = [rows[0], rows[rows.length - 1]];
  return [head.left + 1, head.top + head.height / 2, tail.right - 1, tail.top + tail.height / 2];
}"""


def drop(page: Page, target: str, paths: Iterable[Path]) -> None:
    """Drops files and folders as the system's file manager does: the page gets entries of a real file system."""
    box = page.locator(target).bounding_box()
    assert box is not None
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 12}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for step in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": step, **where, "data": data})
    session.detach()


def draw_over(page: Page, box: str, words: str) -> None:
    """Selects words, where they stand first, with the mouse."""
    left, top, right, bottom = page.evaluate(_WORDS, [box, words])
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    page.mouse.move(right, bottom)
    page.mouse.up()
