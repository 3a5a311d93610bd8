"""Making the program: pins, translations, licences, the packaged build. Not part of what is installed."""
