"""Checking what somebody hands in: PDFs and pictures of printed pages, in a process of its own."""
