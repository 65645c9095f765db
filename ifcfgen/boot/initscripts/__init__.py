"""The `network` service: the network scripts of EL6 (initscripts 9.03), EL7 (9.49) and EL8 (10.00), read faithfully,
script by script, in the names of the scripts.
"""
