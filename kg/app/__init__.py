"""`kg app`: a start page in the browser, on this machine alone: drop articles, watch them read, look around, correct, report."""
