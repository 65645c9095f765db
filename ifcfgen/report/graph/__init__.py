"""The network of a host as a picture: one module a format, imported when it is wanted."""
