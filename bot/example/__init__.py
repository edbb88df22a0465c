"""An example bureau, and an example morning of it, for the sandbox."""
