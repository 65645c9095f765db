"""One model of a network; ifcfg files, topologies, hazards and boots are the ways in and out of it."""
