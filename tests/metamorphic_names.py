"""The proper parts of bodies become others of the same length: 阳光志愿者协会 → 晨曦志愿者协会, all over the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from metamorphic import WRITING, Article, Change, Edit, Transformation
from metamorphic_places import swapped_territories

__all__ = ["TRANSFORMATIONS", "swapped_bodies"]

# Proper parts of bodies in the corpus that are no words of their field (棚改, 茶叶) and no places.
_OLD = (
    "阳光 众仁 亚东 大爱 恒泽 恒睿 春晖 绿荫 绿岭 蓝天 蓝盾 雄鹰 石城 民心 康乐 质子 金鼎 巴阳 海晟 仁发 兴港 北辰 参源 天麦 宝沣 华腾 "
    "善德 点灯 甬爱 红帆 腾飞 苗岭 诚泰 源生 彩云 绿谷 绿郎 绿锁 胜境 麓山 雁回 蓝原 蓝鲸 豫冠 银杏 桃源 暖城 共富 紫鹊 黎阳 青枫 飞云 "
    "明月 千秋 天岭 丁香 沪泉 秦塬 东潮 赣建 迅蜂 铜信 湘铸 蒙泰 北疆 皖顺 泗水 莞香 玛策 清清 苍桥 闽东 雪域 琼崖 茶花 绿洲 海晏 双丰 "
    "康乃馨 蒲公英 皂角树 枫香坡 银杏里 锦东"
).split()
# What they become: words that no body of the corpus bears.
_NEW = (
    "晨曦 瑞丰 博爱 金桥 飞鸿 同济 永泰 嘉禾 远航 启明 星火 安泰 恒信 泰和 朝霞 青松 白鹭 海棠 德馨 正源 宏图 金穗 天元 "
    "向日葵 满天星 紫荆花 连心桥 木棉花 万年青"
).split()
_KEPT_TYPES = frozenset({"Person", "Place", "PolicyConcept"})


def swapped_bodies(article: Article) -> Change:
    """The article with other proper parts in the names of its bodies, the same one for the same one."""
    table = _table(article)
    edits = tuple(_edits(article, table)) if table else ()
    change = Change(article.text, edits)
    known = {m["text"]: change.words(m["start"], m["end"]) for m in article.mentions}

    def name(old: str) -> str:
        return known.get(old) or re.sub("|".join(table) or "$^", lambda match: table[match[0]], old)

    return Change(article.text, edits, name)


def _table(article: Article) -> dict[str, str]:
    draw = Random(f"{article.id} bodies")
    bodies = [m["text"] for m in article.mentions if m["type"] in ("SocialOrganization", "Organization")]
    found = sorted({word for word in _OLD if any(word in body for body in bodies)}, key=lambda word: (-len(word), word))
    free = [word for word in _NEW if word not in article.text]
    draw.shuffle(free)
    table: dict[str, str] = {}
    for word in found:
        table[word] = next(new for new in free if len(new) == len(word) and new not in table.values())
    return table


def _edits(article: Article, table: Mapping[str, str]) -> Iterator[Edit]:
    named = [(m["start"], m["end"]) for m in article.mentions if m["type"] not in _KEPT_TYPES]
    for match in re.finditer("|".join(table), article.text):
        if any(low <= match.start() and match.end() <= high for low, high in named):
            yield Edit(match.start(), match.end(), table[match[0]])


TRANSFORMATIONS: Mapping[str, Transformation] = {"territories": swapped_territories, "bodies": swapped_bodies, **WRITING}
