"""The attacker: what can be found out about hidden counts from everything that is published.

It is written from the definitions alone and shares no code with what protects; a test enforces it.
"""

from openwres.disclosure.attack.attack import Attacked, attack
from openwres.disclosure.attack.knowledge import Knowledge, Rounding

__all__ = ["Attacked", "Knowledge", "Rounding", "attack"]
