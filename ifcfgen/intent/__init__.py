"""What the files of a host ask of each device, as its present manager reads them."""
