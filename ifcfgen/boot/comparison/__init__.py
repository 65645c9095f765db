"""What was asked for and what there is in the end, compared: by the files, by a topology, or of two boots.

Differences are values. What people read of them is made in `ifcfgen.report`.
"""
