"""Training of the models that ship, from corpus/ alone; run by `make model`."""
