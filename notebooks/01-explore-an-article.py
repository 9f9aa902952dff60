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
# # 一篇文章里有什么 · What one article says
#
# 把一篇经验交流文章读成知识图谱,问它几个问题,再到图里走一走。全程离线;每个回答都能翻到原文。
#
# We read one work article of a provincial civil-affairs department into a graph, ask it questions, and look around.
# Nothing leaves this computer, and every answer leads back to the words it stands on.

# %% [markdown]
# ## 1 · 建图 Build
#
# `kg.build` 收文件或文件夹。`kg.build` takes files or folders.

# %%
import kg
from kg.tables.loading import corpus_dir

article = corpus_dir() / "articles" / "000_3933d1552c9bd586.txt"
graph = kg.build(article)
print(graph)

# %% [markdown]
# ## 2 · 谁和谁一道督导? Who inspected together with whom?
#
# 图谱用 SPARQL 提问;常用前缀不必声明。结果是一张小表,`pandas.DataFrame(result.dicts())` 即成数据框。
#
# Questions are SPARQL; the usual prefixes are declared. A result is a small table;
# `pandas.DataFrame(result.dicts())` makes it a data frame.

# %%
graph.query("""
SELECT ?month ?lead ?partner ?words WHERE {
  ?event a kg:Inspection ; kg:trigger ?words ; kg:agent/rdfs:label ?lead ; kg:coAgent/rdfs:label ?partner .
  OPTIONAL { ?event kg:time/rdfs:label ?month }
} ORDER BY ?month ?partner
""")

# %% [markdown]
# 原句是“9月,会同省委组织部、省工商局……”,没有主语:省民政厅是从上文补全的,图谱如实标明。
#
# The sentence has no subject: the department was restored from the text before it, and the graph says so.

# %%
for event in graph.events("Inspection"):
    if event.role("co_agent"):
        before, words, after = event.evidence[0].marked
        print(before + "【" + words + "】" + after)
        for filler in event.fillers:
            print(f"    {filler.role:9} {filler.basis:9} {filler.label}")

# %% [markdown]
# ## 3 · 覆盖率是多少,变了多少? How high is the rate, and how much did it change?

# %%
graph.query("""
SELECT ?what ?words ?value ?unit ?baseline WHERE {
  ?figure a kg:Figure ; rdfs:label ?words ; sosa:hasSimpleResult ?value ; sosa:observedProperty/rdfs:label ?what .
  OPTIONAL { ?figure kg:unit ?unit } OPTIONAL { ?figure kg:baseline ?baseline }
  FILTER(CONTAINS(?what, "覆盖率"))
} ORDER BY DESC(?value)
""")

# %% [markdown]
# ## 4 · 做了的和要做的 What was done, and what is planned
#
# 计划与事实是两类,不会混在一起。Plans are a class apart from what happened.

# %%
for event in graph.events(status="planned"):
    print(event.type, "·", event.label, "·", "、".join(filler.label for filler in event.role("time")))

# %% [markdown]
# ## 5 · 周围有谁? Who stands around the department?

# %%
near = graph.neighbours("甘肃省民政厅")
for relation in near.relations:
    if relation.type in ("jointActionWith", "supervises", "pilotedIn", "recognizes"):
        print(relation.subject_label, "→", relation.label, "→", relation.object_label)

# %% [markdown]
# ## 6 · 到图里走走 Look around
#
# 单击看原文,双击设为中心,“/” 搜索。页面在沙箱框里运行,不访问网络;
# `kg.view.write_explorer(graph, "explorer.html")` 存成一个文件,可以发给同事。
#
# Click for the words, double-click to make a node the focus, “/” to search. The page runs in a sandboxed frame and asks
# no server for anything; `kg.view.write_explorer(graph, "explorer.html")` saves it as one file to send to a colleague.

# %%
graph.show()

# %% [markdown]
# ## 7 · 何时何地 When and where
#
# 同一页面也可以开在时间线或地图上:日是点,月是条,年是长条;已做在上,计划在下。
#
# The same page opens on a timeline or a map as well: a day is a dot, a month a bar, a year a long one; done above, planned below.

# %%
graph.timeline(height=560)

# %%
graph.map(height=560)
