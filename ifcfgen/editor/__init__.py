"""What an editor shows and offers at a place of a host's files: pages, completions, and where names are defined."""
