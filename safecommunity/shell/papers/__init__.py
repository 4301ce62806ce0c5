"""Papers: one value of sections, tables, charts and numbers, written as PDF, Word, page or workbook.

A paper knows no room: who makes one says what stands in it. The layout of official papers follows what GB/T 9704-2012
tells in public: A4, a text area of 156 × 225 mm, 22 lines of 28 characters, headings 一、 （一） 1. （1）.
"""

from safecommunity.shell.papers.value import (
    Block,
    Chart,
    Heading,
    Paper,
    Paragraph,
    Run,
    Said,
    Signature,
    Source,
    Table,
)

__all__ = [
    "Block", "Chart", "Heading", "Paper", "Paragraph", "Run", "Said", "Signature", "Source", "Table",
]  # fmt: skip
