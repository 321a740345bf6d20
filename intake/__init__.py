"""What the outside world says, turned into proposals: files in the form that `import` takes, for a
person to read, change and import.

Nothing here writes to a ledger or fetches from a network, and what the ledger has already is not
proposed again.
"""
