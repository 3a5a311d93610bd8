"""Spreadsheets into applications: read, guess the columns, look at every row, report. No database here.

    sheet.read ─► Sheet ─► mapping.guess ─► Mapping ─► preview.preview ─► PreviewRow ─► report.IntakeReport

Nothing is stored in this room: an action takes the rows that are new and stores them.
"""
