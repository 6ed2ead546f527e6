"""What reports share: copies of one text, and incidents that several of them tell. Plain functions over records.

`histor.link.copies.Copies` groups reports, `histor.link.incidents.Incidents` the events of accounts; `records` is what
they give. Neither knows the ledger. docs/linking.md says how links are decided.
"""
