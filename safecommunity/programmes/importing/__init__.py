"""Projects as a list: in from a workbook, also a district's own; out in the same headings."""

KIND = "projects"
