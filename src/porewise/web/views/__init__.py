"""The pages: read the form, make one call, fill a template whose context is a dataclass."""
