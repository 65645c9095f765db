"""Facts of a host, from where they are found."""
