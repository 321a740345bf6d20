"""Lists of who joined, when and how, as others publish or keep them, held against the register."""
