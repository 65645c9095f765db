"""Every key of ifcfg files and their kin, a module a section: one entry here, and all else of ifcfgen knows it.

Facts are from the network scripts of initscripts 9.03.61 (EL6), 9.49.54 (EL7) and 10.00.19 (EL8), from NetworkManager's
ifcfg reader (up to 1.52), and for what other packages add from their ifup scripts. Ask through `vocabulary`.
"""
