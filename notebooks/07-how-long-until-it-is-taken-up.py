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
# # 一项举措多久传到一个地市? · How long until a prefecture takes an initiative up?
#
# 事件史分析只有一个难处:没有读到文章的年份,不是“没有开展”。这里从文章做到风险率和生存曲线,再看把沉默记作零会差多少。
#
# An event history has one trap: a year of which no article was read is no year without the initiative. Here it is done
# from the articles to the hazard and the survivor function, and shown what coding silence as zero would do to both.

# %% [markdown]
# ## 1 · 读什么 What is read
#
# `corpus/linked` 的六篇文章讲“商会议事厅”从酒泉传到张掖、宝鸡;另有十篇虚构的总结,来自别的地市,多数只字未提。
# 没有提及,只有读到了才看得出。
#
# The six articles of `corpus/linked` tell how 商会议事厅 came from Jiuquan to Zhangye and Baoji. Ten invented annual
# summaries of other prefectures are added, most of which do not mention it: that somebody is silent shows only where
# somebody was read.

# %%
import tempfile
from pathlib import Path

import kg
from kg.tables.loading import corpus_dir

SUMMARIES = {
    "武威市": {
        2018: "2018年5月,武威市民政局对全市社会组织进行检查。",
        2019: "2019年6月,武威市民政局召开社会组织工作会议。",
        2020: "2020年9月,武威市民政局举办社会组织负责人培训班。",
    },
    "平凉市": {
        2018: "2018年4月,平凉市民政局召开社会组织工作会议。",
        2019: "2019年8月,平凉市民政局对社会组织进行检查。",
    },
    "天水市": {
        2018: "2018年7月,天水市民政局举办社会组织负责人培训班。",
        2019: "2019年3月,天水市民政局召开社会组织工作会议。2021年,市民政局将推行“商会议事厅”。",
    },
    "定西市": {
        2018: "2018年3月,定西市民政局召开社会组织工作会议。",
        2020: "2020年4月,定西市民政局推行“商会议事厅”。",
    },
    "安康市": {2019: "2019年9月,安康市民政局在汉滨区开展“商会议事厅”试点。"},
}

linked = corpus_dir() / "linked"
with tempfile.TemporaryDirectory() as folder:
    for place, years in SUMMARIES.items():
        for year, told in years.items():
            text = f"{place}民政局{year}年社会组织工作总结\n\n发布时间:{year}-12-20\n\n{told}\n"
            (Path(folder) / f"{place}{year}.txt").write_text(text, encoding="utf-8")
    graph = kg.build(linked / "articles", folder, metadata=linked / "metadata.csv")
graph

# %% [markdown]
# ## 2 · 面板 The panel
#
# `articles` 是该地该年读到的文章数。0 是读到了而没有;空格(`<NA>`)是没有读到。
#
# `articles` counts the articles of the prefecture that were read for the year. A 0 says that they tell of none; an empty
# cell (`<NA>`) that there were none to tell.

# %%
initiative = "商会议事厅"
panel = graph.panel(initiative=initiative, unit="prefecture")
panel[["unit", "year", "articles", "pilot", "adoption", "plan", "verified", "doubtful"]]

# %% [markdown]
# ## 3 · 何时开始,何时看不见了 When it began, and when it is lost from sight
#
# 开始:首次试点或推行的年份。**计划不算**:天水说 2021 年将推行,只是计划。没有开始的,到最后读到文章的那一年为止(右删失)。
#
# It begins in the year of the first pilot or adoption. **A plan is no beginning**: Tianshui says that it will adopt it in
# 2021. Who has not begun is followed to the last year that was read, and no further (right censoring).

# %%
firsts = graph.panel("divisions", initiative=initiative).set_index("unit")
began = firsts[["pilot_earliest", "adoption_earliest"]].min(axis=1).dt.year.astype("Int64")

cells = panel[["unit", "year", "articles"]].assign(began=panel["unit"].map(began).astype("Int64"))
cells["seen"] = (cells["articles"] > 0) | (cells["year"] == cells["began"]).fillna(False)
cells["seen"] = cells["seen"].astype(bool)

units = cells[cells["seen"]].groupby("unit")["year"].agg(first_read="min", last_read="max", years_read="count")
units["began"] = began.reindex(units.index)
units["until"] = units["began"].fillna(units["last_read"])
units["censored"] = units["began"].isna()
units.sort_values(["until", "censored", "first_read"], kind="stable")

# %% [markdown]
# ## 4 · 风险率和生存曲线 Hazard and survivor function
#
# 逐年:**有风险**的是此前没有开始、这一年又读到的地市;**风险率** = 这一年开始的 ÷ 有风险的;**尚未开始的比例**是各年
# (1 − 风险率)的连乘,即 Kaplan–Meier 估计。区间按 Greenwood 公式,取双对数变换,样本这样小,区间就这样宽。
#
# For each year, **at risk** are the prefectures that had not begun before and of which that year was read; the **hazard**
# is the share of them that begins. The share that has **not yet begun** is the product of (1 − hazard) up to the year: the
# estimate of Kaplan and Meier. The interval is Greenwood's, on the scale of log(−log), and as wide as so few cases make it.

# %%
import numpy as np
import pandas as pd


