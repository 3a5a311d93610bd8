"""Wira without a window: the field's rules, the op log, the exchange and the documents."""

__version__ = "0.1.0"
