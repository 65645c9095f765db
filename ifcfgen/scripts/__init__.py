"""A directory of network scripts: which files it has, who reads which, and what lies beside it."""
