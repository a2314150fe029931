"""A nation with planted truth: organisations, their people over the years, their records, and what is true of them.

Everything comes from one seed: the same arguments give the same bytes. How records are read and counted is none of
this room's business; it keeps its own counts.
"""

from openwres.synthetic.nation import Truth, Year, make_nation, nation
from openwres.synthetic.plan import Plan, make_plan
from openwres.synthetic.source_systems import write_source_systems

__all__ = ["Plan", "Truth", "Year", "make_nation", "make_plan", "nation", "write_source_systems"]
