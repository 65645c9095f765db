"""The files of network-scripts: what each line says, to whom, and what a directory of them comes to."""
