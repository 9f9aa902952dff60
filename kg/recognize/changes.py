"""Whether a figure tells a level or a change, and against what: 同比增长 → increase against 去年同期."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import FigureKind
from kg.recognize.grammar import alternatives, column

__all__ = ["COUNTING_COLUMNS", "Change", "Changes"]

COUNTING_COLUMNS = ("form", "class", "example")

# 节约成本近38万元, 新增企业2万户: the verb has its object before the number. 增长 and 下降 take none, 增加 and 减少 seldom.
_WITH_OBJECT = ("净增", "新增", "节约", "节省", "减少", "压减", "降低", "少跑")
# 增加村集体收入12万元, but 工业增加值3亿元, nor 不增加费用3元; things are those added (增加车位80个).
_ADDED = re.compile(r"(?<![不未无])(?<!没有)(?P<verb>增加)(?!值|额|量|了?[到至])[一-龥]{1,10}\Z")
# 提高低保标准50元, but 能力提升培训50元: only the verb of the clause takes an object, and no works (提升改造资金50万元).
_RAISED = re.compile(
    r"(?:\A|[、已共可再又将并均能]|累计|平均|预计|帮助|带动)(?P<verb>提高|提升)(?!了?[到至]|改造|工程|项目|行动)"
    r"(?![一-龥]{0,8}(?:资金|投[入资]))[一-龥]{1,10}\Z"
)
_ADDING = frozenset({"money", "share", "measure"})
_RAISING = frozenset({"money", "share"})
_BASELINE = re.compile(
    r"(?:[比较]|相比|与)(?P<base>[^，,。；;比较]{1,14}?)(?:相比)?[，,]?(?:分别|同比|净|共|又|再|已|累计|平均)?\Z"
)
_TIMES = re.compile(r"[是为比](?P<base>[^，,。；;是为]{1,12})的\Z")
_ABOVE = re.compile(
    r"(?P<how>高于|低于|高出|超出|优于|快于|慢于|领先于|落后于|落后(?=序时|时序|时间|计划|目标|全[国省市区县州]))"
    r"(?P<base>[一-龥]{2,10})\Z"
)
_SHARE_OF = re.compile(r"占(?!比|地|用)[^，,。；;占]{2,14}的\Z")  # 完成投资2.1亿元，占总投资的|55%
_REACHED = re.compile(r"\A[一-龥]{1,4}[到至]\Z")  # 由11天|压到|3天
_SAME_PERIOD = re.compile(r"同比|(?:上年|去年|\d{4}年)?同期")


@dataclass(frozen=True, slots=True)
class Change:
    """What the words before a figure say of its movement; `bare` are those words without what says it."""

    kind: FigureKind
    baseline: str | None
    bare: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The verbs of change, from lexicon/counting_words.tsv."""

    decreases: frozenset[str]
    ending: re.Pattern[str]  # a verb right before the number
    with_object: re.Pattern[str]

    @classmethod
    def load(cls) -> Changes:
        """The shipped verbs."""
        kinds = ("increase", "decrease")
        up, down = (list(column("lexicon/counting_words.tsv", COUNTING_COLUMNS, "form", **{"class": kind})) for kind in kinds)
        return cls(
            frozenset(down),
            re.compile(
                rf"(?P<year>同比|环比)?净?(?P<verb>{alternatives([*up, *down])})(?:幅度)?(?P<to>到|至|为)?(?:了|近|约|达)?\Z"
            ),
            re.compile(rf"(?P<verb>{alternatives(_WITH_OBJECT)})(?![到至])[一-龥]{{1,8}}\Z"),
        )

    def of(self, clause: str, unit: str | None, unit_kind: str = "thing") -> Change:
        """How `clause`, the words before a figure of `unit`, moves it."""
        times, above = _TIMES.search(clause), _ABOVE.search(clause)
        if unit == "倍" and times:
            return Change("level", times["base"], clause[: times.start()])
        if above and unit in ("百分点", "%"):
            return Change("increase" if above["how"] == "高出" else "level", above["base"], clause[: above.start()])
        part = _SHARE_OF.search(clause)
        if part and unit == "%":
            return Change("level", None, clause[: part.start()])
        verb = self.ending.search(clause)
        if verb is None and _REACHED.match(clause):
            return Change("level", None, "")
        if verb is None:
            inner = self._inner(clause, unit, unit_kind)
            return Change(self._kind(inner["verb"]) if inner else "level", None, clause)
        if verb["to"]:
            return Change("level", None, clause[: verb.start()])
        return self._moved(verb, clause[: verb.start()].rstrip("，, "))

    def _inner(self, clause: str, unit: str | None, unit_kind: str) -> re.Match[str] | None:
        """The verb of change that has its object between itself and the number."""
        added = _ADDED.search(clause) if unit_kind in _ADDING else None
        raised = _RAISED.search(clause) if unit_kind in _RAISING or unit == "百分点" else None
        return self.with_object.search(clause) or added or raised

    def _moved(self, verb: re.Match[str], rest: str) -> Change:
        found = _BASELINE.search(rest)
        if found:
            base = "去年同期" if _SAME_PERIOD.fullmatch(found["base"]) else found["base"]
            return Change(self._kind(verb["verb"]), base, rest[: found.start()])
        return Change(self._kind(verb["verb"]), "去年同期" if verb["year"] == "同比" else None, rest)

    def _kind(self, verb: str) -> FigureKind:
        return "decrease" if verb in self.decreases else "increase"
