"""The report of one recorded session: facts in sections, and the files they are written to."""
