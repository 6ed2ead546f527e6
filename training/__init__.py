"""Training and evaluation of Histor's model; beside the package, not in it, since only developers need it."""
