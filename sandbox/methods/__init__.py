"""The Bot API methods: every module adds its own to the table of `methods.registry`."""
