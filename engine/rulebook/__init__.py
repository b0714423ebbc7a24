"""Rule files to typed rules: conditions, concepts, parameters, editions, lint."""
