"""The tables of `kg.export.records`: those that queries fill, column for column as their variables, and what is made of them."""

from __future__ import annotations

__all__ = ["CLAIMED", "RAW", "SHARED"]

RAW = """
CREATE TABLE file (iri, id, title, publisher, published, url, source, text);
CREATE TABLE article (iri PRIMARY KEY, id, title, publisher, published, url, text);
CREATE TABLE raw_mention (iri, article);
CREATE TABLE raw_claim (claim, s, p, o, article, start, stop, rule, confidence, basis, post, event, verified);
CREATE TABLE claim (claim, s, p, o, article, start, stop, rule, confidence, basis, post, event, verified, words);
CREATE TABLE labelled (iri, type, label);
CREATE TABLE raw_entity (iri, code, alias);
CREATE TABLE raw_joined (local, shared);
CREATE TABLE raw_event (iri, planned, trigger, article);
CREATE TABLE raw_figure (
  iri, value, max, lower, upper, unit, modifier, indicator, measures, kind, baseline, place, scope, as_of, planned);
CREATE TABLE raw_role (s, p, o);
CREATE TABLE fact (s, p, o);
CREATE TABLE model (iri PRIMARY KEY);
CREATE TABLE practice (initiative, place, event, body, kind, earliest, latest, article);
CREATE TABLE scope (iri, place, earliest, latest, article);
CREATE TABLE located (entity, place, code, name);
CREATE TABLE above (place, level, code);
"""

# Names of classes in three families, by IRI: what is mentioned, what happens, what else fills a role (Date, Figure, Words).
SHARED = """
CREATE TABLE joined (local PRIMARY KEY, shared);
INSERT OR REPLACE INTO joined SELECT local, shared FROM raw_joined ORDER BY rowid;
CREATE TABLE node AS
  SELECT iri, MIN(label) AS label,
    MIN(CASE family WHEN 'mentioned' THEN name END) AS mentioned,
    MIN(CASE family WHEN 'happening' THEN name END) AS happening,
    MIN(CASE family WHEN 'filling' THEN name END) AS filling
  FROM labelled LEFT JOIN kind USING (type) GROUP BY iri;
CREATE UNIQUE INDEX node_of ON node (iri);
DROP TABLE labelled;
CREATE TABLE mention AS
  SELECT COALESCE(shared, iri) AS iri, COUNT(*) AS mentions, COUNT(DISTINCT article) AS articles, MIN(article) AS article
  FROM raw_mention LEFT JOIN joined ON local = iri GROUP BY 1;
CREATE UNIQUE INDEX mention_of ON mention (iri);
DROP TABLE raw_mention;
"""

CLAIMED = """
DROP TABLE raw_claim;
CREATE INDEX claim_of ON claim (s, p, o);
CREATE TABLE entity AS
  SELECT e.iri, n.label, n.mentioned AS type, MIN(e.code) AS code, m.iri IS NOT NULL AS is_model,
    COALESCE(c.mentions, 0) AS mentions, COALESCE(c.articles, 0) AS articles, c.article
  FROM raw_entity e JOIN node n USING (iri) LEFT JOIN model m USING (iri) LEFT JOIN mention c ON c.iri = e.iri GROUP BY e.iri;
CREATE TABLE alias AS SELECT DISTINCT iri, alias FROM raw_entity WHERE alias != '';
CREATE INDEX alias_of ON alias (iri, alias);
DROP TABLE raw_entity;
CREATE TABLE role AS SELECT DISTINCT s, p, o FROM raw_role;
CREATE INDEX role_of ON role (s, p);
DROP TABLE raw_role;
CREATE TABLE happening AS
  SELECT e.*, n.label, c.article AS told_in, c.start, c.stop FROM
    (SELECT iri, planned, trigger, article, IIF(planned IS NULL, :kg || happening, :kg || 'Plan') AS stated
     FROM raw_event JOIN node USING (iri)) e
  JOIN node n USING (iri)
  LEFT JOIN claim c ON c.rowid = (SELECT rowid FROM claim WHERE s = e.iri AND p = :type AND o = e.stated
    ORDER BY SUBSTR(s, 1, LENGTH(article) + 1) != article || '/', rowid LIMIT 1);
CREATE INDEX happening_of ON happening (iri);
DROP TABLE raw_event;
CREATE TABLE counted AS
  SELECT f.*, n.label, c.article AS told_in, c.start, c.stop, MAX(f.rowid) FROM raw_figure f JOIN node n USING (iri)
  LEFT JOIN claim c ON c.rowid = (SELECT rowid FROM claim WHERE s = f.iri AND p = :type AND o = :kg || 'Figure'
    ORDER BY SUBSTR(s, 1, LENGTH(article) + 1) != article || '/', rowid LIMIT 1)
  GROUP BY f.iri;
DROP TABLE raw_figure;
CREATE INDEX fact_of ON fact (s, p, o);
CREATE TABLE related AS
  SELECT f.*, a.label AS subject_label, a.mentioned AS subject_type, b.label AS object_label, b.mentioned AS object_type
  FROM (SELECT s, p, o, NOT EXISTS (SELECT 1 FROM claim c WHERE c.s = f.s AND c.p = f.p AND c.o = f.o) AS unclaimed,
          NOT EXISTS (SELECT 1 FROM claim c WHERE c.s = f.o AND c.p = f.p AND c.o = f.s) AS turned_unclaimed FROM fact f) f
  JOIN node a ON a.iri = f.s JOIN node b ON b.iri = f.o
  WHERE f.p != :kg || 'jointActionWith' OR f.s = f.o
    OR NOT EXISTS (SELECT 1 FROM fact r WHERE r.s = f.o AND r.p = f.p AND r.o = f.s)
    OR (unclaimed, f.s, f.o) < (turned_unclaimed, f.o, f.s);
CREATE INDEX practice_of ON practice (initiative, place, event, body, earliest);
CREATE INDEX scope_of ON scope (iri);
CREATE INDEX located_of ON located (entity, code);
"""
