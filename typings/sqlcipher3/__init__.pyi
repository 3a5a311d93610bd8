"""The driver follows `sqlite3`, so its types are borrowed; at run time its classes are its own."""

from sqlite3 import *  # noqa: F403

from sqlcipher3 import dbapi2 as dbapi2
