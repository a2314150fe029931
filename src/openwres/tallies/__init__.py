"""Records to tallies: the one table of counts that everything after reads, and whether its counts can be true together."""
