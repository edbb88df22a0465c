"""English: the same readings from English words. `reading.reader` hands English texts on."""
