"""NetworkManager's part of a boot: which profiles become active, in which stack, and what that does to the kernel.

Written after NetworkManager 1.18 (EL7), 1.40 (EL8) and 1.52 (EL9), and compared with what a real one did to a real
kernel. What makes a profile of a file is said in `ifcfgen.networkmanager`.
"""
