"""The headless commands, on the same core as the window. None of them needs Qt to be installed.

Each prints for people by default and one JSON document (or one JSON object per line, where the output goes on
for a while) with --json; those that write files (`bundle`, `driver new`) only say which.
"""
