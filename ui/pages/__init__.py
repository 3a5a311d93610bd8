"""One module a screen, each a `Page`."""
