"""What NetworkManager's ifcfg reader makes of a file: a profile, or the reason why it makes none.

Written after NetworkManager's nms-ifcfg-rh-reader.c and the verify() functions of its libnm-core, and compared with
what NetworkManager 1.40, 1.52 and 1.59 made of many directories. Secrets and certificates are not looked at.
"""
