"""The only doors to the file system: `tree` reads beneath a directory, `folder` writes into one.

What lies there may come from somebody who means harm: a repository just cloned, an image, an archive. Nothing there can
lead a reader or a writer elsewhere, keep it waiting, or hand it more than it can hold.
"""

JOURNAL = ".ifcfgen.journal"
"""The file in which a writer notes what it is about to do in a directory; it goes when all is done."""
