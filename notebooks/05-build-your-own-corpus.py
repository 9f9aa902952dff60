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
# # 建自己的语料 · Build your own corpus
#
# 你有一个文件夹,里面是文章;一张表,写着你对每个文件知道的事。从这里到图、到表、到一页能发给同事的网页。
#
# You have a folder of articles and a table of what you know of each. From there to a graph, to tables, and to a page that
# you can send to a colleague.

# %%
import io
import tempfile
from pathlib import Path

import pandas as pd

import kg
from kg.export import export
from kg.view import write_explorer

folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1 · 文章 Articles
#
# 真实的文件可以是网页、Word、PDF 存下的文本,UTF-8 或 GB18030;这里写两篇短的(虚构)。
#
# Real files may be UTF-8 or GB18030, navigation and all. Here are two short ones, invented.

# %%
(folder / "a.txt").write_text(
    """市民政局开展社会组织培训

2021年5月12日,市民政局会同市财政局在崇川区举办社会组织负责人培训班,全市120多家社会组织参加培训。

6月,市民政局印发《社会组织评估管理办法》。下一步,市民政局将开展“银龄守望”行动。
""",
    encoding="utf-8",
)
(folder / "b.txt").write_text(
    """崇川区启动“银龄守望”行动

2022年3月,崇川区民政局启动“银龄守望”行动,组织志愿者看望独居老人350人次。南通市民政局副局长周明到崇川区调研。
""",
    encoding="gb18030",
)
(folder / "table.csv").write_text(
    "file,publisher,published,territory\na.txt,南通市民政局,2021-07-01,南通市\nb.txt,崇川区民政局,2022-04-02,崇川区\n",
    encoding="utf-8",
)
sorted(path.name for path in folder.iterdir())

# %% [markdown]
# ## 2 · 图 The graph
#
# “市民政局”是哪个市的?由所属地域决定,表里写的优先。Which city's is 市民政局? The territory says, and what your table
# says of it wins.

# %%
graph = kg.build(folder, metadata=folder / "table.csv")
print(graph)
pd.DataFrame(
    [(a.source, a.title, a.published, a.territory) for a in graph.articles()], columns=["file", "title", "published", "territory"]
)

# %%
pd.DataFrame(
    [
        (e.status, e.type, e.trigger, "、".join(f.label for f in e.role("agent")), "、".join(f.label for f in e.role("time")))
        for e in graph.events()
    ],
    columns=["status", "type", "trigger", "agent", "time"],
)

# %% [markdown]
# ## 3 · 信不信得过 How sure is it?
#
# 每条关系有规则、置信度和原文;先看置信度低的。Every relation has its rule, its confidence and its words; look at the
# least sure first.

# %%
rows = [
    (min(e.confidence for e in r.evidence), r.subject_label, r.type, r.object_label, r.evidence[0].words)
    for r in graph.relations()
]
pd.DataFrame(rows, columns=["confidence", "subject", "relation", "object", "words"]).sort_values(
    ["confidence", "subject", "relation"]
).reset_index(drop=True)

# %% [markdown]
# ## 4 · 带走 Take it along
#
# 命令行同样:`kg build folder --metadata folder/table.csv --out graph`,`kg export graph --format csv --out tables`。

# %%
files = export(graph, "csv")
pd.read_csv(io.BytesIO(files["events.csv"]), dtype=str)[["type", "status", "first_day", "agents", "themes", "division_code"]]

# %%
page = write_explorer(graph, folder / "explorer.html")
print(page.name, page.stat().st_size > 100_000)
