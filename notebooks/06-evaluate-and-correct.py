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
# # 评估与订正 · Evaluate and correct
#
# 读得有多准?在标注过的文章上量;错在哪里,一条条看;改正后,图就用你的标注。
#
# How well does it read? Measured on annotated articles, with each difference in its sentence; what you correct is what
# the graph then says.

# %%
import copy

import pandas as pd

import kg
from kg.graph import Graph
from kg.pipeline import extract
from kg.record import from_record, read_records, to_record
from kg.score import differences, report
from kg.tables.body_types import BodyTypes
from kg.tables.loading import corpus_dir

linked = corpus_dir() / "linked"
gold = read_records(linked / "gold")
texts = {key: (linked / "articles" / f"{key}.txt").read_text(encoding="utf-8") for key in gold}

# %% [markdown]
# ## 1 · 抽取 Extract
#
# 六篇短文是虚构的,训练时没有用过。The six short articles are invented, and no model was trained on them.

# %%
docs = {key: extract(linked / "articles" / f"{key}.txt") for key in gold}
found = {key: to_record(doc) for key, doc in docs.items()}

# %% [markdown]
# ## 2 · 打分 Score
#
# 准确率、召回率、F1。六篇太少,数字只作示范;`make evaluate` 在全部文章上交叉验证。
#
# Six articles are too few for a verdict; `make evaluate` cross-validates on all.

# %%
result = report(gold, found, texts)
pd.DataFrame(
    [(key, counts.precision, counts.recall, counts.f1, counts.gold) for key, counts in result.total.counts.items()],
    columns=["what", "precision", "recall", "F1", "gold"],
).round(3)

# %% [markdown]
# ## 3 · 哪里不同 Where they differ

# %%
pd.DataFrame(
    [(d.article, d.kind, d.gold, d.predicted, d.text) for d in differences(gold, found, texts)],
    columns=["article", "kind", "gold", "here", "text"],
)

# %% [markdown]
# ## 4 · 订正 Correct
#
# 抽取的结果是一条记录:改它,存成 `ID.json`,就是标注。下面把一处“酒泉市”改作地点,再建图:原来看不出的矛盾就显出来了。
#
# What extraction found is a record. Changed and kept as `ID.json`, it is an annotation. Here one 酒泉市 is put right, a
# place and no body; the graph built again
# finds the contradiction that it had missed.

# %%
key = "linked05_gansu_2019"
corrected = copy.deepcopy(found[key])
for mention in corrected["mentions"]:
    if mention["text"] == "酒泉市":
        mention |= {"type": "Place", "name": "酒泉市", "code": "620900"}
for figure in corrected["figures"]:
    if figure["text"] == "79%":
        figure |= {"scope": "酒泉市", "as_of": "2019"}
after = docs | {key: from_record(corrected, texts[key], BodyTypes.load())}

# %%
Graph.of(after.values()).ask(25).to_pandas()

# %% [markdown]
# ## 5 · 问题答得对吗? Are the questions answered right?
#
# 分数说的是细节;用户问的是问题。同一个问题,问标注的图和抽取的图,比较答案的行。
#
# Scores speak of details, users ask questions: the rows of the answers from annotations, and those that extraction finds.

# %%
from kg.graph.questions import questions, share_of_right_rows

right, read = kg.build_gold(linked / "gold", linked / "articles"), Graph.of(docs.values())
shares = share_of_right_rows(right.query, read.query)
pd.DataFrame(
    [(n, questions()[n].zh, s.right, s.expected, s.found) for n, s in shares.items() if n >= 18],
    columns=["no.", "question", "right", "expected", "found"],
)
