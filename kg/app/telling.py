"""Statements in words of Chinese and English, as the app's lists say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.review.decision import Fact
from kg.view.template import terms

__all__ = ["Labels", "Pair"]

Pair = tuple[str, str]

_NAMES: dict[str, Pair] = {
    "mention": ("名称", "name"),
    "name": ("名称所指", "what a name stands for"),
    "date": ("日期", "date"),
    "figure": ("数字", "figure"),
    "event": ("事件", "event"),
    "role": ("角色", "role in an event"),
    "relation": ("关系", "relation"),
    "identity": ("是否同一", "same or not"),
    "words": ("原文词语", "words"),
    "type": ("类型", "type"),
    "code": ("代码", "code"),
    "value": ("值", "value"),
    "unit": ("单位", "unit"),
    "modifier": ("修饰", "modifier"),
    "max": ("上限", "upper bound"),
    "indicator": ("指标", "indicator"),
    "kind": ("性质", "level or change"),
    "baseline": ("比较基准", "baseline"),
    "scope": ("范围", "scope"),
    "as_of": ("截至", "as of"),
    "status": ("状态", "status"),
    "s": ("主体", "from"),
    "p": ("关系", "relation"),
    "o": ("客体", "to"),
    "post": ("职务", "post"),
    "accept": ("对", "right"),
    "reject": ("错", "wrong"),
    "amend": ("改", "amended"),
    "add": ("补", "added"),
    "is": ("同", "the same"),
    "apart": ("不同", "not the same"),
    "alias": ("别名", "also called"),
}
_OWN = {
    ("mention", "name"): ("规范名", "full name"),
    ("name", "name"): ("规范名", "full name"),
    ("event", "words"): ("触发词", "trigger"),
    ("role", "value"): ("由谁、何物担任", "filled by"),
    ("role", "event"): ("哪个事件", "of which event"),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """What kinds, fields and values are called in Chinese and English."""

    known: Mapping[str, Mapping[str, Any]]

    @classmethod
    def load(cls) -> Labels:
        return cls(terms())

    def value(self, name: str) -> Pair:
        """A type, role, relation or status; any other word is its own label."""
        for group in ("types", "events", "roles", "relations", "statuses", "changes"):
            if (found := self.known[group].get(name)) is not None:
                return found["zh"], found["en"]
        return _NAMES.get(name, (name, ""))

    def field(self, kind: str, name: str) -> Pair:
        """A field of a statement of the kind."""
        return _OWN.get((kind, name)) or _NAMES.get(name) or self.value(name)

    def brief(self, kind: str, fact: Fact, words: str) -> str:
        """The statement in a line of Chinese: 督导(已做):主体 甘肃省民政厅,对象 兰州市."""
        match kind:
            case "mention" | "name":
                other = f" = {fact['name']}" if fact["name"] != words else ""
                return f"{words}{other}（{self.value(fact['type'])[0]}）"
            case "date":
                return f"{words} = {fact['value']}"
            case "figure":
                parts = (fact.get("scope"), fact.get("indicator"), f"{fact['value']:,.15g}{fact.get('unit') or ''}")
                return f"{words} = {' '.join(part for part in parts if part)}"
            case "event":
                return f"{self.value(fact['type'])[0]}（{self.value(fact['status'])[0]}）{self._filled(fact.get('roles', ()))}"
            case "role":
                return f"{self.value(fact['event']['type'])[0]}：{self.value(fact['role'])[0]} {fact['value']}"
            case _:
                post = f"（{fact['post']}）" if fact.get("post") else ""
                return f"{fact['s']['name']} {self.value(fact['p'])[0]} {fact['o']['name']}{post}"

    def _filled(self, roles: Any) -> str:
        told = "，".join(f"{self.value(f['role'])[0]} {f['value']}" for f in roles)
        return f"：{told}" if told else ""
