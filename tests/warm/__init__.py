"""Programs of tests that begin in a process which has imported already what they need."""