def life_table(person_years: pd.DataFrame) -> pd.DataFrame:
    """A row a year: at risk, begun, hazard, share not yet begun, and its 95 % interval (NA where it is 0 or 1)."""
    at_risk = person_years[person_years["began"].isna() | (person_years["year"] <= person_years["began"])]
    n = at_risk.groupby("year")["unit"].count().rename("at_risk")
    d = (at_risk["year"] == at_risk["began"]).fillna(False).groupby(at_risk["year"]).sum().rename("begun")
    table = pd.concat([n, d], axis=1).astype(int)
    table["hazard"] = table["begun"] / table["at_risk"]
    table["not_yet"] = (1 - table["hazard"]).cumprod()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (table["begun"] / (table["at_risk"] * (table["at_risk"] - table["begun"]))).cumsum()
        spread = 1.96 * np.sqrt(variance) / np.abs(np.log(table["not_yet"]))
        table["low"], table["high"] = table["not_yet"] ** np.exp(spread), table["not_yet"] ** np.exp(-spread)
    return table.replace([np.inf, -np.inf], np.nan)


life = life_table(cells[cells["seen"]])
life.round(3)

# %% [markdown]
# 2019 年的定西没有读到,不在这一年的分母里;平凉、天水 2019 年以后没有读到,此后都不在。
#
# Dingxi was not read for 2019 and is not among those at risk in that year; Pingliang and Tianshui were not read after 2019,
# and are in no later one.

# %% [markdown]
# ## 5 · 如果把沉默记作零 If silence were coded as zero
#
# 很多面板把空格填成 0。那样,没有读到的年份都成了“没有开展”的证据。
#
# Many panels fill empty cells with 0. Then each year that nobody read becomes evidence that nothing was done.

# %%
filled = life_table(cells)
pd.concat({"as read": life, "silence as zero": filled}, axis=1)[
    [(coding, column) for coding in ("as read", "silence as zero") for column in ("at_risk", "begun", "hazard", "not_yet")]
].round(3)

# %%
import matplotlib.pyplot as plt

plt.rcParams["font.sans-serif"] = [
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
]
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(1, 1.15), layout="constrained")

order = units.sort_values(["until", "censored", "first_read"], ascending=False, kind="stable").index
for row, unit in enumerate(order):
    own = cells[cells["unit"] == unit]
    before = own[own["began"].isna() | (own["year"] <= own["began"])]
    read, unread = before[before["seen"]], before[~before["seen"]]
    left.hlines(row, read["year"].min(), units.loc[unit, "until"], color="#cccccc", linewidth=1.5, zorder=0)
    left.plot(unread["year"], [row] * len(unread), "o", markerfacecolor="white", markeredgecolor="#999999")
    left.plot(read["year"], [row] * len(read), "o", color="#2a7390")
    mark = ("|", "#2a7390", 16) if units.loc[unit, "censored"] else ("*", "#9c2f1d", 16)
    left.plot(units.loc[unit, "until"], row, mark[0], color=mark[1], markersize=mark[2])
for marker, colour, fill, words in (
    ("o", "#2a7390", "#2a7390", "读到,尚未开始 read, not yet begun"),
    ("o", "#999999", "white", "没有读到 not read"),
    ("*", "#9c2f1d", "#9c2f1d", "开始 begun"),
    ("|", "#2a7390", "#2a7390", "删失 censored"),
):
    left.plot([], [], marker, color=colour, markerfacecolor=fill, label=words)
left.set(
    yticks=range(len(order)), yticklabels=order, xticks=sorted(cells["year"].unique()), title="各地读到了哪些年 Who was read when"
)
left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=8, frameon=False)

start = life.index[0] - 1
for table, colour, line, words in (
    (filled, "#999999", "--", "沉默记作零 silence as zero"),
    (life, "#9c2f1d", "-", "只计读到的年份 years that were read"),
):
    right.step([start, *table.index], [1.0, *table["not_yet"]], where="post", color=colour, linestyle=line, label=words)
right.vlines(life.index, life["low"], life["high"], color="#9c2f1d", alpha=0.35, linewidth=5, label="95 %")
for year, at in life.iterrows():
    right.annotate(f"{at['begun']:.0f}/{at['at_risk']:.0f}", (year, at["not_yet"]), xytext=(7, 5), textcoords="offset points")
right.set(ylim=(0, 1.05), xticks=[start, *filled.index], title="尚未开始的比例 Share not yet begun (begun/at risk)")
right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=8, frameon=False)
plt.show()

# %% [markdown]
# ## 6 · 能说什么,不能说什么 What it says, and what not
#
# - 填零使风险率低估近一半:分母里多了没有人读过的年份。
# - 反过来,“读到才算”假定读到与否和开展与否无关。常常不是这样:宝鸡、张掖、安康只因开展了才有文章。
#   换一批文章,或只用逐年都有总结的地市,再算一遍。
# - `stage`、`verified`、`doubtful` 说明每格凭什么;存疑的先 `kg review`,再估计。
#
# Filling with zeros takes almost half of the hazard away, since years that nobody read stand among those at risk. Counting
# only what was read supposes that being read has nothing to do with having begun, and often it has: of Baoji, Zhangye and
# Ankang there are articles because they began. Try other articles, or prefectures with a summary for every year. `verified`
# and `doubtful` say how well each cell is founded: review what is doubtful before you estimate.

# %%
graph.panel("evidence", initiative=initiative)[["unit", "year", "kind", "sentence", "verified", "doubtful"]]
