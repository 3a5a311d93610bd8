"""Dialogs of particular steps."""
