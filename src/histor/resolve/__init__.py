"""Resolve: what an account names is tied to the world: actors to codes, places to coordinates, times to days."""
