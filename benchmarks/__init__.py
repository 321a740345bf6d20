"""What depositary takes, measured beside others: see docs/performance.md, which `make bench` writes."""
