"""The endpoint: SPARQL over a build or a file of RDF, with pages for people beside it."""
