"""The conversation: the facts of a case, what is taken as given, and what to ask next."""
