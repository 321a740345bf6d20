"""The version of the program, which a ledger notes with each commit."""

__version__ = "0.1.0"
