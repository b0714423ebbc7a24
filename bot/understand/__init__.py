"""A question in English or Chinese → facts in the fact table's terms, each with the words it came from."""
