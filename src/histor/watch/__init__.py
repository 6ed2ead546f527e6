"""Watching: sources are polled, what is new is coded, added and linked, and saved queries raise alerts.

The order of reading the modules: config (watch.toml), state (what is remembered over restarts), polls and crew (looking
for what is new, several at a time), queries and surge (when an alert is raised), deliver (where it goes), run (all of it).

Every item goes through the states waiting → read → done in a SQLite file beside the ledger: an item is written there
before its feed counts as read, its report before it is coded, and it is done once the report is in the ledger, which
takes each report once. A kill at any point loses nothing and adds nothing twice.
"""
