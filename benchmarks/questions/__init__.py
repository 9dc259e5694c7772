"""One module a question. It answers with rows: ours beside the same work without this program.

def measure(bench: Bench) -> Iterator[Row]

and, where it is not asked of every store: DATABASES, SIZES, LONG (only with --long).
"""
