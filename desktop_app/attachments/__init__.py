"""Scans and photographs on their way in: newest first from a folder, then made anew without metadata."""
