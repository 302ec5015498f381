"""Ce que dit chaque document : des valeurs entrent, un `Document` de blocs figés sort. Un module par document."""
