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
# # 谁与谁联合行动 · Who acts with whom
#
# 把 61 篇标注文章里的“会同、联合”读成网络,用 networkx 看谁在中间、谁跨层级。
#
# The joint actions (会同, 联合) of 61 annotated articles as a network: who stands in the middle, and who joins across
# levels of government.

# %%
import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd

import kg
from kg.tables.loading import corpus_dir

gold, articles = corpus_dir() / "gold", corpus_dir() / "articles"
wanted = ["000_3933d1552c9bd586", *(path.stem for path in sorted(gold.glob("dev*.json")))][:61]
graph = kg.build_gold(gold, articles, only=wanted)
graph

# %% [markdown]
# ## 1 · 网络 The network
#
# `to_networkx()` 给出带类型的多重图:结点有 `label`、`type`,边有 `relation`、`start`、`end`、`words`。
#
# `to_networkx()` is a typed multigraph: nodes have `label` and `type`, edges have `relation`, `start`, `end`, `words`.
# Joint action has no direction.

# %%
everything = graph.to_networkx()
joint = nx.Graph()
for one, other, edge in everything.edges(data=True):
    if edge["relation"] == "jointActionWith":
        joint.add_edge(one, other, words=edge["words"])
nx.set_node_attributes(joint, {node: everything.nodes[node] for node in joint})
print(joint.number_of_nodes(), "bodies,", joint.number_of_edges(), "pairs,", nx.number_connected_components(joint), "groups")

# %% [markdown]
# ## 2 · 谁在中间? Who stands in the middle?

# %%
between = nx.betweenness_centrality(joint)
table = pd.DataFrame(
    {
        "body": [joint.nodes[n]["label"] for n in joint],
        "type": [joint.nodes[n]["type"] for n in joint],
        "partners": [joint.degree(n) for n in joint],
        "between": [round(between[n], 4) for n in joint],
    }
)
table.sort_values(["partners", "between", "body"], ascending=[False, False, True]).head(10).reset_index(drop=True)

# %% [markdown]
# ## 3 · 哪类机构与哪类机构? Which kinds of bodies join?

# %%
kinds = pd.DataFrame([sorted(joint.nodes[end]["type"] for end in edge) for edge in joint.edges], columns=["one", "other"])
pd.crosstab(kinds["one"], kinds["other"])

# %% [markdown]
# ## 4 · 看一组 One group, drawn
#
# 位置由固定的种子算出,结点按名称排序,所以每次一样。The layout has a fixed seed and the nodes a fixed order, so that the
# picture is the same every time.

# %%
plt.rcParams["font.sans-serif"] = [
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
]
groups = sorted(nx.connected_components(joint), key=lambda group: (-len(group), min(group)))
largest = nx.Graph()
largest.add_nodes_from(sorted(groups[0]))
largest.add_edges_from(sorted(tuple(sorted(edge)) for edge in joint.subgraph(groups[0]).edges))
place = nx.spring_layout(largest, seed=7)
plt.figure(figsize=(9, 6))
nx.draw_networkx(
    largest,
    place,
    labels={n: joint.nodes[n]["label"] for n in largest},
    node_color="#e7b6a9",
    edge_color="#b9bec7",
    font_size=9,
    font_family="sans-serif",
)
plt.margins(0.2)
plt.axis("off")
plt.show()

# %% [markdown]
# ## 5 · 凭什么? On which words?
#
# 每条边都能翻到原文。Every edge leads back to the words that it stands on.

# %%
for one, other in sorted(largest.edges)[:5]:
    for evidence in graph.evidence(one, "jointActionWith", other) + graph.evidence(other, "jointActionWith", one):
        print(joint.nodes[one]["label"], "↔", joint.nodes[other]["label"])
        print("   ", evidence.words, f"[{evidence.start}, {evidence.stop})")

# %% [markdown]
# ## 6 · 改名的机构 Agencies that were renamed
#
# 2018 年工商行政管理局并入市场监督管理局。第 21 问把沿革合并后再数;六篇虚构的文章里正有一例。
#
# In 2018 the 工商行政管理局 became part of the 市场监督管理局. Question 21 merges such bodies before it counts; six
# invented articles hold a case.

# %%
linked = kg.build_gold(corpus_dir() / "linked" / "gold", corpus_dir() / "linked" / "articles")
linked.ask(21)

# %%
linked.ask(22, name="甘肃省市场监督管理局").to_pandas()
