"""What are the rules? Pure functions from data and `now` to decisions; standard library only."""
