"""English: the same readings from English words. `heard` is what `reading.reader` calls."""
