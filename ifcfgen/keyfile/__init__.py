"""The text of NetworkManager's own files: keyfiles, with the place of every key."""
