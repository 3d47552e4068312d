"""Documents to print, in Japanese and English: A4, plain black on white, every character with its glyph."""
