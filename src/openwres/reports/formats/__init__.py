"""Documents written in the formats that people ask for. What a document says is decided before it comes here."""
