"""The side of the sandbox that the page and the tests see: everything under `/sandbox`."""
