"""Questions: frozen rows, already sorted and paged by the database. Nothing here changes anything."""
