"""Longitude and latitude to the plane of the map: Albers' equal-area conic projection, as atlases of China use it."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

__all__ = ["Point", "project"]

Point = tuple[float, float]

_SOUTH, _NORTH = radians(25), radians(47)  # standard parallels
_CENTRE = 105.0  # degrees east
_SCALE = 1000.0  # units of the map a radian of the sphere
_CONE = (sin(_SOUTH) + sin(_NORTH)) / 2
_REACH = cos(_SOUTH) ** 2 + 2 * _CONE * sin(_SOUTH)
_TOP = sqrt(_REACH - 2 * _CONE * sin(radians(54))) / _CONE  # China ends below 54° north


def project(longitude: float, latitude: float) -> Point:
    """Map units east of 105° E and south of the northernmost parallel, one decimal; 1,000 units are the Earth's radius."""
    turn = (longitude - _CENTRE + 180) % 360 - 180
    angle = _CONE * turn * pi / 180
    radius = sqrt(max(0.0, _REACH - 2 * _CONE * sin(radians(latitude)))) / _CONE
    return round(_SCALE * radius * sin(angle), 1), round(_SCALE * (radius * cos(angle) - _TOP), 1)
