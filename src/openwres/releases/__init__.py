"""The gate: builds an immutable, protected release of one standard and year, compares releases, keeps their catalogue.

How counts are protected is said in `disclosure`; what is made of releases, in `reports` and above.
"""
