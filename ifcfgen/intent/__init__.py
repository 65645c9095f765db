"""What the files of a host ask of each device, as whoever manages it now reads them."""
