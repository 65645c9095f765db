"""What the network scripts make of names and keys."""
