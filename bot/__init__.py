"""Question in, cited answer out. Uses `lawlint.engine`; the engine knows nothing of it."""
