"""The exit codes of the program: done, refused, typed wrong, or a check or verification failed, or
nothing is ready, or a list is read in part; and where answers are compared, that they differ.
"""

DONE, REFUSED, USAGE, FAILED = 0, 1, 2, 3
DIFFERS = 1  # as of diff and grep, where 2 is any trouble
