"""Documents that people read, made from figures. What the figures say when compared is found elsewhere."""
