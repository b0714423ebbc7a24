"""What an app says it does with data: the fact table, the vocabularies, strict loading, rows."""
