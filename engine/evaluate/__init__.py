"""Rules and rows to outcomes: the oracle, its generated form, durable_rules, and the proof."""
