"""What depositary takes, measured beside others: `make bench` writes docs/performance.md."""
