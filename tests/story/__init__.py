"""One year of the programme as a story, told through the window and the command line.

`tests/flows/test_programme.py` tells it with a few kelurahan, `python -m tests.story` with all 63 and an
export of 3,000 rows. Every figure that a screen, a paper or a command shows is compared with a count that a
plain SQL statement makes of the same office.
"""
