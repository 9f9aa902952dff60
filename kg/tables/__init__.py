"""The reference data of ontology/, read once and checked."""
