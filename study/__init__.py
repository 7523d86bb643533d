"""The learner: cards, marking, selection, sessions, exams and languages. Knows numbers (``lekce2``), but no screen."""
