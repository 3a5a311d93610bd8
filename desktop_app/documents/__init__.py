"""Papers: plain frozen data in, bytes out. Layout, page QR, seal, verdict and preview.

Nothing here knows the database, the clock or the network; heavy libraries load with the module that
needs them, so callers import these modules when a paper is wanted, not at start.
"""
