"""Forms made from the table of fields."""
