# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 覆盖率:各地、逐年 · Rates, by place and year
#
# 从文章里取出的比率成为一张 pandas 表:哪里、何时、多少,原文怎么写;两处说法不一,也看得出来。
#
# Rates from the texts as a pandas table: where, when, how high, in which words; and where two articles contradict each
# other.

# %%
import matplotlib.pyplot as plt

import kg
from kg.tables.loading import corpus_dir

linked = corpus_dir() / "linked"
graph = kg.build_gold(linked / "gold", linked / "articles")
rates = graph.ask(19, words="覆盖率").to_pandas()
rates

# %% [markdown]
# ## 1 · 相互矛盾的数据 Figures that contradict each other
#
# 图谱两个都留,不替你选。The graph keeps both, and does not choose for you.

# %%
graph.ask(25).to_pandas()

# %% [markdown]
# ## 2 · 各地逐年 By place and year
#
# 这里取各地自己的说法(值较高的一方);你的选择写在代码里,别人看得见。
#
# Here the higher value stands. The choice is in the code, where others see it.

# %%
table = rates.pivot_table(index="as_of", columns="place", values="value", aggfunc="max")
table

# %%
plt.rcParams["font.sans-serif"] = [
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
]
axes = table.astype(float).plot(marker="o", figsize=(7, 4), color=["#9c2f1d", "#2a7390", "#7a4a00"])
axes.set_ylabel("%")
axes.set_xlabel("")
axes.legend(title=None, loc="upper left")
axes.set_ylim(50, 100)
plt.show()

# %% [markdown]
# ## 3 · 一个水平和它的变化 A level and its change
#
# “较年初提高了10个百分点”:年初是多少,是算出来的,与写明的分开。
#
# “10 percentage points more than at the start of the year”: what it was then is computed, and kept apart from what is
# stated.

# %%
one = kg.build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["000_3933d1552c9bd586"])
stated = one.ask(8).to_pandas()
stated

# %%
level = stated.loc[stated["kind"] == "level", "value"].item()
change = stated.loc[stated["kind"] == "increase", "value"].item()
print(f"stated: {level} %, computed for the start of the year: {level - change} %")

# %% [markdown]
# ## 4 · 带区划代码的表 Tables with division codes
#
# `kg export graph --format csv` 写同样的表;代码是文本,六位。The same tables come from `kg export`; codes are text, six
# digits.

# %%
import io

import pandas as pd

from kg.export import export

figures = pd.read_csv(io.BytesIO(export(graph, "csv")["figures.csv"]), dtype={"division_code": str})
figures[["division_code", "scope", "first_day", "value", "unit", "indicator", "published"]]
