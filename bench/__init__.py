"""How fast and how large Histor is: commands that print a table. `speed` is what `make bench` runs."""
