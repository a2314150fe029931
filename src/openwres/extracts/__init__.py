"""Source files in: columns matched, values coded, problems found, records left in the engine.

Records never leave the connection that the caller opened; what leaves this room is problems and a report of what was read.
"""

from openwres.extracts.reading import Extracts, read_extracts

__all__ = ["Extracts", "read_extracts"]
