"""Words of the Party that several stages ask for: units inside a body, organs of a past post, campaigns called in short."""

from __future__ import annotations

import re

__all__ = ["CAMPAIGNS", "FORMER_ORGAN", "PARTY_INSIDE"]

# The Party's units inside a body, which stand behind its name or in its head's title: 县水务局|党组, 区教育局副局长、|党组|成员.
PARTY_INSIDE = ("党组", "党委", "党总支", "党支部", "机关党委", "机关党支部")

# 金凤区|原|区委, 县水务局|原|党组: it is the one who held the post that is no longer there; 草原 and 平原 are other words.
FORMER_ORGAN = re.compile(r"(?<!草)(?<!平)原(?=(?:[省市县区州盟旗]委|党组|党委|党支部)$)")

# What stands for the campaign that an article names in full: 学习教育 for 深入贯彻中央八项规定精神学习教育.
CAMPAIGNS = ("学习教育", "主题教育")
