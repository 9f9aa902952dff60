"""Outlines that a user gives as GeoJSON, as paths of the map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.view.projection import Point, project

__all__ = ["read_outlines"]

_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}  # how deep lists of points are nested
_NEAR = 0.4  # map units (2.5 km) below which a point adds nothing that a screen shows


def read_outlines(path: Path) -> list[str]:
    """An SVG path for each polygon or line of a GeoJSON file in degrees; raises InputError where it holds none."""
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        drawn = [line for line in map(_path, _lines(read)) if line]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: is no GeoJSON in degrees: {error}") from error
    if not drawn:
        raise InputError(f"{path}: holds no outline; give a GeoJSON of polygons or lines")
    return drawn


def _lines(shape: dict[str, Any]) -> Iterator[list[Any]]:
    """Every ring and line of a GeoJSON object; points draw nothing."""
    for part in (*shape.get("features", ()), *shape.get("geometries", ())):
        yield from _lines(part)
    if shape["type"] == "Feature" and shape["geometry"] is not None:
        yield from _lines(shape["geometry"])
    depth = _DEPTH.get(shape["type"], 0)
    lines = [shape["coordinates"]] if depth else []
    for _ in range(depth - 1):
        lines = [inner for outer in lines for inner in outer]
    yield from lines


def _path(line: list[Any]) -> str:
    """The line as it is drawn, without points that lie next to each other; nothing for what shrinks to a dot."""
    drawn: list[Point] = []
    for longitude, latitude, *_ in line:
        if not -180 <= float(longitude) <= 180 or not -90 <= float(latitude) <= 90:
            raise ValueError(f"{longitude}, {latitude} are no degrees")
        point = project(float(longitude), float(latitude))
        if not drawn or abs(point[0] - drawn[-1][0]) + abs(point[1] - drawn[-1][1]) >= _NEAR:
            drawn.append(point)
    closed = "Z" if line[0] == line[-1] else ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + closed if len(drawn) > 2 else ""
