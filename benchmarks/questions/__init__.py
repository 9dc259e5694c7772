"""One module a question. Each says where it is asked, and yields the rows of its answer.

    DATABASES, SIZES (empty: every size), LONG (only with --long)
    def measure(bench: Bench) -> Iterator[Row]
"""
