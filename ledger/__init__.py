"""What was recorded. The version is the program's: a ledger notes which one wrote to it."""

__version__ = "0.1.0"
