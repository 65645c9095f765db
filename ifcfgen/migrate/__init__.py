"""ifcfg files as NetworkManager's keyfiles, and an account of all that they say: what is carried over, what is lost."""
