"""The assessment report: what the read models say of a period, gathered into one value, and that value as a page,
a workbook or a table. ``gather`` reads, everything else only shows.
"""
