"""`python -m kg.learn` trains every model that ships, from corpus/ alone."""

from __future__ import annotations

from kg.learn import names, roles, triggers
from kg.learn.inputs import DIGEST, digest
from kg.tables.loading import ontology_dir


def main() -> None:
    """Writes the models of names, triggers and roles to ontology/models, and the digest of what they were trained on."""
    trained_on = digest()
    names.main([])
    triggers.main([])
    roles.main()
    (ontology_dir() / DIGEST).write_text(f"{trained_on}\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
