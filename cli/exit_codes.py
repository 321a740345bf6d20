"""The exit codes of the program: done, refused, typed wrong, or a check or verification failed, or
nothing is ready."""

DONE, REFUSED, USAGE, FAILED = 0, 1, 2, 3
