"""Tests of `desktop_app.signing`."""
