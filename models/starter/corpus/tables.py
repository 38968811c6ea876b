"""Tables written as text, one row a line, with bars between the cells."""

Row = tuple[str, ...]


def cells(line: str) -> Row:
    return tuple(line.split("|"))


def rows(table: str, width: int) -> tuple[Row, ...]:
    """The rows of `table`, top to bottom; ValueError where one has not `width` cells."""
    found = tuple(cells(line) for line in table.strip().splitlines())
    bad = [row for row in found if len(row) != width]
    if bad:
        raise ValueError(f"rows without {width} cells: {bad}")
    return found
