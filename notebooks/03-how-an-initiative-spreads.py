# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 一项举措怎样传开 · How an initiative spreads
#
# 六篇虚构的文章讲同一项举措:2018 年在酒泉试点,次年到张掖,2020 年宝鸡“借鉴甘肃省酒泉市经验”。先问图,再看地图和时间线。
#
# Six invented articles tell of one initiative: piloted in Jiuquan in 2018, in Zhangye a year later, and in 2020 taken
# over in Baoji, in another
# province, whose article says from where.

# %%
import kg
from kg.tables.loading import corpus_dir

linked = corpus_dir() / "linked"
graph = kg.build_gold(linked / "gold", linked / "articles")
graph.ask(18)

# %% [markdown]
# ## 1 · 凭什么说是同一项? Why is it one initiative?
#
# 同名不等于同一项。图谱说明每次认定的规则和理由;不对的,可以用登记表改。
#
# The same words do not make it one. The graph names the rule and the reason of each identification; a registry overrules
# what is wrong.

# %%
graph.query("""
SELECT DISTINCT ?shared ?rule ?reason WHERE {
  ?link a kg:Link ; rdf:predicate kg:identifiedAs ; rdf:object ?shared ; kg:rule ?rule ; kg:reason ?reason .
  ?shared a kg:Initiative
} ORDER BY ?rule ?reason
""")

# %% [markdown]
# ## 2 · 原文怎么说? What do the texts say?

# %%
for evidence in graph.evidence("商会议事厅"):
    before, words, after = evidence.marked
    print(evidence.published, before + "【" + words + "】" + after)

# %% [markdown]
# ## 3 · 见于几省? In how many provinces?

# %%
graph.ask(20)

# %% [markdown]
# ## 4 · 地图 On the map
#
# 在“举措的扩散”里选商会议事厅,箭头带着日期。Choose 商会议事厅 under 举措的扩散: the arrows have dates.

# %%
graph.map(height=560)

# %% [markdown]
# ## 5 · 时间线 On the timeline

# %%
graph.timeline(height=480)

# %% [markdown]
# ## 6 · 计划与落实 What was planned, and what came of it

# %%
graph.ask(26)

# %% [markdown]
# ## 7 · 面板 A panel
#
# 区划×年份的面板:空格是该年没有读到该地的文章,0 是读到了而没有提及;沉默不记作零。怎样用它估计风险率,见
# [07](07-how-long-until-it-is-taken-up.ipynb)。
#
# Divisions by years. A cell is empty where no article of the division was read for the year, and 0 where one was and says
# nothing of the kind: silence is no zero. `kg panel` writes the same for Stata;
# [notebook 07](07-how-long-until-it-is-taken-up.ipynb) makes an event history of it.

# %%
panel = graph.panel(initiative="商会议事厅", unit="prefecture")
panel[["unit", "year", "articles", "articles_naming", "pilot", "adoption", "plan", "mention", "stage"]]

# %% [markdown]
# 谁在谁之后,相隔多久;“stated”为 1 的,是原文说向那里学的。Who came after whom, and how long after; where `stated` is 1 the text
# says that it was learnt there.

# %%
graph.panel("dyads", initiative="商会议事厅")[
    ["from_unit", "to_unit", "years", "days_min", "days_max", "order_certain", "stated"]
]
