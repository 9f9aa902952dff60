"""`python -m kg.learn` trains every model that ships, from corpus/ alone."""

from __future__ import annotations

from kg.learn import names, roles, triggers


def main() -> None:
    """Writes the models of names, triggers and roles to ontology/models."""
    names.main([])
    triggers.main()
    roles.main()


if __name__ == "__main__":
    main()
