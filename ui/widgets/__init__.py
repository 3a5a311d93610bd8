"""Small widgets that read the tokens in force; none knows about applicants or offices."""
