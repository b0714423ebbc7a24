"""From facts to an answer: the focus rules, their verdict, the clauses, and the words."""
