"""Identity across articles."""
