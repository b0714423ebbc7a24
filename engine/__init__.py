"""Declaration in, assessment out. Knows no chat, no web and no particular law."""
