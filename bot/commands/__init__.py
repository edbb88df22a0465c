"""The commands of `duban`, one file each."""
