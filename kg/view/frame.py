"""A page inside a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page that a notebook shows in a sandboxed frame: its scripts run, but reach neither the notebook nor its cookies."""

    page: str = field(repr=False)
    height: int = 720  # px

    def _repr_html_(self) -> str:
        style = "width:100%;border:1px solid #8888;border-radius:8px"
        frame = f'<iframe title="政脉 Zhengmai" sandbox="allow-scripts" style="{style}" height="{int(self.height)}"'
        return f'{frame} srcdoc="{html.escape(self.page, quote=True)}"></iframe>'
