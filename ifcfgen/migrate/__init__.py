"""Converts ifcfg files to NetworkManager keyfiles, with an account of what is carried over and what is lost."""
