"""Articles, read for the acts that they report: who joined or left a program, when, in which words.

Nothing is learned and nothing is guessed: sentences are held against forms that English news has
(`forms.yaml`, `words.yaml`), names against the register and the table of states.
"""
