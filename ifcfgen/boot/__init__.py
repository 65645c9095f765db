"""Predicting a boot: what NetworkManager and the `network` service make of the files, on a host with these facts.

Who does what is in `managers`; what each does, in `networkmanager` and `initscripts`; what comes of it, in `kernel`.
Nothing is executed.
"""
