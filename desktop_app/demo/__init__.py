"""A throw-away city with invented people, made by the same actions as the window's."""
