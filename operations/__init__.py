"""What can people do? One function per use case: load, decide, store, in one transaction."""
