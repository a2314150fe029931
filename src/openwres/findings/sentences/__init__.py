"""From figures and findings to plain sentences: direction, size, certainty, people, course, peers, quality of the data.

They describe and never explain: no sentence names a cause. Nothing is calculated or judged here.
"""

from openwres.findings.sentences.indicator import Said, sentences_of
from openwres.findings.sentences.own import Own
from openwres.findings.sentences.subject import Subject

__all__ = ["Own", "Said", "Subject", "sentences_of"]
